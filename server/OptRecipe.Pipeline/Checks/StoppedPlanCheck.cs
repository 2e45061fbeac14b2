using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary>The model does not allow a step: its graph is not one that can be edited.</summary>
internal static class StoppedPlanCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5001", "Step cannot be carried out", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Plan?.Stop is not { } stop) yield break;
        var step = context.Recipe.Steps.FirstOrDefault(candidate => candidate.KindSpan == stop.Span);
        yield return new Diagnostic(Descriptor, stop.Span, $"`{stop.Title}` cannot be carried out on this model: {stop.Reason}; convert the model again").WithFix(step is null ? null : Removal.OfStep(context.Analysis.Syntax, step));
    }
}
