using OptRecipe.Engine.Kernels;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Interpretation;

/// <summary>Makes the run-time tensors of a subgraph: constants borrow the file's bytes (sparse ones are spread out once for all interpreters), the rest gets memory later.</summary>
internal sealed class TensorSetup(SharedModel shared, int subgraphIndex, long memoryLimit)
{
    private readonly Subgraph _subgraph = shared.Model.Subgraphs[subgraphIndex];

    /// <exception cref="InterpreterException">The graph's order contradicts itself, or a constant has not as many bytes as its shape and type take.</exception>
    public static RuntimeTensor[] Create(SharedModel shared, int subgraphIndex, long memoryLimit) => new TensorSetup(shared, subgraphIndex, memoryLimit).Create();

    private RuntimeTensor[] Create()
    {
        var isMade = MadeTensors();
        var tensors = new RuntimeTensor[_subgraph.Tensors.Length];
        for (var index = 0; index < tensors.Length; index++) tensors[index] = Create(_subgraph.Tensors[index], index, isMade[index]);
        foreach (var op in _subgraph.Operators)
            foreach (var input in op.Inputs) CheckData(input, isMade);
        foreach (var output in _subgraph.Outputs) CheckData(output, isMade);
        return tensors;

        void CheckData(int index, bool[] isMade)
        {
            if (index < 0 || isMade[index] || tensors[index] is not { Memory: TensorMemory.Persistent, IsVariable: false, ByteCount: > 0 } tensor) return;
            throw Refusal($"tensor {index} `{tensor.Name}` is read, but no operator makes it and the file holds no data for it");
        }
    }

    /// <summary>Which tensors are inputs of the graph or made by an operator. Each is made once, before it is read, and by an operator that does not read it.</summary>
    private bool[] MadeTensors()
    {
        var makers = new int[_subgraph.Tensors.Length];
        for (var tensor = 0; tensor < makers.Length; tensor++) makers[tensor] = int.MaxValue;
        for (var op = 0; op < _subgraph.Operators.Length; op++)
        {
            foreach (var tensor in _subgraph.Operators[op].Outputs)
            {
                if (makers[Checked(tensor)] != int.MaxValue) throw Refusal($"operators {makers[tensor]} and {op} both write to tensor {tensor}");
                makers[tensor] = op;
            }
        }
        foreach (var tensor in _subgraph.Inputs)
        {
            if (makers[Checked(tensor)] is not (int.MaxValue or -1) and var maker) throw Refusal($"operator {maker} writes to tensor {tensor}, an input of the graph");
            makers[tensor] = -1;
        }
        foreach (var tensor in _subgraph.Outputs) Checked(tensor);
        for (var op = 0; op < _subgraph.Operators.Length; op++)
            foreach (var tensor in _subgraph.Operators[op].Inputs)
                if (tensor != -1 && makers[Checked(tensor)] is var maker and not int.MaxValue && maker >= op) throw Refusal($"operator {op} reads tensor {tensor}, which operator {maker} makes");
        var isMade = new bool[makers.Length];
        for (var tensor = 0; tensor < makers.Length; tensor++) isMade[tensor] = makers[tensor] != int.MaxValue;
        return isMade;
    }

    private int Checked(int tensor) => tensor >= 0 && tensor < _subgraph.Tensors.Length ? tensor
        : throw Refusal($"there is no tensor {tensor}; subgraph {subgraphIndex} has {_subgraph.Tensors.Length}");

    private RuntimeTensor Create(Tensor tensor, int index, bool isMade)
    {
        var result = new RuntimeTensor(index, tensor, TensorQuantization.Of(tensor.Quantization));
        try
        {
            result.SetShape(tensor.Shape.AsSpan());
        }
        catch (OverflowException)
        {
            throw Refusal($"tensor {index} `{tensor.Name}` has the shape {TensorShape.Text(tensor.Shape.AsSpan())}, which is negative or too large");
        }
        if (!isMade && result.ExtentBytes > memoryLimit)
            throw Refusal($"tensor {index} `{tensor.Name}` is {result}; with {result.ExtentBytes:#,0} bytes it exceeds the limit of {memoryLimit:#,0}");
        var data = tensor.IsVariable ? default : Data(tensor, index);
        var byteCount = result.ByteCount;
        if (data.Length > 0 || !isMade && !tensor.IsVariable && byteCount == 0 && tensor.Type != TensorType.String)
        {
            var bits = TensorSize.BitsPerElement(tensor.Type);
            if (tensor.Sparsity is { } sparsity) result.SetExpandedConstant(Expand(result, sparsity, bits, data));
            else if (bits > 0 && data.Length != byteCount) throw Refusal($"tensor {index} `{tensor.Name}` is {result} and takes {byteCount} bytes; the file holds {data.Length}");
            else result.SetConstant(data);
        }
        else if (!isMade || tensor.IsVariable) result.Memory = TensorMemory.Persistent;
        return result;
    }

    private ReadOnlyMemory<byte> Data(Tensor tensor, int index)
    {
        var length = tensor.Buffer < shared.Model.Buffers.Length ? shared.Model.Buffers[(int)tensor.Buffer].Data.Length : 0;
        return length <= int.MaxValue ? shared.Constant(tensor.Buffer) : throw Refusal($"tensor {index} `{tensor.Name}` has {length:#,0} bytes of data, more than a tensor takes");
    }

    private byte[] Expand(RuntimeTensor tensor, Sparsity sparsity, int bits, ReadOnlyMemory<byte> data)
    {
        if (bits < 8) throw Refusal($"tensor {tensor.Index} `{tensor.Name}` is {tensor} and sparse; only elements of whole bytes can be");
        return shared.Derived(subgraphIndex, tensor.Index, "dense", () => SparseDecoder.Decode(sparsity, tensor.Shape, bits / 8, data.Span)
            ?? throw Refusal($"tensor {tensor.Index} `{tensor.Name}` is {tensor}, and its sparsity contradicts the shape or the {data.Length} bytes of data"));
    }

    private static InterpreterException Refusal(string message) => new(InterpreterStage.Load, message);
}
