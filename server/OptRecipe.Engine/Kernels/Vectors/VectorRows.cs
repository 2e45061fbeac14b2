using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>A function of two operands in vectors, row by row of the walk; large outputs are shared among threads.</summary>
internal abstract unsafe class VectorRows<TElement> : BinaryLoop, IParallelWork where TElement : unmanaged
{
    /// <summary>From here on it pays to call other threads.</summary>
    private const int ParallelCount = 1 << 14;
    /// <summary>A row that is cut for threads is cut at multiples of so many elements.</summary>
    private const int PartUnit = 64;
    private TElement* _a, _b, _to;
    private Broadcasting? _walk;
    private int _rowCount;

    /// <summary>Whether denormals of float32 are flushed in this run.</summary>
    protected bool Flushes { get; private set; }

    /// <summary>One row. A step is 1, or 0 for an operand that is one element.</summary>
    protected abstract void Row(TElement* a, nint aStep, TElement* b, nint bStep, TElement* to, nint count);

    public sealed override bool TryRun(KernelContext context, Broadcasting walk, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        // Nothing below looks at a length again.
        var first = a.Read<TElement>()[..a.Count];
        var second = b.Read<TElement>()[..b.Count];
        var result = output.Write<TElement>()[..output.Count];
        if (result.IsEmpty) return true;
        (_walk, _rowCount, Flushes) = (walk, result.Length / walk.Sizes[^1], Denormals.AreFlushed(context.Runtime));
        fixed (TElement* pointerA = first, pointerB = second, pointerTo = result)
        {
            _a = pointerA;
            _b = pointerB;
            _to = pointerTo;
            if (result.Length < ParallelCount) Run(0, 1);
            else context.Workers.Run(this);
        }
        return true;
    }

    public void Run(int part, int partCount)
    {
        if (_walk is null) return;
        var length = _walk.Sizes[^1];
        var (aStep, bStep) = (_walk.Strides(0)[^1], _walk.Strides(1)[^1]);
        if (_rowCount == 1)
        {
            var units = (length + PartUnit - 1) / PartUnit;
            var (start, end) = ((int)((long)units * part / partCount) * PartUnit, Math.Min((int)((long)units * (part + 1) / partCount) * PartUnit, length));
            if (start < end) Row(_a + start * aStep, aStep, _b + start * bStep, bStep, _to + start, end - start);
            return;
        }
        if (TryBatches(part, partCount)) return;
        var (first, last) = ((int)((long)_rowCount * part / partCount), (int)((long)_rowCount * (part + 1) / partCount));
        var rows = new BroadcastRows(_walk, 2, stackalloc int[BroadcastRows.StateLength(_walk, 2)]);
        rows.Skip(first);
        for (var row = first; row < last; row++, rows.Next())
            Row(_a + rows.Start(0), aStep, _b + rows.Start(1), bStep, _to + (nint)row * length, length);
    }

    /// <summary>Short rows that all meet the same row of the other operand: so many at once that this one fills a buffer.</summary>
    private bool TryBatches(int part, int partCount)
    {
        const int BufferLength = 1024;
        if (_walk is null || _walk.Sizes.Length != 2 || _walk.Sizes[1] > BufferLength / 4) return false;
        var length = _walk.Sizes[1];
        ReadOnlySpan<int> a = _walk.Strides(0), b = _walk.Strides(1);
        var repeatsFirst = a[0] == 0 && a[1] == 1 && b[0] == length && b[1] == 1;
        if (!repeatsFirst && !(b[0] == 0 && b[1] == 1 && a[0] == length && a[1] == 1)) return false;
        var batch = Math.Min(BufferLength / length, _rowCount);
        var repeated = stackalloc TElement[BufferLength];
        for (var row = 0; row < batch; row++) new ReadOnlySpan<TElement>(repeatsFirst ? _a : _b, length).CopyTo(new(repeated + row * length, length));
        var (first, last) = ((int)((long)_rowCount * part / partCount), (int)((long)_rowCount * (part + 1) / partCount));
        for (var row = first; row < last; row += batch)
        {
            var (start, count) = ((nint)row * length, (nint)Math.Min(batch, last - row) * length);
            Row(repeatsFirst ? repeated : _a + start, 1, repeatsFirst ? _b + start : repeated, 1, _to + start, count);
        }
        return true;
    }
}
