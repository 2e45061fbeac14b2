using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Fixes;

/// <param name="Diagnostic">What it repairs; null for an action on the whole file.</param>
/// <param name="IsPreferred">Safe, and the only safe one for its diagnostic.</param>
public sealed record CodeAction(string Title, Diagnostic? Diagnostic, bool IsPreferred, ImmutableArray<TextEdit> Edits);

/// <summary>The fixes of the diagnostics in a range, then "fix all" when several are safe.</summary>
public static class CodeActions
{
    public const string FixAllTitle = "Fix all that is safe in this recipe";

    public static ImmutableArray<CodeAction> At(RecipeAnalysis analysis, TextSpan range)
    {
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        foreach (var diagnostic in analysis.Diagnostics.Where(d => d.Span.Start <= range.End && d.Span.End >= range.Start))
            foreach (var fix in diagnostic.Fixes)
                actions.Add(new(fix.Title, diagnostic, fix.Safety == FixSafety.Safe && diagnostic.Fixes.Count(f => f.Safety == FixSafety.Safe) == 1, fix.Edits));
        if (FixAll(analysis) is (> 1, var edits)) actions.Add(new(FixAllTitle, null, false, edits));
        return actions.ToImmutable();
    }

    /// <summary>The first safe fix of every diagnostic, as far as they do not overlap.</summary>
    public static (int Count, ImmutableArray<TextEdit> Edits) FixAll(RecipeAnalysis analysis)
    {
        var edits = new List<TextEdit>();
        var count = 0;
        foreach (var diagnostic in analysis.Diagnostics)
        {
            if (diagnostic.Fixes.FirstOrDefault(f => f.Safety == FixSafety.Safe) is not { } fix || fix.Edits.Any(edit => edits.Any(other => Overlap(edit.Span, other.Span)))) continue;
            edits.AddRange(fix.Edits);
            count++;
        }
        return (count, [.. edits]);
    }

    private static bool Overlap(TextSpan left, TextSpan right) => left.Start <= right.End && right.Start <= left.End;
}
