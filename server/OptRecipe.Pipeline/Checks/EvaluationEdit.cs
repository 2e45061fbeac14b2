using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Evaluation on the calibration samples, by agreement with the float model: needs no labels and no other data.</summary>
internal static class EvaluationEdit
{
    private const string Metric = "metric: agreement";

    /// <returns>Null where the recipe has no calibration data in this text, or evaluation data already.</returns>
    public static Fix? OnCalibration(CheckContext context)
    {
        var data = context.Analysis.Syntax.Root["data"];
        if (!data.IsMapping || data["evaluation"].Exists) return null;
        foreach (var pair in data.Pairs)
        {
            if (!pair.Key.ValueText.SequenceEqual("calibration") || Set(context, data, pair) is not { } set) continue;
            var between = data.IsFlow ? ", " : context.Text.LineBreak + new string(' ', context.Text.Lines.Position(pair.Key.Span.Start).Character);
            return new("Evaluate on the calibration data by `agreement`, which needs no labels", FixSafety.Unsafe, [new(new(pair.Value.Span.End, 0), $"{between}evaluation:{set}")]);
        }
        return null;
    }

    private static string? Set(CheckContext context, SyntaxNode data, SyntaxPair pair)
    {
        var (value, raw) = (pair.Value, pair.Value.RawText.ToString());
        if (value is { IsScalar: true, IsNull: false, Kind: not (SyntaxKind.Literal or SyntaxKind.Folded) }) return $" {{path: {raw}, {Metric}}}";
        if (!value.IsMapping || value.Pairs.Count == 0 || value.Anchor is not null) return null;
        if (value.IsFlow) return $" {raw.TrimEnd().TrimEnd('}').TrimEnd()}, {Metric}}}";
        if (data.IsFlow) return null;
        var indentation = context.Text.LineBreak + new string(' ', context.Text.Lines.Position(value.Span.Start).Character);
        return $"{indentation}{raw.TrimEnd()}{indentation}{Metric}";
    }
}
