using System.Collections.Immutable;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Variants;

namespace OptRecipe.Pipeline.Variants;

/// <summary>What is wrong with variants and not with the recipe as it is written, each once and on the value that causes it. They are warnings: a variant that cannot run is left out of the comparison.</summary>
internal static class VariantDiagnostics
{
    /// <param name="Home">In the recipe's own text.</param>
    /// <param name="IsValue">It lies in a value of the table.</param>
    private sealed record Finding(Diagnostic Diagnostic, TextSpan Home, bool IsValue, VariantAnalysis Variant);

    /// <param name="whole">The recipe as it is written, with its variants and its own diagnostics.</param>
    internal static IEnumerable<Diagnostic> Of(RecipeAnalysis whole)
    {
        var said = whole.Diagnostics.Select(diagnostic => (diagnostic.Descriptor.Code, diagnostic.Span)).ToHashSet();
        var words = whole.Diagnostics.Select(diagnostic => (diagnostic.Descriptor.Code, diagnostic.Message)).ToHashSet();
        var found = whole.Variants.SelectMany(variant => variant.Analysis.Diagnostics
                // A broken budget is what variants are compared for.
                .Where(diagnostic => diagnostic.Severity <= Severity.Warning && !diagnostic.IsSummary && !RecipeAnalysis.IsBudget(diagnostic))
                .Select(diagnostic => new Finding(diagnostic, variant.Text.Home(diagnostic.Span, out var isValue), isValue, variant)))
            .Where(finding => !said.Contains((finding.Diagnostic.Descriptor.Code, finding.Home)) && !words.Contains((finding.Diagnostic.Descriptor.Code, finding.Diagnostic.Message)));
        foreach (var same in found.GroupBy(finding => (finding.Diagnostic.Descriptor.Code, finding.Diagnostic.Message, finding.IsValue ? finding.Home : default)))
        {
            var findings = same.ToArray();
            yield return findings[0].IsValue ? OnValue(findings[0]) : OnCause(whole, findings);
        }
    }

    private static Diagnostic OnValue(Finding finding) => finding.Diagnostic with { Span = finding.Home, Severity = Severity.Warning, Related = [], Fixes = [], IsUnnecessary = false };

    /// <summary>On the value that all variants with the finding, and only they, have in common; else on the first such value, saying which variant it is about.</summary>
    private static Diagnostic OnCause(RecipeAnalysis whole, Finding[] findings)
    {
        var variants = findings.Select(finding => finding.Variant).ToHashSet();
        var (first, diagnostic) = (findings[0].Variant.Variant, findings[0].Diagnostic);
        var causes = first.Choices.Select((_, axis) => (Axis: axis, Indices: variants.Select(variant => variant.Variant.Choices[axis].Index).ToHashSet()))
            .Where(cause => whole.Variants.All(variant => cause.Indices.Contains(variant.Variant.Choices[cause.Axis].Index) == variants.Contains(variant)))
            .OrderBy(cause => cause.Indices.Count).ToArray();
        var isEverywhere = variants.Count == whole.Variants.Length;
        var choice = first.Choices[causes.Length > 0 && !isEverywhere ? causes[0].Axis : 0];
        var who = isEverywhere ? "In every variant"
            : causes.Length > 0 ? $"With {string.Join(" or ", causes[0].Indices.Order().Select(index => $"`{choice.Axis.Values[index].Text}`"))}"
            : variants.Count == 1 ? $"In the variant `{first.Name}`" : $"In the variant `{first.Name}` and {variants.Count - 1} more";
        return diagnostic with
        {
            Span = isEverywhere && whole.Recipe.Variants is { } table ? table.KeySpan : choice.Value.Span,
            Message = $"{who}: {diagnostic.Message}", Severity = Severity.Warning, Fixes = [], IsUnnecessary = false, IsDeprecated = false,
            Related = [new(findings[0].Home, "It is about this")],
        };
    }
}
