using OptRecipe.Ide.Fixes;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Targets;

namespace OptRecipe.Ide.Refactorings;

/// <summary>On the word <c>targets</c>: one more target that runs the model as the steps leave it: first those whose verdicts were compared with the real tool, then by how much they run.</summary>
internal static class AddTarget
{
    private const int Most = 8;

    internal static IEnumerable<CodeAction> Offer(RefactoringContext context)
    {
        if (context.Analysis.Plan is not { } plan || TargetItems.Of(context) is not { } targets || context.Section is not { } section || section.Value != targets.List || !section.Key.Span.Contains(context.Range.Start)) yield break;
        var present = plan.Targets.Select(target => target.Selection.Target.Id).ToHashSet(StringComparer.Ordinal);
        var candidates = TargetCatalog.Targets.Where(target => target.IsAvailable && target.ShortFormOf is null && !present.Contains(target.Id));
        var judged = candidates.Select(target => (target.Id, target.IsJudgedByRun, Verdict: context.Analysis.JudgePlanned(target))).Where(pair => pair.Verdict is { Worst: VerdictKind.Runs or VerdictKind.FallsBack });
        foreach (var (id, _, verdict) in judged.OrderByDescending(pair => pair.IsJudgedByRun).ThenByDescending(pair => pair.Verdict?.Coverage).Take(Most))
            if (verdict is not null) yield return new($"Add the target `{id}` ({CoverageText.Short(verdict)})", CodeActionKind.Rewrite, [targets.Add(id)]);
    }
}
