using System.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>How a window of any rank slides over a tensor that is spread (base dilation) and padded or, with negative padding, cut: positions that hold no element hold the initial
/// value. All in elements, one number per dimension.</summary>
internal sealed class WindowFold
{
    private const int MaxRank = 6;
    private readonly int[] _input, _baseDilations, _before, _window, _strides, _dilations;

    private WindowFold(int[] input, int[] baseDilations, int[] before, int[] window, int[] strides, int[] dilations, int[] outputShape) =>
        (_input, _baseDilations, _before, _window, _strides, _dilations, OutputShape) = (input, baseDilations, before, window, strides, dilations, outputShape);

    public int[] OutputShape { get; }

    /// <param name="padding">Two numbers per dimension, before and behind.</param>
    public static WindowFold Of(KernelContext context, int[] input, ReadOnlySpan<long> window, ReadOnlySpan<long> strides, ReadOnlySpan<long> dilations, ReadOnlySpan<long> baseDilations, ReadOnlySpan<long> padding)
    {
        var rank = input.Length;
        if (rank is 0 or > MaxRank) throw context.Refusal($"the input has {rank} dimensions, expected 1 to {MaxRank}");
        if (padding.Length != 2 * rank) throw context.Refusal($"the padding has {padding.Length} numbers, expected {2 * rank}");
        var before = new int[rank];
        var result = new WindowFold(input, Positive(context, baseDilations, rank, "base dilation"), before, Positive(context, window, rank, "window"),
            Positive(context, strides, rank, "stride"), Positive(context, dilations, rank, "window dilation"), new int[rank]);
        var paddedCount = 1;
        for (var dimension = 0; dimension < rank; dimension++)
        {
            before[dimension] = checked((int)padding[2 * dimension]);
            var spread = checked((input[dimension] - 1L) * result._baseDilations[dimension] + 1 + padding[2 * dimension] + padding[2 * dimension + 1]);
            if (spread <= 0) throw context.Refusal($"dimension {dimension} of the padded input has {spread} elements");
            paddedCount = checked((int)(paddedCount * spread));
            var reach = (result._window[dimension] - 1L) * result._dilations[dimension] + 1;
            result.OutputShape[dimension] = spread < reach ? 0 : checked((int)((spread - reach) / result._strides[dimension] + 1));
        }
        return result;
    }

    private static int[] Positive(KernelContext context, ReadOnlySpan<long> values, int rank, string what)
    {
        if (values.Length != rank) throw context.Refusal($"there are {values.Length} numbers of {what}, expected {rank}");
        var result = new int[rank];
        for (var dimension = 0; dimension < rank; dimension++)
            result[dimension] = values[dimension] is >= 1 and <= int.MaxValue ? (int)values[dimension] : throw context.Refusal($"a {what} is {values[dimension]}, expected at least 1");
        return result;
    }

    public void Run(ReduceFunction function, RuntimeTensor input, RuntimeTensor initial, RuntimeTensor output)
    {
        if (output.Count == 0) return;
        switch (input.Type)
        {
            case TensorType.Float32: Run<float>(function, input, initial, output); break;
            case TensorType.Float64: Run<double>(function, input, initial, output); break;
            case TensorType.Int64: Run<long>(function, input, initial, output); break;
            case TensorType.Int32: Run<int>(function, input, initial, output); break;
            case TensorType.Int16: Run<short>(function, input, initial, output); break;
            case TensorType.UInt8: Run<byte>(function, input, initial, output); break;
            default: Run<sbyte>(function, input, initial, output); break;
        }
    }

    public static bool Takes(TensorType type) => type is TensorType.Float32 or TensorType.Float64 or TensorType.Int64 or TensorType.Int32 or TensorType.Int16 or TensorType.UInt8
        or TensorType.Int8 or TensorType.Bool;

    private void Run<T>(ReduceFunction function, RuntimeTensor input, RuntimeTensor initial, RuntimeTensor output) where T : unmanaged, INumber<T>
    {
        switch (function)
        {
            case ReduceFunction.Sum: Run<T, Plus<T>>(input, initial, output); break;
            case ReduceFunction.Product: Run<T, Times<T>>(input, initial, output); break;
            case ReduceFunction.Minimum: Run<T, Lower<T>>(input, initial, output); break;
            case ReduceFunction.Maximum: Run<T, Higher<T>>(input, initial, output); break;
            case ReduceFunction.All: Run<T, Both<T>>(input, initial, output); break;
            case ReduceFunction.Any: Run<T, Either<T>>(input, initial, output); break;
        }
    }

    private void Run<T, TJoin>(RuntimeTensor input, RuntimeTensor initial, RuntimeTensor output) where T : unmanaged, INumber<T> where TJoin : IJoin<T>
    {
        var from = input.Read<T>();
        var start = initial.Read<T>()[0];
        var to = output.Write<T>();
        Span<int> position = stackalloc int[_input.Length];
        position.Clear();
        for (var index = 0; index < to.Length; index++)
        {
            to[index] = Fold<T, TJoin>(from, start, start, position, 0, 0);
            Advance(position, OutputShape);
        }
    }

    /// <summary>Folds the part of the window from one dimension inwards; an element outside is the initial value.</summary>
    private T Fold<T, TJoin>(ReadOnlySpan<T> input, T sum, T initial, ReadOnlySpan<int> position, int dimension, long offset) where TJoin : IJoin<T>
    {
        for (var index = 0; index < _window[dimension]; index++)
        {
            var place = (long)position[dimension] * _strides[dimension] + (long)index * _dilations[dimension] - _before[dimension];
            var (element, rest) = (place / _baseDilations[dimension], place % _baseDilations[dimension]);
            var isInside = offset >= 0 && rest == 0 && element >= 0 && element < _input[dimension];
            var next = isInside ? offset * _input[dimension] + element : -1;
            if (dimension + 1 < _window.Length) sum = Fold<T, TJoin>(input, sum, initial, position, dimension + 1, next);
            else sum = TJoin.Join(sum, isInside ? input[(int)next] : initial);
        }
        return sum;
    }

    private static void Advance(Span<int> position, ReadOnlySpan<int> sizes)
    {
        for (var dimension = position.Length - 1; dimension >= 0; dimension--)
        {
            if (++position[dimension] < sizes[dimension]) return;
            position[dimension] = 0;
        }
    }

    private interface IJoin<T>
    {
        static abstract T Join(T sum, T x);
    }

    private readonly struct Plus<T> : IJoin<T> where T : INumber<T> { public static T Join(T sum, T x) => sum + x; }
    private readonly struct Times<T> : IJoin<T> where T : INumber<T> { public static T Join(T sum, T x) => sum * x; }
    private readonly struct Lower<T> : IJoin<T> where T : INumber<T> { public static T Join(T sum, T x) => sum <= x ? sum : x; }
    private readonly struct Higher<T> : IJoin<T> where T : INumber<T> { public static T Join(T sum, T x) => sum >= x ? sum : x; }
    private readonly struct Both<T> : IJoin<T> where T : INumber<T> { public static T Join(T sum, T x) => !T.IsZero(sum) && !T.IsZero(x) ? T.One : T.Zero; }
    private readonly struct Either<T> : IJoin<T> where T : INumber<T> { public static T Join(T sum, T x) => !T.IsZero(sum) || !T.IsZero(x) ? T.One : T.Zero; }
}
