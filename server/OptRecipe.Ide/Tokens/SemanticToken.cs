namespace OptRecipe.Ide.Tokens;

/// <summary>What a word means. The order is the order of the legend on the wire.</summary>
public enum TokenKind
{
    /// <summary>A key, and the kind of an output.</summary>
    Property,
    /// <summary>The kind of a step.</summary>
    Method,
    /// <summary>A target or a group of targets.</summary>
    Class,
    /// <summary>A preset.</summary>
    Namespace,
    /// <summary>An operator's type: <c>CONV_2D</c>.</summary>
    Function,
    /// <summary>One of the words that the language knows: <c>int8</c>, <c>true</c>, a runtime.</summary>
    EnumMember,
    Number,
    /// <summary>A unit: <c>KiB</c>, <c>point</c>.</summary>
    Keyword,
    String,
    /// <summary>A glob, on names of tensors or on files.</summary>
    Regexp,
    /// <summary>An anchor or an alias.</summary>
    Variable,
    /// <summary>A comment that silences a diagnostic.</summary>
    Decorator,
}

/// <summary>The order is the order of the legend on the wire.</summary>
[Flags]
public enum TokenTraits
{
    None = 0,
    /// <summary>An anchor.</summary>
    Declaration = 1,
    /// <summary>A name of another tool.</summary>
    Deprecated = 2,
    /// <summary>A target or preset that comes with the product.</summary>
    DefaultLibrary = 4,
}

/// <summary>A part of one line that means something.</summary>
public readonly record struct SemanticToken(int Start, int Length, TokenKind Kind, TokenTraits Traits)
{
    public int End => Start + Length;
}
