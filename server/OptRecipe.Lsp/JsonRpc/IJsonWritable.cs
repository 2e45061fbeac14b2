using System.Text.Json;

namespace OptRecipe.Lsp.JsonRpc;

/// <summary>Something that can stand as <c>params</c> or <c>result</c> on the wire.</summary>
public interface IJsonWritable
{
    /// <summary>Writes exactly one JSON value.</summary>
    void WriteTo(Utf8JsonWriter writer);
}
