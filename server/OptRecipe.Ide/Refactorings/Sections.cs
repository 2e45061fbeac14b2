using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>A key of the root with its lines: the comments right above it belong to it, what stands between it and the next one too.</summary>
internal sealed record Section(SyntaxPair Pair, TextSpan Span)
{
    internal string Name => Pair.Key.Value;

    /// <summary>None where the root is no block mapping that starts its lines, or something is wrong with the text.</summary>
    internal static IReadOnlyList<Section> All(SyntaxTree tree)
    {
        var starts = new List<(SyntaxPair Pair, int Start)>();
        if (!tree.Root.IsMapping || tree.Root.IsFlow || !tree.Problems.IsEmpty) return [];
        foreach (var pair in tree.Root.Pairs)
        {
            if (tree.Text.Lines.Position(pair.Key.Span.Start).Character != 0) return [];
            starts.Add((pair, StartOf(tree, pair.Key.Span.Start)));
        }
        return [.. starts.Select((section, index) => new Section(section.Pair, TextSpan.Between(section.Start, index + 1 < starts.Count ? starts[index + 1].Start : EndOf(tree))))];
    }

    private static int StartOf(SyntaxTree tree, int key)
    {
        var lines = tree.Text.Lines;
        var line = lines.LineOf(key);
        while (line > 0 && tree.Text.Text.AsSpan(lines.LineStart(line - 1)).StartsWith("#")) line--;
        return lines.LineStart(line);
    }

    /// <summary>A document's end mark is no part of its last section.</summary>
    private static int EndOf(SyntaxTree tree)
    {
        var mark = tree.Text.Text.IndexOf("\n...", Math.Min(tree.Root.Span.End, tree.Text.Length), StringComparison.Ordinal);
        return mark < 0 ? tree.Text.Length : mark + 1;
    }
}
