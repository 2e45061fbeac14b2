using System.Collections.Immutable;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Operators by name, each with its share of the multiply-accumulates.</summary>
internal static class OperatorShares
{
    private const int MostNamed = 10;

    /// <summary><c>SQRT #4 (under 1 % of MACs)</c>, in the order given.</summary>
    public static ImmutableArray<string> Of(Model model, IEnumerable<OperatorAddress> operators)
    {
        var total = MultiplyAccumulates.Count(model);
        return
        [
            .. operators.Select(address =>
            {
                var subgraph = model.Subgraphs[address.Subgraph];
                var count = MultiplyAccumulates.Count(model, subgraph, subgraph.Operators[address.Index]);
                return $"{PlanRows.NameOf(model, address)} #{address.Index} ({(total == 0 ? "no MACs" : $"{SizeText.Percent((double)count / total)} of MACs")})";
            }),
        ];
    }

    /// <summary>The first ten.</summary>
    public static string Listed(ImmutableArray<string> shares) => string.Join(", ", shares.Take(MostNamed)) + (shares.Length > MostNamed ? $" and {shares.Length - MostNamed} more" : "");
}
