using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>An item as the client sends it back.</summary>
/// <param name="Json">The whole item.</param>
/// <param name="Data">List and number; null when it is none of those that can be resolved.</param>
public sealed record CompletionResolveParams(byte[] Json, (int List, int Index)? Data)
{
    public static CompletionResolveParams Read(ref JsonInput input)
    {
        input.Object();
        var json = input.Raw().ToArray();
        return new(json, JsonInput.Parse<(int, int)?>(json, ReadData));
    }

    private static (int, int)? ReadData(ref JsonInput input)
    {
        (int List, int Index)? data = null;
        while (input.Member())
        {
            if (!input.Is("data"u8) || !input.IsObject)
            {
                input.Skip();
                continue;
            }
            var (list, index) = (0, -1);
            while (input.Member())
            {
                if (input.Is("list"u8)) list = input.Integer();
                else if (input.Is("index"u8)) index = input.Integer();
                else input.Skip();
            }
            data = (list, index);
        }
        return data;
    }
}

/// <summary>The item as it came, with its documentation.</summary>
public sealed record ResolvedCompletionItem(byte[] Json, MarkupContent? Documentation) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        // Values go back byte for byte: they may be deeper than a document of JSON allows, or hold halves of surrogate pairs.
        var reader = new Utf8JsonReader(Json, new JsonReaderOptions { MaxDepth = JsonInput.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (Documentation is not null && name == "documentation") continue;
            writer.WritePropertyName(name);
            writer.WriteRawValue(Json.AsSpan(start, (int)reader.BytesConsumed - start), skipInputValidation: true);
        }
        writer.Optional("documentation", Documentation);
        writer.WriteEndObject();
    }
}
