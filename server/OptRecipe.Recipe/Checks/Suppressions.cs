using System.Collections.Immutable;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary><c># optrecipe-ignore OR4012: reason</c> above a line, or behind it, silences that code there; several codes are separated by commas. One that silences nothing is a hint.</summary>
public static class Suppressions
{
    public const string Word = "optrecipe-ignore";
    public const int MaximumPublished = 100;
    private const int CodeLength = 6;

    internal static readonly DiagnosticDescriptor Unused = new("OR2008", "Suppression of nothing", Severity.Hint, "0.1");
    internal static readonly DiagnosticDescriptor WithoutCode = new("OR2009", "Suppression without a code", Severity.Warning, "0.1");
    internal static readonly DiagnosticDescriptor TooMany = new("OR1021", "Too many diagnostics", Severity.Information, "0.1");

    /// <param name="Line">The line it silences.</param>
    private sealed record Suppression(TextSpan Span, TextSpan CodeSpan, string Code, int Line)
    {
        public bool IsUsed { get; set; }
    }

    internal static ImmutableArray<Diagnostic> Apply(SyntaxTree tree, ImmutableArray<Diagnostic> diagnostics, bool isComplete)
    {
        var kept = new List<Diagnostic>(diagnostics.Length);
        var suppressions = Find(tree, kept);
        var lines = tree.Text.Lines;
        foreach (var diagnostic in diagnostics)
        {
            var isSuppressed = false;
            foreach (var suppression in suppressions)
            {
                if (suppression.Code != diagnostic.Descriptor.Code || lines.LineOf(diagnostic.Span.Start) != suppression.Line) continue;
                suppression.IsUsed = isSuppressed = true;
            }
            if (!isSuppressed) kept.Add(diagnostic);
        }
        foreach (var suppression in suppressions)
        {
            // Codes from 3000 on come from the model; without it, or while the line is wrong, nobody knows whether they would.
            var isModels = suppression.Code is not ['O', 'R', '1' or '2', ..] || UseCheck.IsOfFiles(suppression.Code);
            var isJudged = !isModels || (isComplete && !diagnostics.Any(other => other.Severity == Severity.Error && lines.LineOf(other.Span.Start) == suppression.Line));
            if (suppression.IsUsed || !isJudged) continue;
            var isAlone = suppressions.Count(other => other.Span == suppression.Span) == 1;
            kept.Add((new Diagnostic(Unused, suppression.CodeSpan, $"`{suppression.Code}` is not reported on this line; the {(isAlone ? "comment" : "code")} can go") { IsUnnecessary = true })
                .WithFix(isAlone ? "Remove the comment" : $"Remove `{suppression.Code}`", FixSafety.Safe, Removal(tree.Text, suppression, suppressions)));
        }
        return Limit(kept.OrderBy(diagnostic => diagnostic.Span.Start).ThenBy(diagnostic => diagnostic.Descriptor.Code, StringComparer.Ordinal).ToList());
    }

    /// <summary>When there are too many, the most severe and then the first stay.</summary>
    private static ImmutableArray<Diagnostic> Limit(List<Diagnostic> sorted)
    {
        if (sorted.Count <= MaximumPublished) return [.. sorted];
        var hidden = sorted.Count - (MaximumPublished - 1);
        var shown = sorted.OrderBy(diagnostic => diagnostic.Severity).Take(MaximumPublished - 1).OrderBy(diagnostic => diagnostic.Span.Start).ToList();
        return [.. shown, new(TooMany, new(0, 0), $"And {hidden:N0} more; they are shown as soon as these are fewer")];
    }

    /// <summary>Which codes are silenced on which lines.</summary>
    internal static HashSet<(string Code, int Line)> Lines(SyntaxTree? tree) => tree is null ? [] : [.. Find(tree, []).Select(suppression => (suppression.Code, suppression.Line))];

    private static List<Suppression> Find(SyntaxTree tree, List<Diagnostic> found)
    {
        var result = new List<Suppression>();
        var text = tree.Text;
        foreach (var comment in tree.Comments)
        {
            var content = text.Slice(comment)[1..];
            var start = content.Length - content.TrimStart().Length;
            if (!content[start..].StartsWith(Word)) continue;
            var line = LineFor(text, comment);
            var count = result.Count;
            for (var at = CodeBehind(content, start + Word.Length, isFirst: true); at >= 0; at = CodeBehind(content, at + CodeLength, isFirst: false))
                result.Add(new(comment, new(comment.Start + 1 + at, CodeLength), content.Slice(at, CodeLength).ToString(), line));
            if (result.Count == count) found.Add(new Diagnostic(WithoutCode, comment, $"The comment names no code; expected `# {Word} OR4012: reason`").WithFix("Remove the comment", FixSafety.Unsafe, new TextEdit(Whole(text, comment), "")));
        }
        return result;
    }

    /// <summary>Where the next code stands: the first one behind blanks, the others behind a comma; negative when there is none.</summary>
    private static int CodeBehind(ReadOnlySpan<char> content, int at, bool isFirst)
    {
        at = Blanks(content, at);
        if (!isFirst)
        {
            if (at >= content.Length || content[at] != ',') return -1;
            at = Blanks(content, at + 1);
        }
        if (content.Length < at + CodeLength || content[at] != 'O' || content[at + 1] != 'R') return -1;
        if (content.Slice(at + 2, CodeLength - 2).IndexOfAnyExceptInRange('0', '9') >= 0) return -1;
        return content.Length == at + CodeLength || !char.IsAsciiLetterOrDigit(content[at + CodeLength]) ? at : -1;
    }

    private static int Blanks(ReadOnlySpan<char> content, int at)
    {
        while (at < content.Length && content[at] is ' ' or '\t') at++;
        return at;
    }

    /// <summary>What goes with a code that is not needed: its comma when other codes stand beside it, else the whole comment.</summary>
    private static TextEdit Removal(SourceText text, Suppression unused, List<Suppression> all)
    {
        var beside = all.Where(other => other.Span == unused.Span).ToList();
        if (beside.Count == 1) return new(Whole(text, unused.Span), "");
        var index = beside.IndexOf(unused);
        return new(index == 0 ? TextSpan.Between(unused.CodeSpan.Start, beside[1].CodeSpan.Start) : TextSpan.Between(beside[index - 1].CodeSpan.End, unused.CodeSpan.End), "");
    }

    /// <summary>The line a comment speaks of: alone on its line, the next one with content. −1: none.</summary>
    public static int LineFor(SourceText text, TextSpan comment)
    {
        var line = text.Lines.LineOf(comment.Start);
        if (!text.Slice(TextSpan.Between(text.Lines.LineStart(line), comment.Start)).IsWhiteSpace()) return line;
        for (line++; line < text.Lines.LineCount; line++)
        {
            var content = text.Slice(TextSpan.Between(text.Lines.LineStart(line), text.Lines.LineEnd(line))).TrimStart();
            if (content.Length > 0 && content[0] != '#') return line;
        }
        return -1;
    }

    private static TextSpan Whole(SourceText text, TextSpan comment)
    {
        var line = text.Lines.LineOf(comment.Start);
        var start = text.Lines.LineStart(line);
        if (!text.Slice(TextSpan.Between(start, comment.Start)).IsWhiteSpace())
        {
            while (comment.Start > start && text.Text[comment.Start - 1] == ' ') comment = TextSpan.Between(comment.Start - 1, comment.End);
            return comment;
        }
        return TextSpan.Between(start, line + 1 < text.Lines.LineCount ? text.Lines.LineStart(line + 1) : text.Length);
    }
}
