using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Graphs;

/// <summary>Builds a model of one subgraph, operator by operator, for tests and importers. Not thread-safe.</summary>
/// <example><c>var x = builder.Input("x", TensorType.Float32, 1, 8); builder.Output(builder.Add(BuiltinOperator.Relu, "y", TensorType.Float32, [1, 8], [x])); var model = builder.Build();</c></example>
public sealed class ModelBuilder
{
    private readonly ImmutableArray<Tensor>.Builder _tensors = ImmutableArray.CreateBuilder<Tensor>();
    private readonly ImmutableArray<Operator>.Builder _operators = ImmutableArray.CreateBuilder<Operator>();
    private readonly ImmutableArray<Buffer>.Builder _buffers = ImmutableArray.CreateBuilder<Buffer>();
    private readonly ImmutableArray<OperatorCode>.Builder _codes = ImmutableArray.CreateBuilder<OperatorCode>();
    private readonly List<int> _inputs = [], _outputs = [];

    public ModelBuilder() => _buffers.Add(Buffer.Empty);

    /// <summary>An input of the model; −1 in <paramref name="shape"/> for a dimension known only at run time. Returns the tensor's index, as all of these do.</summary>
    public int Input(string name, TensorType type, params ReadOnlySpan<int> shape)
    {
        _inputs.Add(Tensor(name, type, shape));
        return _inputs[^1];
    }

    /// <summary>Marks a tensor as output of the model.</summary>
    public ModelBuilder Output(int tensor)
    {
        _outputs.Add(tensor);
        return this;
    }

    /// <summary>A constant; the bytes of <paramref name="values"/> have to be what type and shape take.</summary>
    public int Constant<T>(string name, TensorType type, ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        var index = Tensor(name, type, shape);
        var bytes = MemoryMarshal.AsBytes(values).ToArray();
        if (TensorSize.Bytes(_tensors[index]) is >= 0 and var expected && expected != bytes.Length) throw new ArgumentException($"{bytes.Length} bytes, {expected} are expected", nameof(values));
        _buffers.Add(new() { Data = ByteRange.Of(bytes) });
        _tensors[index] = _tensors[index] with { Buffer = (uint)(_buffers.Count - 1) };
        return index;
    }

    /// <summary>A tensor without data, for operators with several outputs and for variables.</summary>
    public int Tensor(string name, TensorType type, params ReadOnlySpan<int> shape)
    {
        var isDynamic = shape.Contains(-1);
        ImmutableArray<int> signature = [.. shape];
        _tensors.Add(new() { Name = name, Type = type, Shape = isDynamic ? [.. signature.Select(dimension => Math.Abs(dimension))] : signature, ShapeSignature = isDynamic ? signature : default, HasRank = true });
        return _tensors.Count - 1;
    }

    /// <summary>Gives a tensor its quantization, or whatever else it needs.</summary>
    public ModelBuilder Change(int tensor, Func<Tensor, Tensor> change)
    {
        _tensors[tensor] = change(_tensors[tensor]);
        return this;
    }

    /// <summary>An operator with one output, which is made for it.</summary>
    public int Add(BuiltinOperator op, string output, TensorType type, ReadOnlySpan<int> shape, ReadOnlySpan<int> inputs, OperatorOptions? options = null)
    {
        var index = Tensor(output, type, shape);
        Add(op, inputs, [index], options);
        return index;
    }

    /// <summary>An operator between tensors that exist. Without <paramref name="options"/> it gets those of its kind at their defaults.</summary>
    public ModelBuilder Add(BuiltinOperator op, ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs, OperatorOptions? options = null)
    {
        options ??= OperatorTable.Find(op)?.Options is { } name ? OperatorOptions.Of(name) : null;
        _operators.Add(new() { OpcodeIndex = Code(new(op)), Inputs = [.. inputs], Outputs = [.. outputs], Options = options });
        return this;
    }

    public ModelBuilder AddCustom(string name, ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs, byte[]? options = null)
    {
        _operators.Add(new() { OpcodeIndex = Code(new(BuiltinOperator.Custom, 1, name)), Inputs = [.. inputs], Outputs = [.. outputs], CustomOptions = options is null ? default : ByteRange.Of(options) });
        return this;
    }

    /// <summary>The model; operator codes have the versions that their operators need.</summary>
    public Model Build(string? description = null) => OperatorVersions.Raise(new()
    {
        Description = description,
        OperatorCodes = _codes.ToImmutable(),
        Buffers = _buffers.ToImmutable(),
        Subgraphs = [new() { Name = "main", Tensors = _tensors.ToImmutable(), Inputs = [.. _inputs], Outputs = [.. _outputs], Operators = _operators.ToImmutable() }],
    });

    private uint Code(OperatorCode code)
    {
        var index = _codes.IndexOf(code);
        if (index < 0) _codes.Add(code);
        return (uint)(index < 0 ? _codes.Count - 1 : index);
    }
}
