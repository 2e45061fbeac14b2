using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>A set of operators in figures.</summary>
public static class SelectionText
{
    /// <summary><c>12 operators, 1.8 MiB, 41 % of MACs</c>; the bytes are those of their weights.</summary>
    public static string Of(Model model, IReadOnlyCollection<OperatorAddress> operators)
    {
        var total = MultiplyAccumulates.Count(model);
        var count = operators.Sum(address => MultiplyAccumulates.Count(model, model.Subgraphs[address.Subgraph], model.Subgraphs[address.Subgraph].Operators[address.Index]));
        return $"{SizeText.Count(operators.Count, "operator")}, {SizeText.Of(WeightBytes.Of(model, operators))}, {(total == 0 ? "no MACs" : $"{SizeText.Percent((double)count / total)} of MACs")}";
    }
}
