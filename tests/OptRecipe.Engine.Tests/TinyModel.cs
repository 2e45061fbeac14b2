using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.TFLite;
using Buffer = OptRecipe.TFLite.Buffer;

namespace OptRecipe.Engine.Tests;

/// <summary>Builds small models in memory, one call per tensor and operator.</summary>
internal sealed class TinyModel
{
    private readonly List<Tensor> tensors = [];
    private readonly List<Buffer> buffers = [Buffer.Empty];
    private readonly List<OperatorCode> codes = [];
    private readonly List<Operator> operators = [];

    public int Tensor(string name, params int[] shape) => Add(new() { Name = name, Shape = [.. shape], HasRank = true });

    public int Constant(string name, float[] values, params int[] shape)
    {
        buffers.Add(new() { Data = ByteRange.Of(MemoryMarshal.AsBytes(values.AsSpan()).ToArray()) });
        return Add(new() { Name = name, Shape = [.. shape], HasRank = true, Buffer = (uint)buffers.Count - 1 });
    }

    public int Constant(string name, params int[] values)
    {
        buffers.Add(new() { Data = ByteRange.Of(MemoryMarshal.AsBytes(values.AsSpan()).ToArray()) });
        return Add(new() { Name = name, Type = TensorType.Int32, Shape = [values.Length], HasRank = true, Buffer = (uint)buffers.Count - 1 });
    }

    /// <summary>Another tensor on the same buffer.</summary>
    public int Alias(string name, int tensor) => Add(tensors[tensor] with { Name = name });

    public TinyModel Operator(BuiltinOperator builtin, int[] inputs, int[] outputs, OperatorOptions? options = null, int version = 1)
    {
        var code = codes.FindIndex(entry => entry.Builtin == builtin);
        if (code < 0)
        {
            code = codes.Count;
            codes.Add(new(builtin, version));
        }
        operators.Add(new() { OpcodeIndex = (uint)code, Inputs = [.. inputs], Outputs = [.. outputs], Options = options });
        return this;
    }

    public TinyModel FullyConnected(int input, int weights, int bias, int output) =>
        Operator(BuiltinOperator.FullyConnected, [input, weights, bias], [output], OperatorOptions.Of("FullyConnectedOptions"));

    public Model Build(int[] inputs, int[] outputs) => new()
    {
        Description = "tiny",
        Buffers = [.. buffers],
        OperatorCodes = [.. codes],
        Subgraphs = [new() { Name = "main", Tensors = [.. tensors], Inputs = [.. inputs], Outputs = [.. outputs], Operators = [.. operators] }],
    };

    public static float[] Noise(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private int Add(Tensor tensor)
    {
        tensors.Add(tensor);
        return tensors.Count - 1;
    }
}
