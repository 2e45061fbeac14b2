using OptRecipe.Ide.Hover;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Using;

namespace OptRecipe.Ide.InlayHints;

/// <summary>Behind an entry of <c>use</c> what the steps and targets that it brings come to, as it would stand behind them: <c>337 KiB → 91 KiB</c> and <c>tflite-micro 100 % of MACs</c>.</summary>
internal static class UseHints
{
    private const string Line = "\n\n---\n\n";

    public static IEnumerable<InlayHint> Steps(HintContext context) => Entries(context).SelectMany(files =>
    {
        var steps = (context.Analysis.Plan?.Steps ?? []).Where(step => IsOf(files, step.Span)).ToArray();
        return steps.Length == 0 ? [] : context.Behind(files.Key, InlayHintKind.Steps, () => StepHints.Label(context, steps[0], steps[^1]), () => string.Join(Line, steps.Select(step => StepHover.Text(context.Analysis, step))));
    });

    public static IEnumerable<InlayHint> Targets(HintContext context) => Entries(context).SelectMany(files =>
    {
        var targets = context.Analysis.Plan is null ? [] : context.Analysis.Recipe.Targets.Where(target => IsOf(files, target.Span)).ToArray();
        return targets.Length == 0 ? [] : context.Behind(files.Key, InlayHintKind.Targets,
            () => string.Join(", ", targets.Select(target => target.Selections.Length == 1 ? $"{target.WrittenId} {TargetHints.Label(context, target)}" : TargetHints.Label(context, target))),
            () => string.Join(Line, targets.Select(target => TargetHover.Text(context.Analysis, target))));
    });

    private static IEnumerable<IGrouping<TextSpan, UsedFile>> Entries(HintContext context) => context.Analysis.Document.Used.GroupBy(file => file.Entry);

    private static bool IsOf(IEnumerable<UsedFile> files, TextSpan span) => files.Any(file => file.Holds(span));
}
