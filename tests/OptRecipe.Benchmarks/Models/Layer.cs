using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Benchmarks.Models;

/// <summary>A model of one operator, written operand by operand, its numbers random.</summary>
internal sealed class Layer(BuiltinOperator op, TensorType type, (float Scale, long ZeroPoint)? output = null)
{
    private readonly ModelBuilder _builder = new();
    private readonly List<int> _operands = [];
    private readonly Random _random = new(1);
    private OperatorOptions? _options = OperatorTable.Find(op)?.Options is { } name ? OperatorOptions.Of(name) : null;

    public Layer With(string option, object value)
    {
        _options = _options?.With(option, value);
        return this;
    }

    public Layer Input(TensorType type, params ReadOnlySpan<int> shape) => Operand(Quantized(_builder.Input("x", type, shape), type, (0.01f, 0)));

    /// <summary>Weights of random numbers, int8 ones between −127 and 127.</summary>
    public Layer Weights(TensorType type, params ReadOnlySpan<int> shape) => Operand(Quantized(Constant(type, shape), type, (0.01f, type == TensorType.UInt8 ? 121 : 0)));

    /// <summary>int8 weights [units, depth] with a scale for each block of a row.</summary>
    public Layer Blockwise(int units, int depth, int blockSize)
    {
        var scales = new Half[units * depth / blockSize];
        foreach (ref var scale in scales.AsSpan()) scale = (Half)_random.NextSingle();
        var tensor = _builder.Constant<Half>("scales", TensorType.Float16, [scales.Length], scales);
        var weights = Constant(TensorType.Int8, [units, depth]);
        _builder.Change(weights, made => made with { Quantization = new() { Details = new BlockwiseQuantization(tensor, 0, blockSize) } });
        return Operand(weights);
    }

    /// <summary>A constant that says how: a shape, axes.</summary>
    public Layer Numbers(params int[] values) => Operand(_builder.Constant<int>("numbers", TensorType.Int32, [values.Length], values));

    public Layer Variable(params ReadOnlySpan<int> shape)
    {
        var tensor = _builder.Tensor("state", TensorType.Float32, shape);
        _builder.Change(tensor, made => made with { IsVariable = true });
        return Operand(tensor);
    }

    public Layer Omit(int count)
    {
        for (; count > 0; count--) _operands.Add(-1);
        return this;
    }

    public Model Output(params ReadOnlySpan<int> shape)
    {
        var tensor = Quantized(_builder.Tensor("y", type, shape), type, output ?? (type == TensorType.Int16 ? 10f : 0.5f, 0));
        return _builder.Add(op, [.. _operands], [tensor], _options).Output(tensor).Build();
    }

    private int Constant(TensorType type, ReadOnlySpan<int> shape)
    {
        var count = Count(shape);
        if (type == TensorType.Float32)
        {
            var values = new float[count];
            foreach (ref var value in values.AsSpan()) value = _random.NextSingle() * 0.2f - 0.1f;
            return _builder.Constant<float>("w", type, shape, values);
        }
        var bytes = new byte[count];
        foreach (ref var value in bytes.AsSpan()) value = (byte)_random.Next(-127, 128);
        return _builder.Constant<byte>("w", type, shape, bytes);
    }

    private static int Count(ReadOnlySpan<int> shape)
    {
        var count = 1;
        foreach (var size in shape) count *= size;
        return count;
    }

    private int Quantized(int tensor, TensorType type, (float Scale, long ZeroPoint) numbers)
    {
        if (type != TensorType.Float32) _builder.Change(tensor, made => made with { Quantization = new() { Scales = [numbers.Scale], ZeroPoints = [numbers.ZeroPoint] } });
        return tensor;
    }

    private Layer Operand(int tensor)
    {
        _operands.Add(tensor);
        return this;
    }
}
