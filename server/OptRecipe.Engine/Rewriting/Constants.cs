using OptRecipe.TFLite;

namespace OptRecipe.Engine.Rewriting;

/// <summary>What is constant in a model, asked of structure alone.</summary>
public static class Constants
{
    private static readonly OperatorCode Unknown = new(BuiltinOperator.Custom);

    /// <summary>Whether a tensor's values stand in the file.</summary>
    public static bool IsConstant(this Model model, Tensor tensor) =>
        tensor is { IsVariable: false, Buffer: > 0 } && tensor.Buffer < model.Buffers.Length && !model.Buffers[(int)tensor.Buffer].Data.IsEmpty;

    /// <summary>Whether a constant has as many bytes as its shape and type ask for; a pass reads no other.</summary>
    public static bool HasFittingData(this Model model, Tensor tensor)
    {
        var size = tensor.Type switch { TensorType.Float32 or TensorType.Int32 => 4, TensorType.Float16 or TensorType.Int16 => 2, TensorType.Int8 => 1, _ => 0 };
        return size > 0 && model.IsConstant(tensor) && model.Buffers[(int)tensor.Buffer].Data.Length / (double)size == tensor.ElementCount();
    }

    /// <summary>The operator's code; one of a nameless custom operator where the file refers to none.</summary>
    public static OperatorCode CodeOf(this Model model, Operator @operator) =>
        @operator.OpcodeIndex < model.OperatorCodes.Length ? model.OperatorCodes[(int)@operator.OpcodeIndex] : Unknown;

    /// <summary>The tensor of an operand; null where the operand is omitted or does not exist.</summary>
    public static Tensor? Input(this Subgraph subgraph, Operator @operator, int operand)
    {
        if (operand < 0 || operand >= @operator.Inputs.Length) return null;
        var index = @operator.Inputs[operand];
        return index >= 0 && index < subgraph.Tensors.Length ? subgraph.Tensors[index] : null;
    }

    /// <summary>Number of elements of a static shape; 1 for a scalar; the largest number where the shape overflows it.</summary>
    public static long ElementCount(this Tensor tensor)
    {
        var count = 1L;
        foreach (var size in tensor.Shape)
        {
            if (size > 0 && count > long.MaxValue / size) return long.MaxValue;
            count *= Math.Max(size, 0);
        }
        return count;
    }
}
