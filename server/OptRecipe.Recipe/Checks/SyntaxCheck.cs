using System.Collections.Immutable;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>Words what the parser found and knows the fixes. A table, one row a kind of problem.</summary>
internal static class SyntaxCheck
{
    private static readonly DiagnosticDescriptor Tab = new("OR1001", "Tab as indentation", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Character = new("OR1002", "Character that no text may hold", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Quote = new("OR1003", "Quote never closed", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Bracket = new("OR1004", "Bracket never closed", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Depth = new("OR1005", "Nested too deeply", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Document = new("OR1006", "More than one document", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Indentation = new("OR1007", "Wrong indentation", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Colon = new("OR1008", "Colon or space missing behind a key", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Unexpected = new("OR1009", "Text that fits nowhere", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor TagOrDirective = new("OR1012", "Tag or directive", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Key = new("OR1013", "Key that is no plain word", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Conflict = new("OR1016", "Merge conflict", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor NotText = new("OR1017", "Not a text", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Dash = new("OR1018", "Dash missing before an item", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Scalar = new("OR1019", "Escape or block header that means nothing", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Large = new("OR1020", "Recipe too large", Severity.Error, "0.1");

    internal static ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        [Tab, Character, Quote, Bracket, Depth, Document, Indentation, Colon, Unexpected, TagOrDirective, Key, Conflict, NotText, Dash, Scalar, Large];

    internal static void Run(CheckContext context)
    {
        foreach (var problem in context.Tree.Problems) context.Add(Word(context, problem));
    }

    private static Diagnostic Word(CheckContext context, SyntaxProblem problem)
    {
        var found = context.Text.Slice(problem.Span).ToString();
        var lines = context.Text.Lines;
        return problem.Kind switch
        {
            SyntaxProblemKind.TabIndentation => At(Tab, problem.Count == 1 ? "Indentation is a tab; expected spaces" : $"Indentation is a tab in {problem.Count:N0} lines, here first; expected spaces")
                .WithFix("Use spaces", FixSafety.Safe, Spaces(context)),
            SyntaxProblemKind.ControlCharacter => At(Character, $"{(found == "\uFFFD" ? "A character that could not be decoded (U+FFFD)" : $"The control character U+{(int)found[0]:X4}")} stands here{AndMore(problem)}; expected text")
                .WithFix("Remove it", FixSafety.Unsafe, new TextEdit(problem.Span, "")),
            SyntaxProblemKind.LoneSurrogate => At(Character, $"Half a character (U+{(int)found[0]:X4}) stands here{AndMore(problem)}; expected whole ones").WithFix("Remove it", FixSafety.Unsafe, new TextEdit(problem.Span, "")),
            SyntaxProblemKind.NotText => At(NotText, $"The file is no text: it holds {problem.Count:N0} control characters; expected a recipe in UTF-8"),
            SyntaxProblemKind.TooLarge => At(Large, $"The recipe has {context.Text.Length:N0} characters; one of {SyntaxTree.MaximumLength:N0} and more is not checked"),
            SyntaxProblemKind.UnclosedQuote => At(Quote, $"The quote `{found}` is never closed")
                .WithFix($"Close it at the end of the line", FixSafety.Unsafe, new TextEdit(new(TrimmedEnd(context, problem.Span.Start), 0), found)),
            SyntaxProblemKind.UnclosedBracket => At(Bracket, $"The bracket `{found}` is never closed")
                .WithFix("Close it at the end of the line", FixSafety.Unsafe, new TextEdit(new(TrimmedEnd(context, problem.Span.Start), 0), found == "[" ? "]" : "}")),
            SyntaxProblemKind.NestedTooDeeply => At(Depth, $"Collections are nested more than {SyntaxTree.MaximumDepth} deep; what lies deeper is not read"),
            SyntaxProblemKind.SecondDocument => At(Document, "A second document begins here; a file holds one recipe"),
            SyntaxProblemKind.TextAfterEnd => At(Document, "Text stands behind the end of the document (`...`); a file holds one recipe"),
            SyntaxProblemKind.WrongIndentation => Indented(context, problem, found),
            SyntaxProblemKind.MissingColon => At(Colon, $"`{Short(found)}` has no colon behind it; expected `{Short(found)}: …`").WithFix("Insert `:`", FixSafety.Safe, new TextEdit(new(problem.Span.End, 0), ":")),
            SyntaxProblemKind.MissingSpaceAfterColon => At(Colon, "No space stands behind the colon; expected `key: value`").WithFix("Insert a space", FixSafety.Safe, new TextEdit(new(problem.Span.End, 0), " ")),
            SyntaxProblemKind.MissingDash => At(Dash, $"`{Short(found)}` stands in a list without a dash; expected `- {Short(found)}`").WithFix("Insert `- `", FixSafety.Safe, new TextEdit(new(problem.Span.Start, 0), "- ")),
            SyntaxProblemKind.MissingComma => At(Unexpected, "A comma is missing before this").WithFix("Insert `,`", FixSafety.Safe, new TextEdit(new(problem.Span.Start, 0), ", ")),
            SyntaxProblemKind.NestedMappingInLine => At(Unexpected, "A second `key:` stands on one line; expected it on a line of its own, indented, or in braces"),
            SyntaxProblemKind.UnexpectedCharacter => At(Unexpected, $"`{found}` cannot stand here; text that begins with it needs quotes"),
            SyntaxProblemKind.UnexpectedText => At(Unexpected, $"`{Short(found)}` fits nowhere here"),
            SyntaxProblemKind.Directive => At(TagOrDirective, $"`{Short(found)}` is a directive; a recipe needs none").WithFix("Remove the line", FixSafety.Safe, context.Removal(problem.Span)),
            SyntaxProblemKind.Tag => At(TagOrDirective, $"The tag `{Short(found)}` has no meaning in a recipe").WithFix("Remove the tag", FixSafety.Safe, new TextEdit(WithSpace(context, problem.Span), "")),
            SyntaxProblemKind.ComplexKey => At(Key, "A key is one plain word on one line; found a longer or composed one"),
            SyntaxProblemKind.EmptyKey => At(Key, "No key stands before this colon"),
            SyntaxProblemKind.ConflictMarker => At(Conflict, "A merge conflict stands here; what its first side says is read, the rest is not"),
            SyntaxProblemKind.BadEscape => At(Scalar, $"`{found}` is no escape in double quotes; expected `\\n`, `\\\\`, `\\\"` or the like").WithFix("Double the backslash", FixSafety.Safe, new TextEdit(new(problem.Span.Start, 0), "\\")),
            SyntaxProblemKind.BadBlockHeader => At(Scalar, $"`{Short(found)}` is no head of a text block; expected `|`, `>`, `|-` or the like"),
            _ => throw new InvalidOperationException($"No words for {problem.Kind}"),
        };

        Diagnostic At(DiagnosticDescriptor descriptor, string message) => new(descriptor, problem.Span, message);
        int TrimmedEnd(CheckContext from, int offset)
        {
            var line = lines.LineOf(offset);
            return lines.LineStart(line) + from.Text.Slice(TextSpan.Between(lines.LineStart(line), lines.LineEnd(line))).TrimEnd().Length;
        }
    }

    private static Diagnostic Indented(CheckContext context, SyntaxProblem problem, string found)
    {
        var lines = context.Text.Lines;
        var actual = lines.Position(problem.Span.Start);
        var expected = lines.Position(problem.Related.Start).Character;
        var diagnostic = new Diagnostic(Indentation, problem.Span, $"`{Short(found)}` is indented by {actual.Character}; expected {expected}, as what it belongs to")
        { Related = [new(new(problem.Related.Start, 0), "The column it is compared with")] };
        return diagnostic.WithFix($"Indent by {expected}", FixSafety.Unsafe, new TextEdit(TextSpan.Between(lines.LineStart(actual.Line), problem.Span.Start), new string(' ', expected)));
    }

    private static ImmutableArray<TextEdit> Spaces(CheckContext context)
    {
        var edits = ImmutableArray.CreateBuilder<TextEdit>();
        var text = context.Text;
        for (var line = 0; line < text.Lines.LineCount; line++)
        {
            var start = text.Lines.LineStart(line);
            var rest = text.Text.AsSpan(start);
            var length = rest.IndexOfAnyExcept(' ', '\t');
            var indentation = length < 0 ? rest : rest[..length];
            if (indentation.Contains('\t')) edits.Add(new(new(start, indentation.Length), indentation.ToString().Replace("\t", "  ", StringComparison.Ordinal)));
        }
        return edits.ToImmutable();
    }

    private static string AndMore(SyntaxProblem problem) => problem.Count == 1 ? "" : $" and {problem.Count - 1:N0} more further down";

    private static TextSpan WithSpace(CheckContext context, TextSpan span) => span.End < context.Text.Length && context.Text.Text[span.End] == ' ' ? new(span.Start, span.Length + 1) : span;

    internal static string Short(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 39), "…");
}
