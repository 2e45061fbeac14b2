using OptRecipe.Engine.Calibration;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Proposing;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>A step that needs ranges of activations has a place to take them from: data, or a file of known ranges that fits the model.</summary>
internal static class RangesCheck
{
    private const int MostRelated = 20;

    public static readonly DiagnosticDescriptor NoSource = new("OR5030", "Step needs calibration data", Severity.Error, "0.1");
    public static readonly DiagnosticDescriptor Unfit = new("OR5031", "Known ranges cannot be used", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        foreach (var step in context.Plan?.Steps ?? [])
        {
            if (step.NeededRanges.IsEmpty || context.Recipe.Steps.OfType<BoundQuantize>().FirstOrDefault(bound => bound.KindSpan == step.Span) is not { } quantize) continue;
            foreach (var rule in quantize.Rules)
                if (rule.Fields.Calibration?.Ranges is { } misplaced) yield return new(Unfit, misplaced.Span, $"`{misplaced.Value}` stands in a rule, which only chooses a method; name it in the step's own `calibration`");
            if (quantize.Fields.Calibration?.Ranges is { } ranges)
            {
                if (Problem(context, step, quantize, ranges.Value) is { } problem) yield return problem;
            }
            else if (context.Recipe.Data?.Calibration is null && !HasWrittenData(context)) yield return Missing(context, step);
        }
    }

    /// <summary>A set that is written and could not be bound has a diagnostic of its own.</summary>
    internal static bool HasWrittenData(CheckContext context, string set = "calibration") => context.Analysis.Syntax.ValueOf(context.Analysis.Syntax.ValueOf(context.Analysis.Syntax.Followed(context.Analysis.Syntax.Root), "data"), set).Exists;

    private static Diagnostic? Problem(CheckContext context, PlannedStep step, BoundQuantize quantize, string written)
    {
        if (step.HasRanges || quantize.Fields.Calibration?.Ranges is not { } ranges || CalibrationTerms.FileOf(quantize, context.Analysis.Path) is not var (path, key)) return null;
        var result = context.Ranges.Read(path, key, step.Before);
        if (result.Problem is { } problem) return new(Unfit, ranges.Span, $"`{written}` {problem}");
        if (result.Ranges is not { } known) return null;
        var missing = step.NeededRanges.Where(tensor => known.Find(tensor.Subgraph, tensor.Tensor) is null).ToArray();
        if (missing.Length == 0) return null;
        var names = missing.Select(tensor => $"tensor {tensor.Tensor} `{LstmIntermediates.NameOf(step.Before, step.Before.Subgraphs[tensor.Subgraph], tensor.Tensor)}`").ToArray();
        return new(Unfit, ranges.Span, $"`{written}` has no range of {names[0]}{(names.Length > 1 ? $" and {names.Length - 1} more" : "")}, which `{step.Title}` needs; write the file anew with `optrecipe calibrate`")
        {
            Related = [.. names.Take(MostRelated).Select(name => new RelatedInformation(step.Span, $"{name} has no range"))],
        };
    }

    private static Diagnostic Missing(CheckContext context, PlannedStep step) => WithDataFix(context, new(
        NoSource, step.Span, $"`{step.Title}` needs the ranges of {step.NeededRanges.Length} tensors and the recipe has no samples to measure them on; "
            + "add `data: {calibration: …}` with 100 or more typical inputs, or `calibration: {ranges: …}` to the step"));

    /// <summary>Offers to name calibration data where the recipe has no <c>data</c> at all.</summary>
    internal static Diagnostic WithDataFix(CheckContext context, Diagnostic diagnostic) => DataEdit(context) is var (edit, path)
        ? diagnostic.WithFix(path is null ? "Name calibration data" : $"Calibrate on `{path}`", FixSafety.Unsafe, edit) : diagnostic;

    /// <summary>Names calibration data, above the steps of the recipe or above what it takes them in with: a file beside the recipe or the model that looks like samples, else a name to be changed.</summary>
    /// <returns>Null where the recipe has a section <c>data</c>.</returns>
    internal static (TextEdit Edit, string? Path)? DataEdit(CheckContext context)
    {
        var root = context.Analysis.Syntax.Followed(context.Analysis.Syntax.Root);
        if (root["data"].Exists || context.Recipe.Data is not null || (KeyAt(context, root, "steps") ?? KeyAt(context, root, "use")) is not { } at) return null;
        var path = SampleFiles.Beside(context.Files, context.Analysis.Path, context.Recipe.Model?.Path ?? "");
        var line = context.Text.LineBreak;
        return (new(new(at, 0), $"data:{line}{new string(' ', IndentationStyle.Of(context.Analysis.Syntax, 2).Unit)}calibration: {{path: {(path is null ? "data/calibration.npz" : ScalarQuoting.Quoted(path))}, samples: 100}}{line}"), path);
    }

    /// <summary>Where a key begins its line.</summary>
    private static int? KeyAt(CheckContext context, SyntaxNode root, string key)
    {
        foreach (var pair in root.Pairs)
            if (pair.Key.ValueText.SequenceEqual(key)) return context.Text.Lines.Position(pair.Key.Span.Start).Character == 0 ? pair.Key.Span.Start : null;
        return null;
    }
}
