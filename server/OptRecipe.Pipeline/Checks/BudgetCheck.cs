using OptRecipe.Pipeline.Budgets;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary>What a run would make breaks the budget; the forecast is exact, or says that it is not.</summary>
internal static class BudgetCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5004", "Budget broken", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context) =>
        from forecast in BudgetForecast.Of(context.Analysis) where !forecast.IsKept select new Diagnostic(Descriptor, forecast.Span, forecast.Sentence);
}
