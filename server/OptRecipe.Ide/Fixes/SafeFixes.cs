using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Fixes;

/// <summary>Everything that is safe, at once.</summary>
public static class SafeFixes
{
    private const int MostRounds = 10;

    /// <summary>How many diagnostics have a safe fix.</summary>
    public static int Count(RecipeAnalysis analysis) => analysis.Diagnostics.Count(diagnostic => Of(diagnostic) is not null);

    /// <summary>The first safe fix of every diagnostic, as far as they do not overlap, and again for what the result shows, until nothing is left to fix. Later rounds look at the text alone.</summary>
    public static ImmutableArray<TextEdit> All(RecipeAnalysis analysis, CancellationToken cancellation = default)
    {
        var composed = new ComposedEdits(analysis.Text);
        var diagnostics = analysis.Diagnostics;
        for (var round = 0; round < MostRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var edits = Together(diagnostics);
            if (edits.Count == 0) break;
            composed.Apply(edits);
            diagnostics = RecipeAnalyzer.AnalyzeText(analysis.Path, composed.Text).Diagnostics;
        }
        return composed.Edits();
    }

    private static Fix? Of(Diagnostic diagnostic) => diagnostic.Fixes.FirstOrDefault(fix => fix.Safety == FixSafety.Safe);

    private static List<TextEdit> Together(ImmutableArray<Diagnostic> diagnostics)
    {
        var edits = new List<TextEdit>();
        foreach (var diagnostic in diagnostics)
            if (Of(diagnostic) is { } fix && !fix.Edits.Any(edit => edits.Any(other => Touch(edit.Span, other.Span)))) edits.AddRange(fix.Edits);
        return edits;
    }

    private static bool Touch(TextSpan left, TextSpan right) => left.Start <= right.End && right.Start <= left.End;
}
