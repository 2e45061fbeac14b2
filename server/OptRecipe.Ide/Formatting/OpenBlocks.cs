using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Formatting;

/// <summary>The blocks that are open above a line, as the lines above show by their indentation: they can be told while the line itself is still wrong.</summary>
internal sealed class OpenBlocks
{
    private const int FurthestLine = 2000;
    private readonly List<int> dashes = [];
    private readonly List<int> keys = [];

    private OpenBlocks(int above) => LineAbove = above;

    /// <summary>The nearest line above with content; −1 when there is none.</summary>
    internal int LineAbove { get; }
    /// <summary>The columns of the lists that go on above, innermost first.</summary>
    internal IReadOnlyList<int> Dashes => dashes;
    /// <summary>The columns of the mappings that go on above, innermost first.</summary>
    internal IReadOnlyList<int> Keys => keys;
    /// <summary>The line above ends in a key without a value, so something further right may follow.</summary>
    internal bool IsOpened { get; private set; }

    internal static OpenBlocks Above(SyntaxTree tree, int line)
    {
        var above = line - 1;
        while (above >= 0 && Content(tree, above).IsEmpty) above--;
        var found = new OpenBlocks(above);
        if (above >= 0) found.IsOpened = Content(tree, above) is [.., ':'];
        var limit = int.MaxValue;
        for (; above >= 0 && line - above < FurthestLine && limit > 0; above--)
        {
            var content = Content(tree, above);
            if (content.IsEmpty) continue;
            var column = Indentation(tree, above);
            if (column >= limit) continue;
            limit = column;
            found.Add(content, column);
        }
        return found;
    }

    /// <summary>A line without its indentation and its comment.</summary>
    internal static ReadOnlySpan<char> Content(SyntaxTree tree, int line)
    {
        var lines = tree.Text.Lines;
        var (start, end) = (lines.LineStart(line), lines.LineEnd(line));
        foreach (var comment in tree.Comments.AsSpan()[FirstComment(tree, start)..])
        {
            if (comment.Start < end) end = comment.Start;
            break;
        }
        return tree.Text.Slice(TextSpan.Between(start, end)).Trim(" \t");
    }

    internal static int Indentation(SyntaxTree tree, int line)
    {
        var start = tree.Text.Lines.LineStart(line);
        var blanks = tree.Text.Text.AsSpan(start).IndexOfAnyExcept(' ');
        return blanks < 0 ? tree.Text.Length - start : blanks;
    }

    // Innermost first: of one line, the key behind the dashes, then the dashes from right to left.
    private void Add(ReadOnlySpan<char> content, int column)
    {
        var first = dashes.Count;
        while (content is ['-', ' ', ..] or ['-'])
        {
            dashes.Insert(first, column);
            var next = content[1..].IndexOfAnyExcept(' ');
            if (next < 0) return;
            column += next + 1;
            content = content[(next + 1)..];
        }
        if (content is [.., ':'] || content.Contains(": ", StringComparison.Ordinal)) keys.Add(column);
    }

    private static int FirstComment(SyntaxTree tree, int offset)
    {
        var (low, high) = (0, tree.Comments.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tree.Comments[middle].Start < offset) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
