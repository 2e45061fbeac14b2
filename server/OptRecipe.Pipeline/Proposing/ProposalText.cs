using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;
using OptRecipe.TFLite.Facts;

namespace OptRecipe.Pipeline.Proposing;

/// <summary>The reasons of a proposal, as lines of a comment.</summary>
internal static class ProposalText
{
    private const int NameWidth = 12;

    public static IEnumerable<string> Comments(Plan plan, IReadOnlyList<ProposalCandidate> candidates, ProposalCandidate best)
    {
        var source = plan.Source;
        var summary = ModelSummary.Of(source.Model);
        yield return $"{SizeText.Count(summary.OperatorTotal, "operator")} ({string.Join(", ", summary.Operators.Take(4).Select(row => row.Operator))}{(summary.Operators.Length > 4 ? " …" : "")}), {summary.Parameters:#,0} parameters, {SizeText.Of(source.FileBytes)}.";
        if (source.Facts.Quantization.State != QuantizationState.Float && FactText.Quantization(source.Facts.Quantization) is { } words)
        {
            yield return $"It is {words}; what a quantization lost does not come back, so start from the float model to change that.";
            yield break;
        }
        yield return "What was weighed: the file after the step, and the share of multiply-accumulates that each target takes.";
        foreach (var candidate in candidates) yield return Row(plan, candidate, candidate == best);
        yield return Reason(best);
    }

    private static string Row(Plan plan, ProposalCandidate candidate, bool isBest)
    {
        var name = candidate.Scheme ?? "as it is";
        var mark = isBest ? "→" : " ";
        if (candidate.Obstacle is { } obstacle) return $"{mark} {name,-NameWidth} {obstacle}";
        var targets = plan.Targets.Zip(candidate.Targets).Select(pair => $"{pair.First.Id} {(pair.Second.Worst == VerdictKind.Refused ? "refuses it" : SizeText.Percent(pair.Second.Coverage))}");
        return $"{mark} {name,-NameWidth} {SizeText.Of(candidate.FileBytes),-9} {string.Join(", ", targets)}{(candidate.NeedsData ? " (needs typical inputs)" : "")}".TrimEnd();
    }

    private static string Reason(ProposalCandidate best) => best.Scheme switch
    {
        null => "No step makes the file smaller and keeps it running where it has to, so the model stays as it is.",
        "dynamic" => "`dynamic` stores weights as int8, computes activations in float and needs no data.",
        "float16" => "`float16` halves the weights, changes the answers least and needs no data.",
        "int8" => "`int8` is what these targets compute in; it has to see typical inputs once.",
        _ => $"`{best.Scheme}` has 16-bit activations, closer to float; it has to see typical inputs once.",
    };
}
