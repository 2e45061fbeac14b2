using OptRecipe.Ide.Hover;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Ide.InlayHints;

/// <summary>Behind the selector of a step or rule how much of the model it is for: <c>12 operators, 1.8 MiB, 41 % of MACs</c>.</summary>
internal static class SelectorHints
{
    public static IEnumerable<InlayHint> Of(HintContext context) =>
        from step in context.Analysis.Plan?.Steps ?? []
        from planned in step.Selectors
        let span = Recipe.Text.TextSpan.Between(Math.Min(planned.Selector.KeySpan.Start, planned.Selector.Span.Start), planned.Selector.Span.End)
        from hint in context.Behind(span, InlayHintKind.Selectors, () => SelectionText.Of(step.Before, planned.Match.Operators), () => SelectorHover.Text(step, planned))
        select hint;
}
