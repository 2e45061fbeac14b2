using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

public sealed record WorkspaceFolder(string Uri, string Name)
{
    public static WorkspaceFolder Read(ref JsonInput input)
    {
        string? uri = null;
        var name = "";
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("name"u8)) name = input.TextOrNull() ?? "";
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"), name);
    }
}

public sealed record DidChangeWorkspaceFoldersParams(ImmutableArray<WorkspaceFolder> Added, ImmutableArray<WorkspaceFolder> Removed)
{
    public static DidChangeWorkspaceFoldersParams Read(ref JsonInput input)
    {
        DidChangeWorkspaceFoldersParams? change = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("event"u8)) change = ReadEvent(ref input);
            else input.Skip();
        }
        return change ?? throw input.Missing("event");
    }

    private static DidChangeWorkspaceFoldersParams ReadEvent(ref JsonInput input)
    {
        ImmutableArray<WorkspaceFolder> added = [], removed = [];
        input.Object();
        while (input.Member())
        {
            if (input.Is("added"u8)) added = input.List(WorkspaceFolder.Read);
            else if (input.Is("removed"u8)) removed = input.List(WorkspaceFolder.Read);
            else input.Skip();
        }
        return new(added, removed);
    }
}

/// <param name="Settings">The JSON of <c>settings</c>, which clients without <c>workspace/configuration</c> fill.</param>
public sealed record DidChangeConfigurationParams(byte[] Settings)
{
    public static DidChangeConfigurationParams Read(ref JsonInput input)
    {
        byte[] settings = [];
        if (!input.TryObject()) return new(settings);
        while (input.Member())
        {
            if (input.Is("settings"u8)) settings = input.Raw().ToArray();
            else input.Skip();
        }
        return new(settings);
    }
}

/// <summary>Params of <c>workspace/configuration</c>: one section for each scope.</summary>
/// <param name="ScopeUris">Null: the workspace as a whole.</param>
public sealed record ConfigurationParams(string Section, ImmutableArray<string?> ScopeUris) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var scope in ScopeUris)
        {
            writer.WriteStartObject();
            writer.Optional("scopeUri", scope);
            writer.WriteString("section", Section);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <param name="Uris">The files that appeared, changed or went, of any type: unknown types are changes too.</param>
public sealed record DidChangeWatchedFilesParams(ImmutableArray<string> Uris)
{
    public static DidChangeWatchedFilesParams Read(ref JsonInput input)
    {
        ImmutableArray<string>? uris = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("changes"u8)) uris = input.List((ref change) => TextDocumentIdentifier.Read(ref change).Uri);
            else input.Skip();
        }
        return new(uris ?? throw input.Missing("changes"));
    }
}

/// <summary>Params of <c>client/registerCapability</c> for one method.</summary>
/// <param name="Globs">For file watching: the patterns; empty for other methods.</param>
public sealed record RegistrationParams(string Id, string Method, ImmutableArray<string> Globs) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("registrations");
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("method", Method);
        writer.WriteStartObject("registerOptions");
        if (!Globs.IsEmpty)
        {
            writer.WriteStartArray("watchers");
            foreach (var glob in Globs)
            {
                writer.WriteStartObject();
                writer.WriteString("globPattern", glob);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        else if (Method == "workspace/didChangeConfiguration") writer.WriteString("section", "optrecipe");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
