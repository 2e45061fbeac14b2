namespace OptRecipe.Recipe.Syntax;

public enum SyntaxKind : byte
{
    /// <summary>Nothing stands where a value may stand: null for YAML, a place to type for the editor. Its span is empty.</summary>
    Missing,
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// <summary>A block scalar after <c>|</c>.</summary>
    Literal,
    /// <summary>A block scalar after <c>&gt;</c>.</summary>
    Folded,
    Alias,
    Mapping,
    Sequence,
}

[Flags]
internal enum NodeFlags : byte
{
    None = 0,
    /// <summary>Between brackets or braces.</summary>
    Flow = 1,
    /// <summary>The value differs from the raw text: several lines or escapes.</summary>
    Decoded = 2,
    /// <summary>Has an anchor or a tag, kept in the tree's side table.</summary>
    HasProperties = 4,
    /// <summary>The parser recovered here: what stands around may not be what was meant, later checks stay silent.</summary>
    Recovered = 8,
    /// <summary>A mapping that may have a merge key: some key or value of it is written <c>&lt;&lt;</c>.</summary>
    MayMerge = 16,
}

/// <summary>24 bytes a node, all of a tree in one array. <paramref name="Extra"/> is a block scalar's content indentation.</summary>
internal record struct NodeData(SyntaxKind Kind, NodeFlags Flags, short Extra, int Start, int End, int Parent, int FirstChild, int Next);

internal readonly record struct NodeProperties(int Node, Text.TextSpan Anchor, Text.TextSpan Tag);
