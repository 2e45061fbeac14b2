using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Checks;

/// <summary>A step makes a target refuse the model: an error on the step, before anything runs (user problems 17, 19, 20).</summary>
internal static class RefusedAfterStepCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR4004", "Step makes a target refuse the model", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Plan is not { } plan) yield break;
        foreach (var target in plan.Targets)
        {
            var index = TargetCheck.FirstRefusal(target);
            if (index == 0 || target.After.Worst < VerdictKind.Refused) continue;
            yield return Of(context, plan.Steps[index - 1], target, target.Verdicts[index]);
        }
    }

    private static Diagnostic Of(CheckContext context, PlannedStep step, PlannedTarget target, TargetVerdict verdict)
    {
        var refused = verdict.Operators.Where(o => o.Verdict.Kind >= VerdictKind.Refused).ToArray();
        var what = refused.Length == 0 ? "the model" : $"{SizeText.Count(refused.Length, "operator")} ({CoverageText.Names(refused)})";
        var diagnostic = new Diagnostic(Descriptor, step.Span, $"after `{step.Title}` the target `{target.Id}` refuses {what}: {TargetCheck.WhyOf(verdict)}")
        {
            Related = TargetCheck.RelatedTo(target, verdict),
        };
        var remedies = refused.Select(o => o.Verdict).Concat(verdict.Model).SelectMany(v => v.Remedies).Distinct();
        return remedies.Aggregate(diagnostic, (current, remedy) => RemedyEdits.Of(context, step, remedy) is { } fix ? current with { Fixes = current.Fixes.Add(fix) } : current);
    }
}
