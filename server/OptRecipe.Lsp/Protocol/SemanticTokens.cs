using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>The words that numbers in the data stand for.</summary>
public static class SemanticTokensLegend
{
    public static ImmutableArray<string> Types { get; } =
        ["property", "method", "class", "namespace", "function", "enumMember", "number", "keyword", "string", "regexp", "variable", "decorator"];

    public static ImmutableArray<string> Modifiers { get; } = ["declaration", "deprecated", "defaultLibrary"];
}

public sealed record SemanticTokensDeltaParams(TextDocumentIdentifier TextDocument, string PreviousResultId)
{
    public static SemanticTokensDeltaParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        string? previous = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("previousResultId"u8)) previous = input.Text();
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), previous ?? throw input.Missing("previousResultId"));
    }
}

/// <param name="ResultId">Null for a range.</param>
/// <param name="Data">Five numbers a token, places relative to the token before.</param>
public sealed record SemanticTokens(string? ResultId, int[] Data) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Optional("resultId", ResultId);
        writer.WriteStartArray("data");
        foreach (var number in Data) writer.WriteNumberValue(number);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>One replacement in the data the client has; an empty one means that nothing changed.</summary>
public sealed record SemanticTokensDelta(string ResultId, int Start, int DeleteCount, ArraySegment<int> Data) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("resultId", ResultId);
        writer.WriteStartArray("edits");
        if (DeleteCount > 0 || Data.Count > 0)
        {
            writer.WriteStartObject();
            writer.WriteNumber("start", Start);
            writer.WriteNumber("deleteCount", DeleteCount);
            writer.WriteStartArray("data");
            foreach (var number in Data) writer.WriteNumberValue(number);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
