using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>Text that is Markdown where the client takes it.</summary>
public sealed record MarkupContent(bool IsMarkdown, string Value) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", IsMarkdown ? "markdown" : "plaintext");
        writer.WriteString("value", Value);
        writer.WriteEndObject();
    }
}

public sealed record Hover(MarkupContent Contents, Range? Range) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("contents", Contents);
        if (Range is { } range) writer.Member("range", range);
        writer.WriteEndObject();
    }
}

/// <param name="Command">Null: it comes when the lens is resolved.</param>
public sealed record CodeLens(Range Range, Command? Command, ItemData? Data = null) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("range", Range);
        writer.Optional("command", Command);
        writer.Optional("data", Data);
        writer.WriteEndObject();
    }
}

/// <summary>The kinds of symbol we use.</summary>
public enum SymbolKind { File = 1, Module = 2, Property = 7, Field = 8, Function = 12, String = 15, Number = 16, Boolean = 17, Array = 18, Object = 19, Key = 20 }

/// <summary>A symbol in the hierarchical form; <see cref="SymbolInformation"/> is the flat one.</summary>
public sealed record DocumentSymbol(string Name, string? Detail, SymbolKind Kind, Range Range, Range SelectionRange, ImmutableArray<DocumentSymbol> Children) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.Optional("detail", Detail);
        writer.WriteNumber("kind", (int)Kind);
        writer.Member("range", Range);
        writer.Member("selectionRange", SelectionRange);
        writer.OptionalList("children", Children);
        writer.WriteEndObject();
    }
}

/// <summary>The form of symbols for clients without hierarchical support.</summary>
public sealed record SymbolInformation(string Name, SymbolKind Kind, Location Location, string? ContainerName) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteNumber("kind", (int)Kind);
        writer.Member("location", Location);
        writer.Optional("containerName", ContainerName);
        writer.WriteEndObject();
    }
}

/// <summary>An answer that is an array.</summary>
public sealed record JsonList<T>(ImmutableArray<T> Items) : IJsonWritable where T : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in Items) item.WriteTo(writer);
        writer.WriteEndArray();
    }
}
