using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

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
