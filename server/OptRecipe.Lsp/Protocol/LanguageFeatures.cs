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

<<<<<<< HEAD
public sealed record CodeLens(Range Range, Command? Command) : IJsonWritable
=======
/// <param name="Only">Kinds the client wants; empty: all.</param>
public sealed record CodeActionParams(TextDocumentIdentifier TextDocument, Range Range, ImmutableArray<string> Only)
{
    public static CodeActionParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        Range? range = null;
        ImmutableArray<string> only = [];
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("range"u8)) range = Protocol.Range.Read(ref input);
            else if (input.Is("context"u8) && input.TryObject()) only = ReadOnlyKinds(ref input);
            else if (!input.Is("context"u8)) input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), range ?? throw input.Missing("range"), only);
    }

    private static ImmutableArray<string> ReadOnlyKinds(ref JsonInput input)
    {
        ImmutableArray<string> only = [];
        while (input.Member())
        {
            if (input.Is("only"u8) && input.IsArray) only = input.List((ref element) => element.TextOrNull() ?? "");
            else input.Skip();
        }
        return only;
    }
}

/// <param name="Fixes">The published diagnostic that the action removes.</param>
public sealed record CodeAction(string Title, string Kind, WorkspaceEdit? Edit) : IJsonWritable
{
    public Diagnostic? Fixes { get; init; }
    public bool IsPreferred { get; init; }
    public Command? Command { get; init; }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("title", Title);
        writer.WriteString("kind", Kind);
        if (Fixes is not null) writer.List("diagnostics", ImmutableArray.Create(Fixes));
        if (IsPreferred) writer.WriteBoolean("isPreferred", true);
        writer.Optional("edit", Edit);
        writer.Optional("command", Command);
        writer.WriteEndObject();
    }
}

/// <param name="Command">Null: it comes when the lens is resolved.</param>
public sealed record CodeLens(Range Range, Command? Command, ItemData? Data = null) : IJsonWritable
>>>>>>> main
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
