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
        using var item = JsonDocument.Parse(Json);
        writer.WriteStartObject();
        foreach (var member in item.RootElement.EnumerateObject())
            if (Documentation is null || !member.NameEquals("documentation"u8)) member.WriteTo(writer);
        writer.Optional("documentation", Documentation);
        writer.WriteEndObject();
    }
}
