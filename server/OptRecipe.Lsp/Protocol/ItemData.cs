using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>The <c>data</c> of an item that may be resolved later: which one of which version of a document it is.</summary>
/// <param name="World">The state of files and settings that the item was made from.</param>
/// <param name="Name">Which of those at the offset.</param>
public sealed record ItemData(string Uri, int Version, int World, int Offset, string Name) : IJsonWritable
{
    public static ItemData Read(ref JsonInput input)
    {
        var (uri, name) = ("", "");
        var (version, world, offset) = (0, 0, 0);
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("version"u8)) version = input.Integer();
            else if (input.Is("world"u8)) world = input.Integer();
            else if (input.Is("offset"u8)) offset = input.Integer();
            else if (input.Is("name"u8)) name = input.Text();
            else input.Skip();
        }
        return new(uri, version, world, offset, name);
    }

    /// <summary>Of the item around it, whose other members the server makes again.</summary>
    public static ItemData ReadFromItem(ref JsonInput input)
    {
        ItemData? data = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("data"u8)) data = Read(ref input);
            else input.Skip();
        }
        return data ?? throw input.Missing("data");
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("uri", Uri);
        writer.WriteNumber("version", Version);
        writer.WriteNumber("world", World);
        writer.WriteNumber("offset", Offset);
        writer.WriteString("name", Name);
        writer.WriteEndObject();
    }
}
