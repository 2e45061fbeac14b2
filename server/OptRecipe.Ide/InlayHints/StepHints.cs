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
        return context.Behind(whole, InlayHintKind.Steps, () => Label(context, step), () => StepHover.Text(context.Analysis, step));
    });

    private static string Label(HintContext context, PlannedStep step)
    {
        var (before, after) = (SizeText.Of(StepSizes.Before(context.Analysis, step)), SizeText.Of(step.FileBytes));
        var size = before == after ? $"{before} as before" : $"{before} → {StepSizes.Certainty(step)}{after}";
        var left = step.Decisions.Count(PassOutcome.Kept) + step.Decisions.Count(PassOutcome.Unsupported);
        return left == 0 ? size : $"{size}, leaves {SizeText.Count(left, "operator")}";
    }
}
