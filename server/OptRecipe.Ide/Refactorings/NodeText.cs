using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Refactorings;

/// <summary>Writes a node anew, in brackets or as a block. Null where its style does not allow that.</summary>
internal static class NodeText
{
    /// <summary>On one line: <c>{a: 1, b: [2, 3]}</c>.</summary>
    internal static string? Flow(SyntaxNode node) => FlowText.Of(node);

    /// <summary>The lines of a collection between brackets as a block at a column, the first without its indentation; what stands inside keeps its style.</summary>
    internal static string? Block(SyntaxNode node, string lineStart)
    {
        var lines = new List<string>();
        foreach (var pair in node.Pairs)
        {
            if (Whole(pair.Key) is not { } key || (!pair.Value.IsMissing && Whole(pair.Value) is null)) return null;
            lines.Add(pair.Value.IsMissing ? $"{key}:" : $"{key}: {Whole(pair.Value)}");
        }
        foreach (var item in node.Items)
        {
            if (Whole(item) is not { } text) return null;
            lines.Add($"- {(item is { IsMapping: true, IsFlow: true } && text[0] is not ('{' or '&') ? $"{{{text}}}" : text)}");
        }
        return lines.Count == 0 ? null : string.Join(lineStart, lines);
    }

    /// <summary>As it is written, with its anchor; null when it has several lines.</summary>
    private static string? Whole(SyntaxNode node)
    {
        var text = node.SourceText[(node.Anchor?.Start ?? node.Span.Start)..node.Span.End];
        return text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : Flow(node);
    }
}
