using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>Lines, so that clients that fold whole lines only need nothing else.</summary>
/// <param name="Kind"><c>comment</c>, <c>region</c>, or null.</param>
public readonly record struct FoldingRange(int StartLine, int EndLine, string? Kind) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("startLine", StartLine);
        writer.WriteNumber("endLine", EndLine);
        writer.Optional("kind", Kind);
        writer.WriteEndObject();
    }
}

public sealed record SelectionRangeParams(TextDocumentIdentifier TextDocument, ImmutableArray<Position> Positions)
{
    public static SelectionRangeParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        ImmutableArray<Position>? positions = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("positions"u8)) positions = input.List(Position.Read);
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), positions ?? throw input.Missing("positions"));
    }
}

/// <summary>Ranges around a position, each the parent of the one before on the wire.</summary>
/// <param name="Chain">From the innermost outwards; never empty, and not longer than what can be nested in an answer.</param>
public sealed record SelectionRange(ImmutableArray<Range> Chain) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        for (var index = 0; index < Chain.Length; index++)
        {
            if (index > 0) writer.WritePropertyName("parent");
            writer.WriteStartObject();
            writer.Member("range", Chain[index]);
        }
        for (var index = 0; index < Chain.Length; index++) writer.WriteEndObject();
    }
}

public enum DocumentHighlightKind { Text = 1, Read = 2, Write = 3 }

public readonly record struct DocumentHighlight(Range Range, DocumentHighlightKind Kind) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("range", Range);
        writer.WriteNumber("kind", (int)Kind);
        writer.WriteEndObject();
    }
}

/// <param name="Target">A URI.</param>
public sealed record DocumentLink(Range Range, string Target, string? Tooltip) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("range", Range);
        writer.WriteString("target", Target);
        writer.Optional("tooltip", Tooltip);
        writer.WriteEndObject();
    }
}

/// <summary>Ranges that change together while one of them is typed in.</summary>
public sealed record LinkedEditingRanges(ImmutableArray<Range> Ranges, string WordPattern) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.List("ranges", Ranges);
        writer.WriteString("wordPattern", WordPattern);
        writer.WriteEndObject();
    }
}
