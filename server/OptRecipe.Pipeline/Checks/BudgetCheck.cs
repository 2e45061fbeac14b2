using System.Collections.Immutable;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary>What a run would make breaks the budget; the forecast is exact, or says that it is not.</summary>
internal static class BudgetCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5004", "Budget broken", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context) =>
        from forecast in context.Analysis.Forecasts where !forecast.IsKept select (new Diagnostic(Descriptor, forecast.Span, forecast.Sentence) { Related = Causes(context, forecast) }).WithFix(Raised(context, forecast));

    private static ImmutableArray<RelatedInformation> Causes(CheckContext context, BudgetForecast forecast) =>
        context.Recipe.Model is { } model ? [.. forecast.Causes.Select(cause => new RelatedInformation(model.PathSpan, cause))] : [];

    /// <summary>The limit that the plan keeps, for who meant to leave more room.</summary>
    private static Fix? Raised(CheckContext context, BudgetForecast forecast)
    {
        if (forecast.WouldKeep is not { } limit || forecast.Span.End > context.Text.Length) return null;
        var value = context.Analysis.Syntax.FindNode(forecast.Span.End);
        return value.IsScalar && context.Text.Slice(value.Span).SequenceEqual(forecast.Limit) ? new($"{(forecast.IsCoverage ? "Lower" : "Raise")} the limit to `{limit}`", FixSafety.Unsafe, [new(value.Span, limit)]) : null;
    }
}
