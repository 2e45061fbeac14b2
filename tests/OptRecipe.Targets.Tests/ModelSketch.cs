using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

/// <summary>Models of a few operators, built in memory: tensors are added in order, operators name them by index.</summary>
internal sealed class ModelSketch
{
    private readonly List<Tensor> tensors = [];
    private readonly List<Operator> operators = [];
    private readonly List<OperatorCode> codes = [];
    private readonly List<TFLite.Buffer> buffers = [TFLite.Buffer.Empty];

    public int Activation(TensorType type, ImmutableArray<int> shape, Quantization? quantization = null) => Add(new() { Type = type, Shape = shape, Quantization = quantization });

    /// <summary>A constant of zeros; <paramref name="isPlanned"/>: its bytes are not computed yet.</summary>
    public int Constant(TensorType type, ImmutableArray<int> shape, Quantization? quantization = null, bool isPlanned = false)
    {
        var length = shape.Aggregate(1, (product, size) => product * size) * (type is TensorType.Float32 or TensorType.Int32 ? 4 : 1);
        buffers.Add(new() { Data = isPlanned ? new ByteRange(new PlannedByteSource(length), 0, length) : ByteRange.Of(new byte[length]) });
        return Add(new() { Type = type, Shape = shape, Quantization = quantization, Buffer = (uint)buffers.Count - 1 });
    }

    /// <summary>A constant of int32 numbers.</summary>
    public int Integers(ImmutableArray<int> shape, ImmutableArray<int> values) => Bytes(shape, [.. values.SelectMany(BitConverter.GetBytes)], null, TensorType.Int32);

    public int Bytes(ImmutableArray<int> shape, byte[] bytes, Quantization? quantization, TensorType type = TensorType.Int8)
    {
        buffers.Add(new() { Data = ByteRange.Of(bytes) });
        return Add(new() { Type = type, Shape = shape, Quantization = quantization, Buffer = (uint)buffers.Count - 1 });
    }

    public ModelSketch Operator(BuiltinOperator builtin, ImmutableArray<int> inputs, ImmutableArray<int> outputs, OperatorOptions? options = null, int version = 1)
    {
        codes.Add(new(builtin, version));
        operators.Add(new() { OpcodeIndex = (uint)codes.Count - 1, Inputs = inputs, Outputs = outputs, Options = options });
        return this;
    }

    public Model Build() => new() { OperatorCodes = [.. codes], Buffers = [.. buffers], Subgraphs = [new() { Tensors = [.. tensors], Operators = [.. operators] }] };

    public static Quantization Scale(float scale, long zeroPoint = 0) => new() { Scales = [scale], ZeroPoints = [zeroPoint] };

    /// <summary>What a plan knows of weights that are quantized when the recipe runs.</summary>
    public static Quantization Planned(int scaleCount, int dimension = 0) => new() { PlannedScaleCount = scaleCount, QuantizedDimension = dimension };

    /// <summary>One CONV_2D 1×8×8×3 → 1×8×8×4 with the given types.</summary>
    public static Model Convolution(TensorType activations, TensorType weights, TensorType bias, Quantization? weightScales = null, Quantization? scales = null, bool isPlanned = false, int version = 1)
    {
        var sketch = new ModelSketch();
        var input = sketch.Activation(activations, [1, 8, 8, 3], scales);
        var filter = sketch.Constant(weights, [4, 3, 3, 3], weightScales, isPlanned);
        var offsets = sketch.Constant(bias, [4], bias == TensorType.Int32 ? weightScales : null, isPlanned);
        var output = sketch.Activation(activations, [1, 8, 8, 4], scales);
        return sketch.Operator(BuiltinOperator.Conv2D, [input, filter, offsets], [output], OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1), version).Build();
    }

    private int Add(Tensor tensor)
    {
        tensors.Add(tensor with { Name = $"t{tensors.Count}" });
        return tensors.Count - 1;
    }
}
