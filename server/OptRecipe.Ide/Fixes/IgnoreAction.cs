using OptRecipe.Pipeline;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Fixes;

/// <summary>A comment above the line that silences a diagnostic there. Errors are not offered it: nothing runs with them anyway.</summary>
internal static class IgnoreAction
{
    internal static CodeAction? Of(RecipeAnalysis analysis, Diagnostic diagnostic)
    {
        if (diagnostic.Severity == Severity.Error || diagnostic.IsSummary || diagnostic.Descriptor.Code.StartsWith("OR1", StringComparison.Ordinal)) return null;
        var (text, lines) = (analysis.Text, analysis.Text.Lines);
        var start = lines.LineStart(lines.LineOf(diagnostic.Span.Start));
        var content = start + Math.Max(0, text.Text.AsSpan(start).IndexOfAnyExcept(' ', '\t'));
        // Inside a scalar of several lines a comment would be part of it; a comment cannot silence another.
        if (analysis.Syntax.FindNode(start) is { IsScalar: true } node && node.Span.Start < start || (content < text.Length && text.Text[content] == '#')) return null;
        var comment = $"{text.Text[start..content]}# {Suppressions.Word} {diagnostic.Descriptor.Code}{text.LineBreak}";
        return new($"Ignore {diagnostic.Descriptor.Code} on this line", CodeActionKind.QuickFix, [new TextEdit(new(start, 0), comment)]) { Diagnostic = diagnostic };
    }
}
