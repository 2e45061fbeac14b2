namespace OptRecipe.Recipe.Formatting;

/// <summary>What a client or <c>.editorconfig</c> wants of a formatted text. Line ends and, unless said here, the missing newline at the end stay as they are.</summary>
/// <param name="TabSize">Spaces a level where the text has no indentation of its own that most of its lines share; 1 to 8.</param>
public sealed record FormattingOptions(int TabSize = 2)
{
    public static FormattingOptions Default { get; } = new();
    public bool TrimTrailingWhitespace { get; init; } = true;
    public bool InsertFinalNewline { get; init; }
    /// <summary>Blank lines at the end go.</summary>
    public bool TrimFinalNewlines { get; init; } = true;
}
