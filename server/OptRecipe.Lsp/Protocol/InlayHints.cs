using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

public sealed record InlayHintParams(TextDocumentIdentifier TextDocument, Range Range)
{
    public static InlayHintParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        Range? range = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("range"u8)) range = Protocol.Range.Read(ref input);
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), range ?? throw input.Missing("range"));
    }
}

/// <param name="Data">Comes back when the tooltip is wanted.</param>
public sealed record InlayHint(Position Position, string Label, MarkupContent? Tooltip, ItemData Data) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("position", Position);
        writer.WriteString("label", Label);
        writer.Optional("tooltip", Tooltip);
        writer.WriteBoolean("paddingLeft", true);
        writer.Member("data", Data);
        writer.WriteEndObject();
    }
}
