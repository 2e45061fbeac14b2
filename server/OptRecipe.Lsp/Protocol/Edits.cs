using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

public readonly record struct TextEdit(Range Range, string NewText) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("range", Range);
        writer.WriteString("newText", NewText);
        writer.WriteEndObject();
    }
}

/// <summary>Edits of one document.</summary>
/// <param name="Version">The version the edits speak of; null when the client cannot take versions (<c>documentChanges</c>).</param>
public sealed record WorkspaceEdit(string Uri, int? Version, ImmutableArray<TextEdit> Edits) : IJsonWritable
{
    /// <summary>Files that must not exist yet; for clients that can make files and take versions.</summary>
    public ImmutableArray<CreatedFile> NewFiles { get; init; } = [];

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Version is { } version)
        {
            writer.WriteStartArray("documentChanges");
            foreach (var file in NewFiles) file.WriteTo(writer);
            writer.WriteStartObject();
            writer.WriteStartObject("textDocument");
            writer.WriteString("uri", Uri);
            writer.WriteNumber("version", version);
            writer.WriteEndObject();
            writer.List("edits", Edits);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartObject("changes");
            writer.List(Uri, Edits);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}

/// <summary>Two document changes: the file is made, then its text is written.</summary>
public sealed record CreatedFile(string Uri, string Text) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "create");
        writer.WriteString("uri", Uri);
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteStartObject("textDocument");
        writer.WriteString("uri", Uri);
        writer.WriteNull("version");
        writer.WriteEndObject();
        writer.List("edits", ImmutableArray.Create(new TextEdit(new(default, default), Text)));
        writer.WriteEndObject();
    }
}

/// <summary>Params of <c>workspace/applyEdit</c>.</summary>
public sealed record ApplyEditParams(string Label, WorkspaceEdit Edit) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("label", Label);
        writer.Member("edit", Edit);
        writer.WriteEndObject();
    }
}

/// <param name="Arguments">Strings only: all of ours are.</param>
public sealed record Command(string Title, string Name, ImmutableArray<string> Arguments) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("title", Title);
        writer.WriteString("command", Name);
        writer.List("arguments", Arguments);
        writer.WriteEndObject();
    }
}
