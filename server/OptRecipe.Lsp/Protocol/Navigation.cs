using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>A definition with the word it was found from; for clients that say they take it.</summary>
public sealed record LocationLink(Range Origin, string TargetUri, Range TargetRange, Range TargetSelectionRange) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("originSelectionRange", Origin);
        writer.WriteString("targetUri", TargetUri);
        writer.Member("targetRange", TargetRange);
        writer.Member("targetSelectionRange", TargetSelectionRange);
        writer.WriteEndObject();
    }
}

public sealed record ReferenceParams(TextDocumentIdentifier TextDocument, Position Position, bool IncludeDeclaration)
{
    public static ReferenceParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        Position? position = null;
        var includes = false;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("position"u8)) position = Protocol.Position.Read(ref input);
            else if (input.Is("context"u8)) includes = ReadContext(ref input);
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), position ?? throw input.Missing("position"), includes);
    }

    private static bool ReadContext(ref JsonInput input)
    {
        var includes = false;
        if (!input.TryObject()) return false;
        while (input.Member())
        {
            if (input.Is("includeDeclaration"u8)) includes = input.FlagOrFalse();
            else input.Skip();
        }
        return includes;
    }
}

public sealed record RenameParams(TextDocumentIdentifier TextDocument, Position Position, string NewName)
{
    public static RenameParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        Position? position = null;
        string? newName = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("position"u8)) position = Protocol.Position.Read(ref input);
            else if (input.Is("newName"u8)) newName = input.Text();
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), position ?? throw input.Missing("position"), newName ?? throw input.Missing("newName"));
    }
}

public sealed record WorkspaceSymbolParams(string Query)
{
    public static WorkspaceSymbolParams Read(ref JsonInput input)
    {
        var query = "";
        input.Object();
        while (input.Member())
        {
            if (input.Is("query"u8)) query = input.Text();
            else input.Skip();
        }
        return new(query);
    }
}

/// <summary>Edits of several documents, one entry each.</summary>
/// <param name="HasVersions">Whether the client takes <c>documentChanges</c>.</param>
public sealed record DocumentEdits(ImmutableArray<DocumentEdit> Documents, bool HasVersions) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (HasVersions) writer.List("documentChanges", Documents);
        else
        {
            writer.WriteStartObject("changes");
            foreach (var document in Documents) writer.List(document.Uri, document.Edits);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}

/// <param name="Version">Null for a document that is not open.</param>
public sealed record DocumentEdit(string Uri, int? Version, ImmutableArray<TextEdit> Edits) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("textDocument");
        writer.WriteString("uri", Uri);
        if (Version is { } version) writer.WriteNumber("version", version);
        else writer.WriteNull("version");
        writer.WriteEndObject();
        writer.List("edits", Edits);
        writer.WriteEndObject();
    }
}
