using System.Collections.Immutable;
using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Formatting;

/// <summary>What a typed character moves. Only where there is one thing it can mean; inside brackets, quotes and block scalars nothing moves.</summary>
public static class TypedFormatting
{
    /// <summary>The characters after which a client should ask.</summary>
    public static ImmutableArray<string> Characters { get; } = ["\n", "-", ":"];

    /// <param name="offset">Behind the character.</param>
    public static ImmutableArray<TextEdit> Edits(SyntaxTree tree, int offset, string character, FormattingOptions options)
    {
        var line = tree.Text.Lines.LineOf(offset);
        if (line == 0 || IsInside(tree, tree.Text.Lines.LineStart(line), offset)) return [];
        return character switch
        {
            "\n" => AfterEnter(tree, line, options),
            "-" => AfterDash(tree, line, offset),
            ":" => AfterColon(tree, line, offset),
            _ => [],
        };
    }

    private static ImmutableArray<TextEdit> AfterEnter(SyntaxTree tree, int line, FormattingOptions options)
    {
        if (!Whole(tree, line).IsWhiteSpace()) return [];
        var above = line - 1;
        var content = OpenBlocks.Content(tree, above);
        if (content.IsEmpty) return [];
        var column = OpenBlocks.Indentation(tree, above);
        if (content is "-") return EndList(tree, line, column);
        var dashColumn = column;
        while (content is ['-', ' ', ..])
        {
            dashColumn = column;
            var next = content[1..].IndexOfAnyExcept(' ') + 1;
            column += next;
            content = content[next..];
        }
        if (content is [.., ':'] || IsBlockHeader(content)) return Indent(tree, line, new(' ', column + IndentationStyle.Of(tree, options.TabSize).Unit));
        // One value an item: the next line is the next item. An item with keys may go on.
        var isItem = dashColumn < column && !content.Contains(": ", StringComparison.Ordinal) && tree.FindNode(tree.Text.Lines.LineStart(above) + column).Parent is { IsSequence: true, IsFlow: false };
        return isItem ? Indent(tree, line, new string(' ', dashColumn) + "- ") : [];
    }

    /// <summary>Enter behind an empty dash ends the list.</summary>
    private static ImmutableArray<TextEdit> EndList(SyntaxTree tree, int line, int dash)
    {
        var lines = tree.Text.Lines;
        var keys = OpenBlocks.Above(tree, line - 1).Keys;
        var outer = keys.Where(key => key <= dash).DefaultIfEmpty(0).First();
        return [new(TextSpan.Between(lines.LineStart(line - 1), lines.LineEnd(line)), new(' ', outer))];
    }

    /// <summary>A dash further right than any list that goes on, where no new one can start, is the innermost list's next item.</summary>
    private static ImmutableArray<TextEdit> AfterDash(SyntaxTree tree, int line, int offset)
    {
        if (!Whole(tree, line).Trim().SequenceEqual("-") || tree.Text.Text[offset - 1] != '-') return [];
        return Snap(tree, line, OpenBlocks.Above(tree, line), blocks => blocks.Dashes);
    }

    /// <summary>A key at no mapping's column is one of the nearest mapping to the left.</summary>
    private static ImmutableArray<TextEdit> AfterColon(SyntaxTree tree, int line, int offset)
    {
        var typed = tree.Text.Slice(TextSpan.Between(tree.Text.Lines.LineStart(line), offset)).TrimStart();
        if (typed.IsEmpty || typed.IndexOfAny(" #\"'") >= 0 || !tree.Text.Slice(TextSpan.Between(offset, tree.Text.Lines.LineEnd(line))).IsWhiteSpace()) return [];
        return Snap(tree, line, OpenBlocks.Above(tree, line), blocks => blocks.Keys);
    }

    private static ImmutableArray<TextEdit> Snap(SyntaxTree tree, int line, OpenBlocks blocks, Func<OpenBlocks, IReadOnlyList<int>> columns)
    {
        var column = OpenBlocks.Indentation(tree, line);
        var open = columns(blocks);
        if (blocks.IsOpened || blocks.LineAbove < 0 || open.Contains(column)) return [];
        foreach (var left in open) if (left < column) return Indent(tree, line, new(' ', left));
        return [];
    }

    private static ImmutableArray<TextEdit> Indent(SyntaxTree tree, int line, string wanted)
    {
        var start = tree.Text.Lines.LineStart(line);
        var text = tree.Text.Text.AsSpan(start, tree.Text.Lines.LineEnd(line) - start);
        var blanks = text.IndexOfAnyExcept(' ') is var found && found < 0 ? text.Length : found;
        return text[..blanks].SequenceEqual(wanted) ? [] : [new(new(start, blanks), wanted)];
    }

    private static bool IsInside(SyntaxTree tree, int lineStart, int offset)
    {
        foreach (var problem in tree.Problems)
            if (problem.Kind is SyntaxProblemKind.UnclosedBracket or SyntaxProblemKind.UnclosedQuote && problem.Span.Start < lineStart) return true;
        for (var node = tree.FindNode(Math.Max(lineStart - 1, 0)); node.Exists; node = node.Parent)
            if ((node.IsFlow || node.Kind is SyntaxKind.SingleQuoted or SyntaxKind.DoubleQuoted or SyntaxKind.Literal or SyntaxKind.Folded) && node.Span.Start < lineStart && node.Span.End >= offset) return true;
        return IsBlockText(tree, lineStart);
    }

    /// <summary>The line above is content of a block scalar, which may go on.</summary>
    private static bool IsBlockText(SyntaxTree tree, int lineStart)
    {
        var lines = tree.Text.Lines;
        var line = lines.LineOf(lineStart) - 1;
        var node = tree.FindNode(lines.LineEnd(line));
        return node.Kind is SyntaxKind.Literal or SyntaxKind.Folded && lines.LineOf(node.Span.Start) < line;
    }

    private static bool IsBlockHeader(ReadOnlySpan<char> content)
    {
        var colon = content.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && (content[(colon + 2)..].Trim() is ['|' or '>'] or ['|' or '>', '+' or '-']);
    }

    private static ReadOnlySpan<char> Whole(SyntaxTree tree, int line) => tree.Text.Slice(TextSpan.Between(tree.Text.Lines.LineStart(line), tree.Text.Lines.LineEnd(line)));
}
