using System.Text.Json;

namespace OptRecipe.Lsp.JsonRpc;

/// <summary>The id of a request: an integer, or a string when <paramref name="Text"/> is not null; goes back with the type it came with.</summary>
public readonly record struct RequestId(long Number, string? Text) : IJsonWritable
{
    /// <summary>Reads an id; null for anything that may not be one.</summary>
    public static RequestId? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return new(0, JsonText.Read(ref reader));
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)) return new(number, null);
        return null;
    }

    /// <summary>Reads the id in the params of <c>$/cancelRequest</c>.</summary>
    public static RequestId ReadCancelled(ref JsonInput input)
    {
        RequestId? id = null;
        input.Object();
        while (input.Member())
        {
            if (!input.Is("id"u8)) input.Skip();
            else if (input.IsString) id = new(0, input.Text());
            else id = new(input.Integer(), null);
        }
        return id ?? throw input.Missing("id");
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        if (Text is null) writer.WriteNumberValue(Number);
        else writer.WriteStringValue(Text);
    }

    public override string ToString() => Text is null ? Number.ToString() : $"\"{Text}\"";
}
