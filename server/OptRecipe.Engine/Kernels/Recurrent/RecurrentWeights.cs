using System.Runtime.InteropServices;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Weights that a recurrent kernel multiplies by vectors: a float matrix, an int8 one (also in a uint8 tensor, as old converters wrote it) with one scale, or the
/// diagonal of a float matrix. y[r] += Σ w[r, c] × x[c]; in int8: y[r] += (Σ w × q − zero point × Σ w) × (scale of x × scale of w), in float32.</summary>
internal sealed class RecurrentWeights
{
    private readonly RuntimeTensor _tensor;
    private readonly int[] _rowSums = [];
    private readonly int _rows, _columns;

    /// <param name="scheme">How the vectors are quantized; none for float weights.</param>
    public RecurrentWeights(KernelContext context, RuntimeTensor tensor, ActivationScheme scheme)
    {
        _tensor = tensor;
        (_rows, _columns) = (tensor.Dim(0), tensor.Rank > 1 ? tensor.Dim(1) : 1);
        IsDiagonal = tensor.Rank == 1;
        if (scheme != ActivationScheme.Asymmetric || IsDiagonal) return;
        _rowSums = tensor.IsKnown ? context.Model.Derived(context.Address.Subgraph, tensor.Index, "row sums", () => RowSums(tensor)) : [];
    }

    public bool IsDiagonal { get; }

    public static bool IsHybrid(RuntimeTensor weights) => weights.Type is TensorType.Int8 or TensorType.UInt8;

    /// <summary>Adds the product to <paramref name="result"/>.</summary>
    public void Accumulate(in QuantizedVector x, Span<float> result)
    {
        if (_tensor.Type == TensorType.Float32)
        {
            var weights = _tensor.Read<float>();
            if (IsDiagonal)
                for (var row = 0; row < _rows; row++) result[row] += weights[row] * x.Values[row];
            else
                for (var row = 0; row < _rows; row++) result[row] += Dot(weights.Slice(row * _columns, _columns), x.Values);
        }
        else
        {
            var weights = _tensor.Read<sbyte>();
            var scale = x.Scale * _tensor.Scale;
            for (var row = 0; row < _rows; row++)
            {
                var weightRow = weights.Slice(row * _columns, _columns);
                var sum = Dot(weightRow, x.Quantized);
                if (x.ZeroPoint != 0) sum -= x.ZeroPoint * (_rowSums.Length > 0 ? _rowSums[row] : Sum(weightRow));
                result[row] += sum * scale;
            }
        }
    }

    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        b = b[..a.Length];
        var sum = 0f;
        for (var index = 0; index < a.Length; index++) sum += a[index] * b[index];
        return sum;
    }

    public static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        b = b[..a.Length];
        var sum = 0;
        for (var index = 0; index < a.Length; index++) sum += a[index] * b[index];
        return sum;
    }

    public static int Sum(ReadOnlySpan<sbyte> values)
    {
        var sum = 0;
        foreach (var value in values) sum += value;
        return sum;
    }

    private static int[] RowSums(RuntimeTensor tensor)
    {
        var values = MemoryMarshal.Cast<byte, sbyte>(tensor.Bytes);
        var columns = tensor.Dim(1);
        var sums = new int[tensor.Dim(0)];
        for (var row = 0; row < sums.Length; row++) sums[row] = Sum(values.Slice(row * columns, columns));
        return sums;
    }
}
