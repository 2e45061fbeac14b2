using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Calibration;

/// <summary>What an LSTM computes within and its integer form needs the range of: its four gates before layer normalization (0 to 3: input, forget, cell, output) and what the projection reads (4).
/// A float file has tensors for them where its converter listed them as intermediates; elsewhere they are counted behind the graph's last tensor, five for each operator.</summary>
public static class LstmIntermediates
{
    public const int Hidden = 4;
    private const int Count = 5, Projection = 16, FirstLayerNorm = 20, GateCount = 4;

    public static bool HasLayerNorm(Subgraph subgraph, Operator @operator) => Enumerable.Range(FirstLayerNorm, GateCount).Any(operand => subgraph.Input(@operator, operand) is not null);

    public static bool HasProjection(Subgraph subgraph, Operator @operator) => subgraph.Input(@operator, Projection) is not null;

    /// <summary>The intermediates of an operator whose range matters.</summary>
    public static IEnumerable<int> Of(Model model, Subgraph subgraph, Operator @operator)
    {
        if (model.CodeOf(@operator).Builtin is not (BuiltinOperator.Lstm or BuiltinOperator.UnidirectionalSequenceLstm)) yield break;
        for (var gate = 0; gate < GateCount; gate++)
            if (subgraph.Input(@operator, FirstLayerNorm + gate) is not null) yield return gate;
        if (HasProjection(subgraph, @operator)) yield return Hidden;
    }

    /// <summary>The index that stands for an intermediate among the tensors of a graph.</summary>
    /// <param name="index">The operator's.</param>
    public static int TensorOf(Subgraph subgraph, int index, int intermediate) =>
        subgraph.Operators[index].Intermediates is { IsDefaultOrEmpty: false } listed && intermediate < listed.Length && listed[intermediate] is >= 0 and var tensor && tensor < subgraph.Tensors.Length ? tensor
            : subgraph.Tensors.Length + Count * index + intermediate;

    /// <summary>What is called by an index among the tensors of a graph; null for nothing.</summary>
    public static string? NameOf(Model model, Subgraph subgraph, int tensor)
    {
        if (tensor < 0) return null;
        if (tensor < subgraph.Tensors.Length) return subgraph.Tensors[tensor].Name ?? "";
        var (index, intermediate) = Math.DivRem(tensor - subgraph.Tensors.Length, Count);
        return index < subgraph.Operators.Length && Of(model, subgraph, subgraph.Operators[index]).Contains(intermediate) ? $"{model.CodeOf(subgraph.Operators[index]).Name} #{index}, intermediate {intermediate}" : null;
    }
}
