using System.Numerics;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>EMBEDDING_LOOKUP: indices [count] (int32), values [rows, ...] → [count, ...], row after row. Equal types are copied; INT8, UINT8 (read as INT8), INT4 and INT2 values become
/// float32 or float16 by value × scale, with one scale, one for each row, or one for each block of a row. An index outside the rows is refused.</summary>
internal sealed class EmbeddingLookup : Kernel
{
    private WeightBytes? _values;
    private float[] _scales = [];
    private int _block;
    private bool _isCopy;

    public override void Prepare(KernelContext context)
    {
        var (indices, values, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (indices.Type != TensorType.Int32 || indices.Rank != 1) throw context.Refusal($"the indices are {indices}; INT32 with one dimension is expected");
        if (values.Rank < 2) throw context.Refusal($"the values are {values}; two dimensions or more are expected");
        var rowLength = TensorShape.Count(values.Shape, 1, values.Rank);
        _isCopy = values.Type == output.Type;
        if (_isCopy && TensorSize.BitsPerElement(values.Type) < 8) throw context.UnsupportedType(values);
        if (!_isCopy)
        {
            if (output.Type is not (TensorType.Float32 or TensorType.Float16) || values.Type is not (TensorType.Int8 or TensorType.UInt8 or TensorType.Int4 or TensorType.Int2))
                throw context.Refusal($"there is no kernel from {values.Type.Name()} to {output.Type.Name()}");
            PrepareScales(context, values, rowLength);
        }
        _values = WeightBytes.Prepare(context, values);
        context.Resize(output, [indices.Dim(0), .. values.Shape[1..]]);
    }

    public override void Run(KernelContext context)
    {
        if (_values is null) return;
        var (values, output) = (context.Input(1), context.Output(0));
        var indices = context.Input(0).Read<int>();
        foreach (var index in indices)
            if ((uint)index >= (uint)values.Dim(0)) throw context.Refusal($"the index {index} is outside the {values.Dim(0)} rows");
        if (output.Count == 0) return;
        var rows = _values.Read(context);
        if (_isCopy)
        {
            var target = output.Write<byte>();
            var rowBytes = target.Length / indices.Length;
            for (var row = 0; row < indices.Length; row++) rows.Slice(indices[row] * rowBytes, rowBytes).CopyTo(target[(row * rowBytes)..]);
        }
        else if (output.Type == TensorType.Float32) Scale(indices, MemoryMarshal.Cast<byte, sbyte>(rows), output.Write<float>());
        else Scale(indices, MemoryMarshal.Cast<byte, sbyte>(rows), output.Write<Half>());
    }

    private void PrepareScales(KernelContext context, RuntimeTensor values, int rowLength)
    {
        var quantization = values.Quantization;
        _block = Math.Max(rowLength, 1);
        if (quantization.Blockwise is { } blockwise)
        {
            _block = blockwise.BlockSize;
            if (_block <= 0 || rowLength % _block != 0) throw context.Refusal($"blocks of {_block} do not divide the rows of {rowLength} elements");
            _scales = BlockwiseWeights.Scales(context, blockwise.Scales, values.Index, checked(values.Dim(0) * (rowLength / _block)));
            return;
        }
        if (quantization.Scales.Length == 0) throw context.Refusal($"the values {values} have no scale");
        if (quantization.ZeroPoint != 0) throw context.Refusal($"the values have the zero point {quantization.ZeroPoint}; 0 is expected");
        if (quantization.IsPerChannel && (quantization.QuantizedDimension != 0 || quantization.Scales.Length != values.Dim(0)))
            throw context.Refusal($"the values have {quantization.Scales.Length} scales in dimension {quantization.QuantizedDimension} for {values.Dim(0)} rows");
        // TensorFlow Lite 2.9 knows one scale for all rows and takes 0 where there are several.
        _scales = quantization.IsPerChannel && context.Runtime == PlayedRuntime.TFLite29 ? [0f] : quantization.Scales;
    }

    private void Scale<T>(ReadOnlySpan<int> indices, ReadOnlySpan<sbyte> values, Span<T> output) where T : INumberBase<T>
    {
        var rowLength = output.Length / indices.Length;
        for (var row = 0; row < indices.Length; row++)
            for (var start = 0; start < rowLength; start += _block)
            {
                var scale = _scales.Length == 1 ? _scales[0] : _scales[indices[row] * (rowLength / _block) + start / _block];
                var source = values.Slice(indices[row] * rowLength + start, _block);
                var target = output.Slice(row * rowLength + start, _block);
                for (var index = 0; index < source.Length; index++) target[index] = T.CreateTruncating(source[index] * scale);
            }
    }
}
