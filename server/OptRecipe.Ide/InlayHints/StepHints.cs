using OptRecipe.Engine.Passes;
using OptRecipe.Ide.Hover;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.InlayHints;

/// <summary>Behind a step the file's size before and after, and how many operators it leaves as they are: <c>337 KiB → 91 KiB, leaves 3 operators</c>.</summary>
internal static class StepHints
{
    public static IEnumerable<InlayHint> Of(HintContext context) => (context.Analysis.Plan?.Steps ?? []).SelectMany(step =>
    {
        var whole = context.Analysis.Recipe.Steps.FirstOrDefault(bound => bound.KindSpan == step.Span)?.Span ?? step.Span;
        return context.Behind(whole, InlayHintKind.Steps, () => Label(context, step, step), () => StepHover.Text(context.Analysis, step));
    });

    /// <summary>Of steps that follow one another; how many operators are left is said of the last one.</summary>
    internal static string Label(HintContext context, PlannedStep first, PlannedStep last)
    {
        var (before, after) = (SizeText.Of(StepSizes.Before(context.Analysis, first)), SizeText.Of(last.FileBytes));
        var size = before == after ? $"{before} as before" : $"{before} → {StepSizes.Certainty(last)}{after}";
        var left = last.Decisions.Count(PassOutcome.Kept) + last.Decisions.Count(PassOutcome.Unsupported);
        return left == 0 ? size : $"{size}, leaves {SizeText.Count(left, "operator")}";
    }
}
