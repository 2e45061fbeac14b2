using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>A set of operators in figures.</summary>
public static class SelectionText
{
    private const int MostNamed = 6;

    /// <summary><c>rule 2: 3 operators, 38 KiB, 92 % of MACs (CONV_2D #0, CONV_2D #1, CONV_2D #2)</c>; a step's own selector is <c>where</c>.</summary>
    public static string Of(PlannedStep step, PlannedSelector planned)
    {
        var operators = planned.Match.Operators;
        var names = operators.Take(MostNamed).Select(address => $"{PlanRows.NameOf(step.Before, address)} #{(address.Subgraph == 0 ? "" : $"{address.Subgraph}.")}{address.Index}");
        var list = operators.IsEmpty ? "" : $" ({string.Join(", ", names)}{(operators.Length > MostNamed ? $" and {operators.Length - MostNamed} more" : "")})";
        return $"{(planned.Rule < 0 ? "where" : $"rule {planned.Rule + 1}")}: {Of(step.Before, operators)}{list}";
    }

    /// <summary><c>12 operators, 1.8 MiB, 41 % of MACs</c>; the bytes are those of their weights.</summary>
    public static string Of(Model model, IReadOnlyCollection<OperatorAddress> operators)
    {
        var total = MultiplyAccumulates.Count(model);
        var count = operators.Sum(address => MultiplyAccumulates.Count(model, model.Subgraphs[address.Subgraph], model.Subgraphs[address.Subgraph].Operators[address.Index]));
        return $"{SizeText.Count(operators.Count, "operator")}, {SizeText.Of(WeightBytes.Of(model, operators))}, {(total == 0 ? "no MACs" : $"{SizeText.Percent((double)count / total)} of MACs")}";
    }
}
