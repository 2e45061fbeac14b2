using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Operators that have no form in the step's scheme (user problem 1).</summary>
internal static class UnsupportedOperatorsCheck
{
    public static readonly DiagnosticDescriptor Descriptor = new("OR5002", "Operators have no form in this scheme", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        foreach (var step in context.Plan?.Steps ?? [])
        {
            if (step.Decisions.Count(PassOutcome.Unsupported) == 0) continue;
            var rows = PlanRows.Of(step).Where(row => row.Outcome == PassOutcome.Unsupported
                // Weights in a form without a kernel have a diagnostic of their own, on the key that asks for them.
                && (step.Settings is not { } settings || WeightFormCheck.ProblemOf(step.Before, settings.Of(row.Address), row.Address) is null)).ToArray();
            if (rows.Length == 0) continue;
            var shares = OperatorShares.Of(step.Before, rows.Select(row => row.Address));
            var named = OperatorShares.Listed(shares);
            var diagnostic = new Diagnostic(Descriptor, step.Span, $"`{step.Title}` has no form of {SizeText.Count(rows.Length, "operator")}: {named}")
            {
                Related = [.. rows.Zip(shares, (row, share) => new RelatedInformation(step.Span, $"{share}: {row.Reason}"))],
            };
            yield return context.Recipe.Steps.OfType<BoundQuantize>().FirstOrDefault(bound => bound.KindSpan == step.Span) is { } quantize
                ? diagnostic.WithFix("Keep these in float", FixSafety.Unsafe, Unsupported(context.Text, quantize, "float")).WithFix("Let these take the nearest scheme they have", FixSafety.Unsafe, Unsupported(context.Text, quantize, "next-scheme"))
                : diagnostic;
        }
    }

    private static TextEdit Unsupported(SourceText text, BoundQuantize quantize, string word) =>
        quantize.Fields.OnUnsupported is { } written ? new(written.Span, word) : StepKeyEdit.Insert(text, quantize, $"on_unsupported: {word}");
}
