using OptRecipe.TFLite;

namespace OptRecipe.Engine.Rewriting;

/// <summary>What is constant in a model, asked of structure alone.</summary>
public static class Constants
{
    /// <summary>Whether a tensor's values stand in the file.</summary>
    public static bool IsConstant(this Model model, Tensor tensor) =>
        tensor is { IsVariable: false, Buffer: > 0 } && tensor.Buffer < model.Buffers.Length && !model.Buffers[(int)tensor.Buffer].Data.IsEmpty;

    /// <summary>The tensor of an operand; null where the operand is omitted or does not exist.</summary>
    public static Tensor? Input(this Subgraph subgraph, Operator @operator, int operand)
    {
        if (operand < 0 || operand >= @operator.Inputs.Length) return null;
        var index = @operator.Inputs[operand];
        return index >= 0 && index < subgraph.Tensors.Length ? subgraph.Tensors[index] : null;
    }

    /// <summary>Number of elements of a static shape; 1 for a scalar.</summary>
    public static long ElementCount(this Tensor tensor)
    {
        var count = 1L;
        foreach (var size in tensor.Shape) count = checked(count * Math.Max(size, 0));
        return count;
    }
}
