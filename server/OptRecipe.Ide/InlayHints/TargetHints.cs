using OptRecipe.Ide.Hover;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Ide.InlayHints;

/// <summary>Behind a target its coverage after the steps, <c>97 % of MACs, 2 partitions</c>; behind a group that of its members side by side.</summary>
internal static class TargetHints
{
    public static IEnumerable<InlayHint> Of(HintContext context) =>
        context.Analysis.Plan is null ? [] : context.Analysis.Recipe.Targets.SelectMany(target =>
            context.Behind(target.Span, InlayHintKind.Targets, () => Label(context, target), () => TargetHover.Text(context.Analysis, target)));

    internal static string? Label(HintContext context, BoundTarget bound)
    {
        var judged = (context.Analysis.Plan?.Targets ?? []).Where(planned => bound.Selections.Contains(planned.Selection)).DistinctBy(planned => planned.Selection).ToArray();
        return judged.Length switch
        {
            0 => null,
            1 when bound.Selections.Length == 1 => CoverageText.Short(judged[0].After),
            _ => string.Join(", ", judged.Select(planned => $"{planned.Id} {CoverageText.Share(planned.After)}")),
        };
    }
}
