using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.TFLite;
using Buffer = OptRecipe.TFLite.Buffer;

namespace OptRecipe.Engine.Tests.Fuzz;

/// <summary>Breaks models in ways that a reader lets through. The same seed gives the same model.</summary>
internal sealed class ModelMutator(int seed)
{
    private static readonly int[] Odd =
        [int.MinValue, -65536, -1000, -7, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 127, 128, 255, 257, 1000, 32768, 65536, 1 << 20, 1 << 24, 1 << 28, 1 << 30, int.MaxValue];
    private static readonly float[] OddSingles = [0f, -0f, -1f, 1e-45f, 1e-30f, 1e-6f, 0.5f, 1f, 3f, 255f, 1e20f, 3.4e38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
    private static readonly string[] Options = [.. OptionsTable.All.Select(schema => schema.Name)];

    private readonly Random _random = new(seed);
    private readonly List<string> _done = [];

    /// <summary>Bytes that have been made for inputs.</summary>
    public long InputByteCount { get; private set; }

    /// <summary>What has been broken.</summary>
    public override string ToString() => $"seed {seed}: {string.Join(", ", _done)}";

    public Model Mutate(Model model)
    {
        for (var count = 1 + _random.Next(_random.Next(4) == 0 ? 10 : 3); count > 0; count--)
        {
            var subgraph = _random.Next(model.Subgraphs.Length);
            var broken = _random.Next(20) switch
            {
                0 => ChangeBuffer(model),
                1 => ChangeCodes(model),
                2 => ChangeSubgraphs(model),
                3 => ChangeGraphOperands(model, subgraph),
                < 9 => ChangeOperator(model, subgraph),
                _ => ChangeTensor(model, subgraph),
            };
            model = broken;
        }
        return model;
    }

    /// <summary>Another shape for an input now and then; null mostly.</summary>
    public int[]? Shape(int[] shape)
    {
        if (_random.Next(8) > 0) return null;
        var changed = Change([.. shape], 8);
        _done.Add($"input resized to [{string.Join(',', changed)}]");
        return [.. changed];
    }

    /// <summary>Bytes for an input, from harmless to wild.</summary>
    public byte[] Bytes(int count, TensorType type)
    {
        var bytes = new byte[count];
        InputByteCount += count;
        switch (_random.Next(6))
        {
            case 0: break;
            case 1: _random.NextBytes(bytes); break;
            case 2: Fill(bytes, _random.Next(2) == 0 ? 2 : 1 << 16); break;
            case 3 when type == TensorType.Float32: foreach (ref var value in MemoryMarshal.Cast<byte, float>(bytes.AsSpan())) value = Any(OddSingles); break;
            case 3: foreach (ref var value in MemoryMarshal.Cast<byte, int>(bytes.AsSpan())) value = Any(Odd); break;
            case 4: Array.Fill(bytes, (byte)_random.Next(256)); break;
            default: foreach (ref var value in bytes.AsSpan()) value = (byte)_random.Next(4); break;
        }
        return bytes;
    }

    private void Fill(byte[] bytes, int bound)
    {
        foreach (ref var value in MemoryMarshal.Cast<byte, int>(bytes.AsSpan())) value = _random.Next(-bound, bound);
    }

    private Model ChangeBuffer(Model model)
    {
        if (model.Buffers.IsEmpty) return model;
        var index = _random.Next(model.Buffers.Length);
        var bytes = model.Buffers[index].Data.ToMemory().ToArray();
        var kind = _random.Next(4);
        if (bytes.Length > 0 && kind == 0) bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        else if (bytes.Length >= 4 && kind == 1) MemoryMarshal.Write(bytes.AsSpan(_random.Next(bytes.Length / 4) * 4), Any(Odd));
        else if (kind == 2) bytes = Bytes(bytes.Length, TensorType.Int32);
        else Array.Resize(ref bytes, Math.Max(0, bytes.Length + _random.Next(-8, 9)));
        return Note($"buffer {index}", model with { Buffers = model.Buffers.SetItem(index, new() { Data = ByteRange.Of(bytes) }) });
    }

    private Model ChangeCodes(Model model)
    {
        if (model.OperatorCodes.IsEmpty) return model;
        var index = _random.Next(model.OperatorCodes.Length);
        var code = model.OperatorCodes[index];
        code = _random.Next(3) == 0 ? code with { Builtin = (BuiltinOperator)_random.Next(210) } : code with { Version = Any(Odd) };
        return Note($"code {index} = {code.Name} v{code.Version}", model with { OperatorCodes = model.OperatorCodes.SetItem(index, code) });
    }

    private Model ChangeSubgraphs(Model model) => _random.Next(3) switch
    {
        0 when model.Subgraphs.Length > 1 => Note("graph dropped", model with { Subgraphs = model.Subgraphs.RemoveAt(_random.Next(model.Subgraphs.Length)) }),
        1 => Note("graph doubled", model with { Subgraphs = model.Subgraphs.Add(model.Subgraphs[_random.Next(model.Subgraphs.Length)]) }),
        _ => OfflinePlan(model),
    };

    private Model OfflinePlan(Model model)
    {
        var count = model.Subgraphs[0].Tensors.Length;
        int[] plan = [1, 0, count, .. Enumerable.Range(0, count).Select(_ => _random.Next(3) == 0 ? Any(Odd) : _random.Next(8) * 64)];
        return Note("plan", model with
        {
            Buffers = model.Buffers.Add(new() { Data = ByteRange.Of(MemoryMarshal.AsBytes(plan.AsSpan()).ToArray()) }),
            Metadata = model.Metadata.Add(new("OfflineMemoryAllocation", (uint)model.Buffers.Length)),
        });
    }

    private Model ChangeGraphOperands(Model model, int index)
    {
        var graph = model.Subgraphs[index];
        graph = _random.Next(3) switch
        {
            0 => graph with { Inputs = Change(graph.Inputs, graph.Tensors.Length) },
            1 => graph with { Outputs = Change(graph.Outputs, graph.Tensors.Length) },
            _ => graph with { Operators = [.. graph.Operators.OrderBy(_ => _random.Next())] },
        };
        return Note($"graph {index} in [{string.Join(',', graph.Inputs)}] out [{string.Join(',', graph.Outputs)}]", model with { Subgraphs = model.Subgraphs.SetItem(index, graph) });
    }

    private Model ChangeOperator(Model model, int subgraph)
    {
        var graph = model.Subgraphs[subgraph];
        if (graph.Operators.IsEmpty) return model;
        var index = _random.Next(graph.Operators.Length);
        var op = graph.Operators[index];
        op = _random.Next(10) switch
        {
            0 => op with { Inputs = Change(op.Inputs, graph.Tensors.Length) },
            1 => op with { Outputs = Change(op.Outputs, graph.Tensors.Length) },
            2 => op with { Intermediates = Change(op.Intermediates.IsDefault ? [] : op.Intermediates, graph.Tensors.Length) },
            3 => op with { Options = _random.Next(2) == 0 ? null : OperatorOptions.Of(Any(Options)) },
            4 when op.CustomOptions.Length > 0 => op with { CustomOptions = ByteRange.Of(Spoil(op.CustomOptions)) },
            _ => op with { Options = op.Options is { } options ? Change(options) : null },
        };
        return Note($"operator {index} of {subgraph}: in [{string.Join(',', op.Inputs)}] out [{string.Join(',', op.Outputs)}] {Text(op.Options)}",
            With(model, subgraph, graph with { Operators = graph.Operators.SetItem(index, op) }));
    }

    private byte[] Spoil(ByteRange range)
    {
        var bytes = range.ToMemory().ToArray();
        for (var count = 1 + _random.Next(3); count > 0; count--) bytes[_random.Next(bytes.Length)] = (byte)Any(Odd);
        return _random.Next(3) == 0 ? bytes[.._random.Next(bytes.Length)] : bytes;
    }

    private OperatorOptions Change(OperatorOptions options)
    {
        if (options.Schema.Fields.IsEmpty) return options;
        var field = options.Schema.Fields[_random.Next(options.Schema.Fields.Length)];
        return options.With(field.Name, field.Kind switch
        {
            OptionKind.Bool => _random.Next(2) == 0,
            OptionKind.Int8 => (int)(sbyte)Any(Odd),
            OptionKind.UInt8 => (int)(byte)Any(Odd),
            OptionKind.Int32 or OptionKind.UInt32 => Any(Odd),
            OptionKind.Int64 or OptionKind.UInt64 => _random.Next(4) == 0 ? long.MinValue + Any(Odd) : Any(Odd),
            OptionKind.Single => Any(OddSingles),
            OptionKind.String => _random.Next(2) == 0 ? null : "x\ny",
            OptionKind.Int32s => Change(options.Int32s(field.Name), 8),
            OptionKind.Int64s => Longs(options[field.Name] is ImmutableArray<long> { IsDefault: false } longs ? longs : []),
            _ => null,
        });
    }

    private ImmutableArray<long> Longs(ImmutableArray<long> values) => values.IsEmpty || _random.Next(4) == 0 ? values.Add(Any(Odd))
        : _random.Next(4) == 0 ? values.RemoveAt(_random.Next(values.Length)) : values.SetItem(_random.Next(values.Length), Any(Odd));

    private Model ChangeTensor(Model model, int subgraph)
    {
        var graph = model.Subgraphs[subgraph];
        if (graph.Tensors.IsEmpty) return model;
        var index = _random.Next(graph.Tensors.Length);
        var tensor = graph.Tensors[index];
        switch (_random.Next(12))
        {
            case 0 or 1: tensor = tensor with { Shape = Change(tensor.Shape, 8) }; break;
            case 2: tensor = tensor with { Shape = [.. Enumerable.Range(0, _random.Next(7)).Select(_ => _random.Next(5))] }; break;
            case 3: tensor = tensor with { Type = (TensorType)_random.Next(24) }; break;
            case 4: tensor = tensor with { IsVariable = !tensor.IsVariable }; break;
            case 5: tensor = tensor with { Buffer = (uint)_random.Next(model.Buffers.Length + 1) }; break;
            case 6: tensor = tensor with { Sparsity = Change(tensor.Sparsity, tensor.Shape) }; break;
            case 7: return Resize(model, subgraph, index, tensor);
            case 8 or 9 when tensor.Buffer > 0 && tensor.Buffer < model.Buffers.Length: return Values(model, (int)tensor.Buffer, tensor);
            default: tensor = tensor with { Quantization = Change(tensor.Quantization) }; break;
        }
        var scales = tensor.Quantization is { Scales.IsDefault: false } quantization ? $" scales {string.Join(',', quantization.Scales)} zero points {string.Join(',', quantization.ZeroPoints)} by {quantization.QuantizedDimension}" : "";
        return Note($"tensor {index} of {subgraph}: {tensor.Type}[{string.Join(',', tensor.Shape)}]{(tensor.IsVariable ? " variable" : "")}{(tensor.Sparsity is null ? "" : " sparse")} buffer {tensor.Buffer}{scales}",
            With(model, subgraph, graph with { Tensors = graph.Tensors.SetItem(index, tensor) }));
    }

    /// <summary>Another shape, and data to match where it is a constant: the size is right, the meaning is not.</summary>
    private Model Resize(Model model, int subgraph, int index, Tensor tensor)
    {
        tensor = tensor with { Shape = Change(tensor.Shape, 8) };
        if (_random.Next(3) == 0) tensor = tensor with { Type = (TensorType)_random.Next(20) };
        var count = OptRecipe.TFLite.Operators.TensorSize.Bytes(tensor);
        if (count is < 0 or > 1 << 20) return model;
        var graph = model.Subgraphs[subgraph];
        var buffers = tensor.Buffer == 0 ? model.Buffers : model.Buffers.Add(new() { Data = ByteRange.Of(Bytes((int)count, tensor.Type)) });
        if (tensor.Buffer > 0) tensor = tensor with { Buffer = (uint)model.Buffers.Length };
        return Note($"tensor {index} of {subgraph} with its data: {tensor.Type}[{string.Join(',', tensor.Shape)}]",
            With(model with { Buffers = buffers }, subgraph, graph with { Tensors = graph.Tensors.SetItem(index, tensor) }));
    }

    /// <summary>Other numbers in a constant of the right size.</summary>
    private Model Values(Model model, int buffer, Tensor tensor)
    {
        var bytes = model.Buffers[buffer].Data.ToMemory().ToArray();
        if (_random.Next(2) == 0) bytes = Bytes(bytes.Length, tensor.Type);
        else if (bytes.Length >= 4) MemoryMarshal.Write(bytes.AsSpan(_random.Next(bytes.Length / 4) * 4), Any(Odd));
        return Note($"values of buffer {buffer}: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(32, bytes.Length)))}", model with { Buffers = model.Buffers.SetItem(buffer, new() { Data = ByteRange.Of(bytes) }) });
    }

    private Sparsity? Change(Sparsity? sparsity, ImmutableArray<int> shape)
    {
        if (sparsity is null)
        {
            var levels = Enumerable.Range(0, shape.Length).Select(level => new DimensionMetadata(_random.Next(3) == 0 ? DimensionType.SparseCsr : DimensionType.Dense,
                _random.Next(3) == 0 ? Any(Odd) : shape[level], new(1, [0, _random.Next(4), _random.Next(4)]), new(1, [0, 1, 2, Any(Odd)])));
            return new([.. Enumerable.Range(0, shape.Length)], _random.Next(3) == 0 ? [Any(Odd)] : [], [.. levels]);
        }
        if (_random.Next(4) == 0 || sparsity.Dimensions.IsEmpty) return null;
        if (_random.Next(4) == 0) return sparsity with { TraversalOrder = Change(sparsity.TraversalOrder, 4) };
        var index = _random.Next(sparsity.Dimensions.Length);
        var dimension = sparsity.Dimensions[index];
        dimension = _random.Next(3) switch
        {
            0 => dimension with { DenseSize = Any(Odd) },
            1 when dimension.Segments is { } segments => dimension with { Segments = segments with { Values = Change(segments.Values, 8) } },
            _ when dimension.Indices is { } indices => dimension with { Indices = indices with { Values = Change(indices.Values, 8) } },
            _ => dimension with { Format = (DimensionType)_random.Next(3) },
        };
        return sparsity with { Dimensions = sparsity.Dimensions.SetItem(index, dimension) };
    }

    private Quantization? Change(Quantization? quantization)
    {
        if (quantization is null || quantization.Scales.IsDefaultOrEmpty)
            return new() { Scales = [.. Enumerable.Range(0, _random.Next(5)).Select(_ => Any(OddSingles))], ZeroPoints = [Any(Odd)], QuantizedDimension = Any(Odd) };
        var index = _random.Next(quantization.Scales.Length);
        return _random.Next(7) switch
        {
            0 => null,
            1 => quantization with { Scales = quantization.Scales.Add(0.5f) },
            2 => quantization with { QuantizedDimension = Any(Odd) },
            3 => quantization with { ZeroPoints = [_random.Next(3) == 0 ? long.MaxValue : Any(Odd)] },
            4 => quantization with { Details = new BlockwiseQuantization(Any(Odd), Any(Odd), Any(Odd)) },
            _ => quantization with { Scales = quantization.Scales.SetItem(index, Any(OddSingles)) },
        };
    }

    /// <summary>Another number, one more, one fewer, one twice, two swapped; mostly numbers below a bound.</summary>
    private ImmutableArray<int> Change(ImmutableArray<int> values, int bound)
    {
        if (values.IsDefault) values = [];
        var value = _random.Next(2) == 0 ? _random.Next(-1, Math.Max(bound, 1)) : Any(Odd);
        if (values.IsEmpty) return [value];
        var (index, other) = (_random.Next(values.Length), _random.Next(values.Length));
        return _random.Next(8) switch
        {
            0 => values.RemoveAt(index),
            1 => values.Insert(index, values[other]),
            2 => values.SetItem(index, values[other]).SetItem(other, values[index]),
            3 => values.Add(value),
            _ => values.SetItem(index, value),
        };
    }

    private Model Note(string what, Model model)
    {
        _done.Add(what);
        return model;
    }

    private T Any<T>(T[] values) => values[_random.Next(values.Length)];

    private static Model With(Model model, int subgraph, Subgraph graph) => model with { Subgraphs = model.Subgraphs.SetItem(subgraph, graph) };

    private static string Text(OperatorOptions? options) => options is null ? "no options"
        : $"{options.Schema.Name} {string.Join(' ', options.Schema.Fields.Select(field => $"{field.Name}={(options[field.Name] is ImmutableArray<int> ints ? string.Join(',', ints) : options[field.Name])}"))}";
}
