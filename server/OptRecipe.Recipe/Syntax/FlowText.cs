namespace OptRecipe.Recipe.Syntax;

/// <summary>Writes a node anew on one line: <c>{a: 1, b: [2, 3]}</c>.</summary>
public static class FlowText
{
    /// <summary>With its anchor; null where its style does not allow one line.</summary>
    public static string? Of(SyntaxNode node)
    {
        var text = WithoutAnchor(node);
        return text is null ? null : node.Anchor is { } anchor ? $"{node.SourceText.AsSpan(anchor.Start, anchor.Length)} {text}" : text;
    }

    /// <summary>Without its own anchor; those of what stands in it stay.</summary>
    public static string? WithoutAnchor(SyntaxNode node)
    {
        if (node.IsMissing || node.Kind is SyntaxKind.Literal or SyntaxKind.Folded) return null;
        var parts = new List<string>();
        foreach (var pair in node.Pairs)
        {
            if (Of(pair.Key) is not { } key || Of(pair.Value) is not { } value) return null;
            parts.Add($"{key}: {value}");
        }
        foreach (var item in node.Items)
        {
            if (Of(item) is not { } value) return null;
            parts.Add(value);
        }
        if (node.IsMapping) return $"{{{string.Join(", ", parts)}}}";
        if (node.IsSequence) return $"[{string.Join(", ", parts)}]";
        var raw = node.RawText;
        if (raw.IndexOfAny('\r', '\n') >= 0) return null;
        return node.Kind == SyntaxKind.Plain && raw.IndexOfAny(",[]{}") >= 0 ? $"'{node.Value.Replace("'", "''", StringComparison.Ordinal)}'" : raw.ToString();
    }
}
