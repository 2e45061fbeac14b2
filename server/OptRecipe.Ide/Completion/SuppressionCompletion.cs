using OptRecipe.Pipeline;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Completion;

/// <summary>In a comment: <c># optrecipe-ignore OR4002: </c> for what is reported on the line that the comment speaks of.</summary>
internal static class SuppressionCompletion
{
    /// <summary>Null where no comment stands.</summary>
    public static IEnumerable<CompletionItem>? At(RecipeAnalysis analysis, int offset)
    {
        foreach (var comment in analysis.Syntax.Comments)
            if (offset > comment.Start && offset <= comment.End) return Items(analysis, comment, offset);
        return null;
    }

    private static IEnumerable<CompletionItem> Items(RecipeAnalysis analysis, TextSpan comment, int offset)
    {
        var text = analysis.Text;
        // Only the comment's first words are of interest, and only up to the code.
        var start = comment.Start + 1;
        while (start < comment.End && text.Text[start] == ' ') start++;
        if (offset < start) start = offset;
        var before = text.Text.AsSpan(start, offset - start);
        var rest = before.StartsWith(Suppressions.Word) ? before[Suppressions.Word.Length..].TrimStart() : before;
        if (before.StartsWith(Suppressions.Word) ? rest.Contains(':') || rest.Contains(' ') : !Suppressions.Word.AsSpan().StartsWith(before)) yield break;
        var end = offset;
        while (end < comment.End && (char.IsAsciiLetterOrDigit(text.Text[end]) || text.Text[end] == '-')) end++;
        var hasColon = end < comment.End && text.Text[end] == ':';
        var line = Suppressions.LineFor(text, comment);
        var rank = 0;
        foreach (var diagnostic in analysis.Diagnostics.Where(found => text.Lines.LineOf(found.Span.Start) == line && found.Descriptor.Code is not ("OR2008" or "OR2009")).DistinctBy(found => found.Descriptor.Code))
        {
            var written = $"{Suppressions.Word} {diagnostic.Descriptor.Code}";
            var gap = text.Text[start - 1] == '#' ? " " : "";
            yield return new(written, CompletionKind.Suppression, new(start, end - start), $"{gap}{written}{(hasColon ? "" : ": ")}", diagnostic.Descriptor.Title, "", $"{rank++:000}");
        }
    }
}
