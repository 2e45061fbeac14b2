using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Selectors that match nothing in this model, and words of theirs that do not (user problem 12).</summary>
internal static class SelectorCheck
{
    private const int MostNamed = 8;

    public static readonly DiagnosticDescriptor Nothing = new("OR5020", "Selector matches nothing", Severity.Error, "0.2");
    public static readonly DiagnosticDescriptor Gap = new("OR5021", "Part of a selector matches nothing", Severity.Warning, "0.2");

    public static DiagnosticDescriptor[] Descriptors { get; } = [Nothing, Gap];

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        foreach (var step in context.Plan?.Steps ?? [])
            foreach (var planned in step.Selectors)
            {
                var isEmpty = planned.Match.Operators.IsEmpty && !planned.Selector.IsOptional;
                if (!isEmpty && planned.Match.Gaps.IsEmpty) continue;
                // One mistake, one diagnostic: the word that fits nothing is why the selector does.
                foreach (var gap in planned.Match.Gaps.Where(gap => !IsTold(context, gap))) yield return OfGap(step, gap, isEmpty ? Nothing : Gap);
                if (isEmpty && planned.Match.Gaps.IsEmpty)
                    yield return new(Nothing, planned.Selector.KeySpan, $"no operator of the model fits {Words(planned)}; add `optional: true` if that may be") { Related = [new(planned.Selector.Span, "The selector")] };
            }
    }

    /// <summary>A word that the file format does not know has its diagnostic already.</summary>
    private static bool IsTold(CheckContext context, SelectorGap gap) => context.Analysis.Document.Diagnostics.Any(told => told.Severity == Severity.Error && told.Span == gap.Span);

    private static string Words(PlannedSelector planned) => planned.Selector.Terms.Length > 1 ? $"all {planned.Selector.Terms.Length} keys of this selector at once" : "this selector";

    private static Diagnostic OfGap(PlannedStep step, SelectorGap gap, DiagnosticDescriptor descriptor)
    {
        var (what, alternatives) = gap.Kind switch
        {
            GapKind.Operator => ($"the model has no operator `{gap.Text}`", Expected(gap, new OperatorNames(step.Before).Operators)),
            GapKind.Tensor => ($"`{gap.Text}` fits the name of no operator's outputs, weights or biases", Expected(gap, [])),
            _ => ($"the model has no operator #{gap.Text}", step.Before.Subgraphs is [{ Operators.Length: > 0 } main, ..] ? $"; its operators are #0 to #{main.Operators.Length - 1}" : ""),
        };
        var diagnostic = new Diagnostic(descriptor, gap.Span, what + alternatives);
        return gap.Nearest is { } nearest ? diagnostic.WithFix($"Change to `{nearest}`", FixSafety.Safe, new TextEdit(gap.Span, nearest)) : diagnostic;
    }

    private static string Expected(SelectorGap gap, string[] known) => gap.Nearest is { } nearest ? $"; did you mean `{nearest}`"
        : known.Length > 0 ? $"; it has {string.Join(", ", known.Take(MostNamed).Select(name => $"`{name}`"))}{(known.Length > MostNamed ? $" and {known.Length - MostNamed} more" : "")}" : "";
}
