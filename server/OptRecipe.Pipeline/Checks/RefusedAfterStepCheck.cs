using OptRecipe.Pipeline.Planning;
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
            foreach (var refusal in Refusal.Of(target).Where(refusal => refusal.Since > 0))
                yield return Of(context, plan.Steps[refusal.Since - 1], target, refusal);
    }

    private static Diagnostic Of(CheckContext context, PlannedStep step, PlannedTarget target, Refusal refusal)
    {
        var diagnostic = new Diagnostic(Descriptor, step.Span, $"after `{step.Title}` the target `{target.Id}` refuses {refusal.What}: {refusal.Why.Reason}")
        {
            Related = TargetCheck.RelatedTo(target, refusal.Operators, target.After),
        };
        var remedies = refusal.Remedies.Distinct().ToArray();
        foreach (var remedy in remedies) diagnostic = diagnostic.WithFix(remedy.Kind == RemedyKind.NewerRuntime ? null : RemedyEdits.Of(context, step, remedy));
        if (!target.Selection.Target.IsIntegerOnly && remedies.Any(remedy => remedy.Kind == RemedyKind.StayFloat32))
            diagnostic = diagnostic.WithFix(RemedyEdits.KeepFloat(context, step, refusal.Operators.Select(o => o.OperatorName)));
        return RemedyEdits.With(context, diagnostic, target, remedies.Where(remedy => remedy.Kind is RemedyKind.NewerRuntime or RemedyKind.FixedShapes), mayRemove: true);
    }
}
