using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary>The file that a run would write is larger than the budget; the forecast is exact, or says that it is not.</summary>
internal static class BudgetCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5004", "Budget broken", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Plan is not { } plan || context.Recipe.Budget?.File is not { } limit || plan.FileBytes <= limit.Bytes) yield break;
        yield return new(Descriptor, limit.Span, $"the written file has {SizeText.Before(plan.Size)}{plan.FileBytes:#,0} bytes ({SizeText.Of(plan.FileBytes)}), {plan.FileBytes - limit.Bytes:#,0} more than the budget of {limit.Text}");
    }
}
