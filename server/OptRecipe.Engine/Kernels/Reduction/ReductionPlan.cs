using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels;

/// <summary>How elements meet in one result: a struct, so that the loop around it is compiled for it.</summary>
internal interface IReducer<TIn, TOut>
{
    /// <summary>The result over nothing.</summary>
    TOut Empty { get; }
    TOut First(TIn x);
    TOut Next(TOut sum, TIn x);
}

/// <summary>A reducer that takes many elements at once.</summary>
internal interface IBlockReducer<TIn, TOut>
{
    /// <summary>All elements of a row meet in one result, which holds those before unless they are the first.</summary>
    void Row(ReadOnlySpan<TIn> row, ref TOut result, bool isFirst);
    /// <summary>Rows as long as there are results; each result meets its element of each.</summary>
    void Join(ReadOnlySpan<TIn> rows, Span<TOut> results, bool isFirst);
}

/// <summary>Which dimensions a reduction folds. Neighbours that are all folded or all kept are joined, so that the innermost loop is as long as it can be; each result meets its
/// elements in the order of memory.</summary>
internal sealed class ReductionPlan
{
    private readonly int[] _sizes;
    private const int ParallelCount = 1 << 15;
    private IParallelWork? _parts;
    // Elements of the output between neighbours; 0 where the dimension is folded.
    private readonly int[] _steps;

    private ReductionPlan(int[] shape, int[] sizes, int[] steps, int foldedCount, bool foldsAll) =>
        (OutputShape, _sizes, _steps, FoldedCount, FoldsAll) = (shape, sizes, steps, foldedCount, foldsAll);

    public int[] OutputShape { get; }
    /// <summary>Elements that meet in one result.</summary>
    public int FoldedCount { get; }
    /// <summary>Whether every dimension is folded, also where there is none.</summary>
    public bool FoldsAll { get; }

    /// <summary>Axes may be negative, stand twice or be none; a scalar's are not looked at.</summary>
    public static ReductionPlan Of(KernelContext context, RuntimeTensor input, RuntimeTensor axes, bool keepsDimensions)
    {
        var isFolded = new bool[input.Rank];
        for (var index = 0; index < axes.Count && input.Rank > 0; index++)
        {
            var axis = IntegerOperand.At(axes, index);
            if (!TensorShape.TryNormalize(axis, input.Rank, out var normalized)) throw context.Refusal($"the axis {axis} is outside the {input.Rank} dimensions");
            isFolded[normalized] = true;
        }
        var (shape, sizes, folds) = (new List<int>(), new List<int>(), new List<bool>());
        var foldedCount = 1;
        for (var dimension = 0; dimension < input.Rank; dimension++)
        {
            var size = input.Dim(dimension);
            if (isFolded[dimension]) foldedCount = checked(foldedCount * size);
            if (!isFolded[dimension]) shape.Add(size);
            else if (keepsDimensions) shape.Add(1);
            if (size == 1) continue;
            if (folds.Count > 0 && folds[^1] == isFolded[dimension]) sizes[^1] = checked(sizes[^1] * size);
            else
            {
                sizes.Add(size);
                folds.Add(isFolded[dimension]);
            }
        }
        if (sizes.Count == 0)
        {
            sizes.Add(1);
            folds.Add(false);
        }
        return new([.. shape], [.. sizes], Steps(sizes, folds), foldedCount, Array.TrueForAll(isFolded, fold => fold));
    }

    private static int[] Steps(List<int> sizes, List<bool> folds)
    {
        var steps = new int[sizes.Count];
        var step = 1;
        for (var dimension = steps.Length - 1; dimension >= 0; dimension--)
        {
            if (folds[dimension]) continue;
            steps[dimension] = step;
            step = checked(step * sizes[dimension]);
        }
        return steps;
    }

    public void Fold<TIn, TOut, TReducer>(ReadOnlySpan<TIn> input, Span<TOut> output, TReducer reducer) where TReducer : struct, IReducer<TIn, TOut>
    {
        if (input.IsEmpty)
        {
            output.Fill(reducer.Empty);
            return;
        }
        Span<int> position = stackalloc int[_sizes.Length - 1];
        position.Clear();
        var (inner, target) = (_sizes[^1], 0);
        for (var start = 0; start < input.Length; start += inner)
        {
            var row = input.Slice(start, inner);
            if (_steps[^1] == 0) FoldRow(row, ref output[target], IsFirst(position), reducer);
            else JoinRow(row, output.Slice(target, inner), IsFirst(position), reducer);
            for (var dimension = position.Length - 1; dimension >= 0; dimension--)
            {
                target += _steps[dimension];
                if (++position[dimension] < _sizes[dimension]) break;
                target -= _steps[dimension] * _sizes[dimension];
                position[dimension] = 0;
            }
        }
    }

    /// <summary>The same through a reducer that takes all the innermost elements of a result, or of neighbouring results, at once. Threads share what the first dimension keeps apart.</summary>
    /// <param name="input">Not empty.</param>
    public unsafe void FoldBlocks<TIn, TOut, TReducer>(WorkerPool workers, ReadOnlySpan<TIn> input, Span<TOut> output, TReducer reducer)
        where TIn : unmanaged where TOut : unmanaged where TReducer : struct, IBlockReducer<TIn, TOut>
    {
        if (_steps[0] == 0 || _steps.Length == 1 || input.Length < ParallelCount || workers.ThreadCount == 1)
        {
            FoldBlocks(input, output, reducer);
            return;
        }
        if (_parts is not Parts<TIn, TOut, TReducer> parts) _parts = parts = new(this);
        fixed (TIn* from = input)
        fixed (TOut* to = output) parts.Run(workers, from, input.Length / _sizes[0], to, reducer);
    }

    private void FoldBlocks<TIn, TOut, TReducer>(ReadOnlySpan<TIn> input, Span<TOut> output, TReducer reducer) where TReducer : struct, IBlockReducer<TIn, TOut>
    {
        var (isRow, dimensions) = (_steps[^1] == 0, _sizes.Length);
        // Results that stand side by side meet the rows of the dimension before; without one there is one row.
        var (inner, rows) = (_sizes[^1], isRow || dimensions == 1 ? 1 : _sizes[^2]);
        Span<int> position = stackalloc int[Math.Max(0, dimensions - (isRow ? 1 : 2))];
        position.Clear();
        var target = 0;
        for (var start = 0; start < input.Length; start += rows * inner)
        {
            var block = input.Slice(start, rows * inner);
            if (isRow) reducer.Row(block, ref output[target], IsFirst(position));
            else reducer.Join(block, output.Slice(target, inner), IsFirst(position));
            for (var dimension = position.Length - 1; dimension >= 0; dimension--)
            {
                target += _steps[dimension];
                if (++position[dimension] < _sizes[dimension]) break;
                target -= _steps[dimension] * _sizes[dimension];
                position[dimension] = 0;
            }
        }
    }

    private bool IsFirst(ReadOnlySpan<int> position)
    {
        for (var dimension = 0; dimension < position.Length; dimension++)
            if (_steps[dimension] == 0 && position[dimension] != 0) return false;
        return true;
    }

    private static void FoldRow<TIn, TOut, TReducer>(ReadOnlySpan<TIn> row, ref TOut result, bool isFirst, TReducer reducer) where TReducer : struct, IReducer<TIn, TOut>
    {
        var sum = isFirst ? reducer.First(row[0]) : reducer.Next(result, row[0]);
        for (var index = 1; index < row.Length; index++) sum = reducer.Next(sum, row[index]);
        result = sum;
    }

    private static void JoinRow<TIn, TOut, TReducer>(ReadOnlySpan<TIn> row, Span<TOut> results, bool isFirst, TReducer reducer) where TReducer : struct, IReducer<TIn, TOut>
    {
        if (isFirst)
            for (var index = 0; index < row.Length; index++) results[index] = reducer.First(row[index]);
        else
            for (var index = 0; index < row.Length; index++) results[index] = reducer.Next(results[index], row[index]);
    }

    /// <summary>Parts of a fold whose first dimension is kept.</summary>
    private sealed unsafe class Parts<TIn, TOut, TReducer>(ReductionPlan plan) : IParallelWork where TIn : unmanaged where TOut : unmanaged where TReducer : struct, IBlockReducer<TIn, TOut>
    {
        private TIn* _from;
        private TOut* _to;
        private int _length;
        private TReducer _reducer;

        /// <param name="length">Elements of the input for each index of the first dimension.</param>
        public void Run(WorkerPool workers, TIn* from, int length, TOut* to, TReducer reducer)
        {
            _from = from;
            _to = to;
            (_length, _reducer) = (length, reducer);
            workers.Run(this);
        }

        void IParallelWork.Run(int part, int partCount)
        {
            var (first, end) = ((int)((long)plan._sizes[0] * part / partCount), (int)((long)plan._sizes[0] * (part + 1) / partCount));
            if (first == end) return;
            plan.FoldBlocks<TIn, TOut, TReducer>(new ReadOnlySpan<TIn>(_from + (nint)first * _length, (end - first) * _length), new Span<TOut>(_to + (nint)first * plan._steps[0], (end - first) * plan._steps[0]), _reducer);
        }
    }
}
