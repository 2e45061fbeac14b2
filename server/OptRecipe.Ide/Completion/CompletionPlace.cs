using System.Collections.Immutable;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Completion;

/// <summary>
/// Where the cursor stands in the language. Found by writing a word at the cursor and reading the recipe again (a fraction of a millisecond): the parser's own recovery then says what a word there would be,
/// on the broken line, too.
/// </summary>
/// <param name="Prefix">What stands before the cursor of the word or value that is being written.</param>
/// <param name="Span">What an item replaces: that word, on both sides of the cursor.</param>
/// <param name="IsOwnLine">Nothing but white space and dashes stands before it on its line.</param>
/// <param name="NeedsDash">It is an item of a list and no dash stands before it yet.</param>
/// <param name="IsInFlow">It stands between brackets or braces.</param>
/// <param name="HasColon">A colon follows already.</param>
internal sealed record CompletionPlace(SchemaPlace Schema, string Prefix, TextSpan Span, bool IsOwnLine, bool NeedsDash, bool IsInFlow, bool HasColon)
{
    private const string Mark = "\uE000";

    /// <summary>The cursor stands right behind a colon.</summary>
    internal bool NeedsBlank { get; private init; }

    internal static CompletionPlace? At(RecipeAnalysis analysis, int offset)
    {
        var text = analysis.Text.Text;
        offset = Math.Clamp(offset, 0, text.Length);
        foreach (var comment in analysis.Syntax.Comments) if (offset > comment.Start && offset <= comment.End) return null;
        // A value behind a colon needs a blank first.
        var gap = offset > 0 && text[offset - 1] == ':' && (offset == text.Length || char.IsWhiteSpace(text[offset])) ? 1 : 0;
        var marked = string.Concat(text.AsSpan(0, offset), gap > 0 ? " " + Mark : Mark, text.AsSpan(offset));
        var tree = SyntaxTree.Parse(marked);
        if (Misfits(tree) > Misfits(analysis.Syntax) || (gap > 0 && tree.Problems.Length > analysis.Syntax.Problems.Length)) return null;
        var node = tree.FindNode(offset + gap);
        if (!node.IsScalar || !node.RawText.Contains(Mark[0]) || node.Kind is SyntaxKind.Literal or SyntaxKind.Folded) return null;
        var lines = tree.Text.Lines;
        var isQuoted = node.Kind is SyntaxKind.SingleQuoted or SyntaxKind.DoubleQuoted;
        var start = node.Span.Start + (isQuoted ? 1 : 0);
        var end = node.Span.End - (isQuoted ? 1 : 0);
        if (lines.LineOf(start) != lines.LineOf(end)) return null;
        // A word written before or into the dash of an item would take the dash into it.
        var word = text.AsSpan(start - gap, end - start - Mark.Length);
        if (word.TrimStart() is "-" || word.TrimStart().StartsWith("- ")) return null;
        if (SchemaPlace.Of(tree, node) is not { } schema) return null;
        var lineStart = lines.LineStart(lines.LineOf(start));
        var before = marked.AsSpan(lineStart, node.Span.Start - lineStart);
        var hasDash = before.TrimEnd().EndsWith("-");
        var isOwnLine = before.IndexOfAnyExcept(" \t-") < 0;
        var isInFlow = StandsInFlow(node);
        var isItem = IsItem(node) || SchemaPlace.Shaped<ListType>(schema.Type) is not null;
        return new(schema, marked[start..(offset + gap)], new(start - gap, end - start - Mark.Length), isOwnLine, isItem && !hasDash && !isInFlow, isInFlow, HasColonBehind(marked, node.Span.End)) { NeedsBlank = gap > 0 };
    }

    /// <summary>Problems that show that no word fits where the mark was written, for example before a bracket.</summary>
    private static int Misfits(SyntaxTree tree) => tree.Problems.Count(problem => problem.Kind
        is SyntaxProblemKind.NestedMappingInLine or SyntaxProblemKind.UnexpectedText or SyntaxProblemKind.UnexpectedCharacter or SyntaxProblemKind.MissingComma);

    private static bool IsItem(SyntaxNode node) => node.Parent is { Exists: true, IsSequence: true };

    private static bool StandsInFlow(SyntaxNode node)
    {
        for (var at = node.Parent; at.Exists; at = at.Parent) if (at.IsFlow) return true;
        return false;
    }

    private static bool HasColonBehind(string text, int end)
    {
        while (end < text.Length && text[end] == ' ') end++;
        return end < text.Length && text[end] == ':';
    }

    /// <summary>Keys that stand beside it already.</summary>
    internal ImmutableHashSet<string> Siblings
    {
        get
        {
            var found = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
            foreach (var pair in Schema.Node.Parent.Exists ? Schema.Node.Parent.Pairs : default)
                if (pair.Key != Schema.Node && pair.Key.IsScalar) found.Add(pair.Key.Value);
            return found.ToImmutable();
        }
    }
}
