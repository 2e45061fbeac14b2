using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Syntax;

/// <summary>What is wrong with the text as YAML. A fact, not yet a sentence: the check of the same name words it and knows the fixes.</summary>
public enum SyntaxProblemKind : byte
{
    TabIndentation,
    ControlCharacter,
    LoneSurrogate,
    NotText,
    TooLarge,
    UnclosedQuote,
    UnclosedBracket,
    NestedTooDeeply,
    SecondDocument,
    TextAfterEnd,
    WrongIndentation,
    MissingColon,
    MissingDash,
    UnexpectedText,
    UnexpectedCharacter,
    NestedMappingInLine,
    MissingComma,
    Directive,
    Tag,
    ComplexKey,
    EmptyKey,
    ConflictMarker,
    BadEscape,
    BadBlockHeader,
    MissingSpaceAfterColon,
}

/// <param name="Count">How many places have the same problem; only the first is kept.</param>
/// <param name="Related">The opening mark or the like; empty when there is none.</param>
public readonly record struct SyntaxProblem(SyntaxProblemKind Kind, TextSpan Span, TextSpan Related = default, int Count = 1);
