using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>What the editor wants of a formatted text; null where it says nothing.</summary>
public sealed record FormattingOptions(int? TabSize, bool? TrimTrailingWhitespace, bool? InsertFinalNewline, bool? TrimFinalNewlines)
{
    public static FormattingOptions None { get; } = new(null, null, null, null);

    public static FormattingOptions Read(ref JsonInput input)
    {
        var options = None;
        if (!input.TryObject()) return options;
        while (input.Member())
        {
            if (input.Is("tabSize"u8)) options = options with { TabSize = input.IntegerOrNull() };
            else if (input.Is("trimTrailingWhitespace"u8)) options = options with { TrimTrailingWhitespace = FlagOrNull(ref input) };
            else if (input.Is("insertFinalNewline"u8)) options = options with { InsertFinalNewline = FlagOrNull(ref input) };
            else if (input.Is("trimFinalNewlines"u8)) options = options with { TrimFinalNewlines = FlagOrNull(ref input) };
            else input.Skip();
        }
        return options;
    }

    private static bool? FlagOrNull(ref JsonInput input)
    {
        if (input.IsFlag) return input.Flag();
        input.Skip();
        return null;
    }
}

/// <summary>Params of <c>textDocument/formatting</c>, <c>rangeFormatting</c> and <c>onTypeFormatting</c>.</summary>
/// <param name="Range">Null for the whole document.</param>
/// <param name="Position">Where a character was typed; null otherwise.</param>
public sealed record FormattingParams(TextDocumentIdentifier TextDocument, FormattingOptions Options, Range? Range, Position? Position, string Character)
{
    public static FormattingParams ReadWhole(ref JsonInput input) => Read(ref input, needsRange: false, needsPosition: false);
    public static FormattingParams ReadRange(ref JsonInput input) => Read(ref input, needsRange: true, needsPosition: false);
    public static FormattingParams ReadTyped(ref JsonInput input) => Read(ref input, needsRange: false, needsPosition: true);

    private static FormattingParams Read(ref JsonInput input, bool needsRange, bool needsPosition)
    {
        TextDocumentIdentifier? document = null;
        var options = FormattingOptions.None;
        Range? range = null;
        Position? position = null;
        var character = "";
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("options"u8)) options = FormattingOptions.Read(ref input);
            else if (input.Is("range"u8) && needsRange) range = Protocol.Range.Read(ref input);
            else if (input.Is("position"u8) && needsPosition) position = Protocol.Position.Read(ref input);
            else if (input.Is("ch"u8)) character = input.TextOrNull() ?? "";
            else input.Skip();
        }
        if (needsRange && range is null) throw input.Missing("range");
        if (needsPosition && position is null) throw input.Missing("position");
        return new(document ?? throw input.Missing("textDocument"), options, range, position, character);
    }
}
