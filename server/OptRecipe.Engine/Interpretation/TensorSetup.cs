using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Interpretation;

/// <summary>Makes the run-time tensors of a subgraph: constants borrow the file's bytes, the rest gets memory later.</summary>
internal static class TensorSetup
{
    /// <exception cref="InterpreterException">A constant has not as many bytes as its shape and type take.</exception>
    public static RuntimeTensor[] Create(SharedModel shared, int subgraphIndex)
    {
        var subgraph = shared.Model.Subgraphs[subgraphIndex];
        var isMade = new bool[subgraph.Tensors.Length];
        foreach (var tensor in subgraph.Operators.SelectMany(op => op.Outputs).Concat(subgraph.Inputs))
        {
            if (tensor < 0 || tensor >= isMade.Length) throw new InterpreterException(InterpreterStage.Load, $"there is no tensor {tensor}; subgraph {subgraphIndex} has {isMade.Length}");
            isMade[tensor] = true;
        }
        var tensors = new RuntimeTensor[subgraph.Tensors.Length];
        for (var index = 0; index < tensors.Length; index++) tensors[index] = Create(shared, subgraph.Tensors[index], index, isMade[index]);
        return tensors;
    }

    private static RuntimeTensor Create(SharedModel shared, Tensor tensor, int index, bool isMade)
    {
        var result = new RuntimeTensor(index, tensor, TensorQuantization.Of(tensor.Quantization));
        var constant = tensor.IsVariable ? default : shared.Constant(tensor.Buffer);
        try
        {
            result.SetShape(tensor.Shape.AsSpan());
        }
        catch (OverflowException)
        {
            throw new InterpreterException(InterpreterStage.Load, $"tensor {index} `{tensor.Name}` has the shape {TensorShape.Text(tensor.Shape.AsSpan())}, which is negative or too large");
        }
        var byteCount = result.ByteCount;
        if (constant.Length > 0 || !isMade && !tensor.IsVariable && byteCount == 0 && tensor.Type != TensorType.String)
        {
            var isSparse = tensor.Sparsity is not null;
            if (TensorSize.BitsPerElement(tensor.Type) > 0 && !isSparse && constant.Length != byteCount)
                throw new InterpreterException(InterpreterStage.Load, $"tensor {index} `{tensor.Name}` is {result} and takes {byteCount} bytes; the file holds {constant.Length}");
            result.SetConstant(constant);
        }
        else if (!isMade || tensor.IsVariable) result.Memory = TensorMemory.Persistent;
        return result;
    }
}
