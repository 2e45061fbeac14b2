using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>The part of the capability answer that is about structure and navigation.</summary>
internal static class StructureCapabilities
{
    /// <summary>The scheme of the pages that we write.</summary>
    internal const string ContentScheme = "optrecipe";

    /// <summary>Capabilities that are a plain <c>true</c>.</summary>
    private static readonly (ServerCapability Capability, string Name)[] Plain =
    [
        (ServerCapability.FoldingRange, "foldingRangeProvider"),
        (ServerCapability.SelectionRange, "selectionRangeProvider"),
        (ServerCapability.DocumentHighlight, "documentHighlightProvider"),
        (ServerCapability.Definition, "definitionProvider"),
        (ServerCapability.References, "referencesProvider"),
        (ServerCapability.LinkedEditing, "linkedEditingRangeProvider"),
        (ServerCapability.WorkspaceSymbol, "workspaceSymbolProvider"),
    ];

    internal static void WriteTo(Utf8JsonWriter writer, ImmutableArray<ServerCapability> methods, ClientCapabilities client)
    {
        foreach (var (capability, name) in Plain) if (methods.Contains(capability)) writer.WriteBoolean(name, true);
        if (methods.Contains(ServerCapability.DocumentLink)) WriteFlag(writer, "documentLinkProvider", "resolveProvider", false);
        if (methods.Contains(ServerCapability.SemanticTokens)) WriteTokens(writer);
        if (!methods.Contains(ServerCapability.Rename)) return;
        // Options may be sent only to clients that prepare renames.
        if (client.PrepareRename) WriteFlag(writer, "renameProvider", "prepareProvider", true);
        else writer.WriteBoolean("renameProvider", true);
    }

    /// <summary>Members of <c>workspace</c>.</summary>
    internal static void WriteWorkspaceTo(Utf8JsonWriter writer, ImmutableArray<ServerCapability> methods)
    {
        if (methods.Contains(ServerCapability.FileOperations))
        {
            writer.WriteStartObject("fileOperations");
            foreach (var name in new[] { "willRename", "didRename", "didDelete" })
            {
                writer.WriteStartObject(name);
                writer.WriteStartArray("filters");
                writer.WriteStartObject();
                writer.WriteString("scheme", "file");
                writer.WriteStartObject("pattern");
                writer.WriteString("glob", "**/*");
                writer.WriteEndObject();
                writer.WriteEndObject();
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        if (!methods.Contains(ServerCapability.Content)) return;
        writer.WriteStartObject("textDocumentContent");
        writer.List("schemes", ImmutableArray.Create(ContentScheme));
        writer.WriteEndObject();
    }

    private static void WriteTokens(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("semanticTokensProvider");
        writer.WriteStartObject("legend");
        writer.List("tokenTypes", SemanticTokensLegend.Types);
        writer.List("tokenModifiers", SemanticTokensLegend.Modifiers);
        writer.WriteEndObject();
        writer.WriteBoolean("range", true);
        writer.WriteStartObject("full");
        writer.WriteBoolean("delta", true);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFlag(Utf8JsonWriter writer, string name, string option, bool value)
    {
        writer.WriteStartObject(name);
        writer.WriteBoolean(option, value);
        writer.WriteEndObject();
    }
}
