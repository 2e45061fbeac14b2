using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary>A step that changes no operator.</summary>
internal static class IdleStepCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5003", "Step changes nothing", Severity.Warning, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context) =>
        from step in context.Plan?.Steps ?? []
        where IsIdle(step) && !step.Selectors.Any(selector => selector.Rule < 0 && selector.Match.Operators.IsEmpty) && !AlreadyQuantizedCheck.Concerns(context, step)
        select new Diagnostic(Descriptor, step.Span, $"`{step.Title}` changes nothing{WhyOf(step)}").WithFix(RemedyEdits.WithoutStep(context, step));

    public static bool IsIdle(PlannedStep step) => step.Decisions.Count(PassOutcome.Changed) == 0 && step.Decisions.Count(PassOutcome.Unsupported) == 0;

    /// <summary>The reason that most operators share.</summary>
    private static string WhyOf(PlannedStep step)
    {
        var kept = step.Decisions.Operators.Where(decision => decision is { Outcome: PassOutcome.Kept, Reason.Length: > 0 });
        if (kept.FirstOrDefault() is not { } first) return ": no operator has weights that it could change";
        var others = kept.Count() - 1;
        return $": {PlanRows.NameOf(step.Before, first.Address)} #{first.Address.Index} {first.Reason}{(others > 0 ? $", and so for {others} more" : "")}";
    }
}
