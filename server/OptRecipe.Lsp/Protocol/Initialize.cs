using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <param name="WorkspaceFolders">From <c>workspaceFolders</c>, else <c>rootUri</c>, else empty.</param>
/// <param name="RootPath">Only when neither of those is given.</param>
public sealed record InitializeParams(
    int? ProcessId, ImmutableArray<WorkspaceFolder> WorkspaceFolders, string? RootPath, ClientCapabilities Capabilities, OptRecipeOptions Options, string Trace)
{
    public static InitializeParams Read(ref JsonInput input)
    {
        int? processId = null;
        ImmutableArray<WorkspaceFolder>? folders = null;
        string? rootUri = null, rootPath = null;
        var capabilities = ClientCapabilities.None;
        var options = OptRecipeOptions.Default;
        var trace = "off";
        input.Object();
        while (input.Member())
        {
            if (input.Is("processId"u8)) processId = input.IntegerOrNull();
            else if (input.Is("workspaceFolders"u8) && input.IsArray) folders = input.List(WorkspaceFolder.Read);
            else if (input.Is("rootUri"u8)) rootUri = input.TextOrNull();
            else if (input.Is("rootPath"u8)) rootPath = input.TextOrNull();
            else if (input.Is("capabilities"u8)) capabilities = ClientCapabilities.Read(ref input);
            else if (input.Is("initializationOptions"u8)) options = OptRecipeOptions.Read(ref input);
            else if (input.Is("trace"u8)) trace = input.TextOrNull() ?? "off";
            else input.Skip();
        }
        var hasRootUri = !string.IsNullOrEmpty(rootUri);
        return new(
            processId, folders ?? (hasRootUri ? [new(rootUri ?? "", "")] : []), folders is null && !hasRootUri ? rootPath : null, capabilities, options, trace);
    }
}

/// <summary>The capability answer; computed from the table of methods.</summary>
/// <param name="ExecuteCommands">Empty: no such capability.</param>
public sealed record ServerCapabilities(PositionEncoding PositionEncoding, ImmutableArray<ServerCapability> Methods, ImmutableArray<string> ExecuteCommands) : IJsonWritable
{
    /// <summary>Some answers depend on what the client can do.</summary>
    public ClientCapabilities Client { get; init; } = ClientCapabilities.None;

    private static readonly string[] EncodingNames = ["utf-16", "utf-8", "utf-32"];

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("positionEncoding", EncodingNames[(int)PositionEncoding]);
        if (Methods.Contains(ServerCapability.TextSync)) WriteSync(writer);
        if (Methods.Contains(ServerCapability.Hover)) writer.WriteBoolean("hoverProvider", true);
        if (Methods.Contains(ServerCapability.DocumentSymbol)) writer.WriteBoolean("documentSymbolProvider", true);
        if (Methods.Contains(ServerCapability.Completion)) WriteCompletion(writer);
        if (Methods.Contains(ServerCapability.CodeAction)) WriteKinds(writer);
        if (Methods.Contains(ServerCapability.Formatting)) writer.WriteBoolean("documentFormattingProvider", true);
        if (Methods.Contains(ServerCapability.RangeFormatting)) writer.WriteBoolean("documentRangeFormattingProvider", true);
        if (Methods.Contains(ServerCapability.OnTypeFormatting)) WriteOnType(writer);
        if (Methods.Contains(ServerCapability.CodeLens)) WriteResolved(writer, "codeLensProvider");
        if (Methods.Contains(ServerCapability.InlayHint)) WriteResolved(writer, "inlayHintProvider");
        if (Methods.Contains(ServerCapability.Diagnostic) && Client.PullDiagnostics) WriteDiagnostics(writer);
        if (Methods.Contains(ServerCapability.ExecuteCommand))
        {
            writer.WriteStartObject("executeCommandProvider");
            writer.List("commands", ExecuteCommands);
            writer.WriteBoolean("workDoneProgress", true);
            writer.WriteEndObject();
        }
        StructureCapabilities.WriteTo(writer, Methods, Client);
        if (Methods.Contains(ServerCapability.WorkspaceFolders))
        {
            writer.WriteStartObject("workspace");
            StructureCapabilities.WriteWorkspaceTo(writer, Methods);
            writer.WriteStartObject("workspaceFolders");
            writer.WriteBoolean("supported", true);
            writer.WriteBoolean("changeNotifications", true);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteSync(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("textDocumentSync");
        writer.WriteBoolean("openClose", true);
        writer.WriteNumber("change", 2);
        writer.WriteStartObject("save");
        writer.WriteBoolean("includeText", false);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteCompletion(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("completionProvider");
        writer.List("triggerCharacters", ImmutableArray.Create(":", " ", "-", "/", "\"", "'", "[", "{", ",", "#"));
        writer.WriteBoolean("resolveProvider", true);
        writer.WriteEndObject();
    }

    private static void WriteDiagnostics(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("diagnosticProvider");
        writer.WriteString("identifier", "optrecipe");
        writer.WriteBoolean("interFileDependencies", true);
        writer.WriteBoolean("workspaceDiagnostics", true);
        writer.WriteEndObject();
    }

    private static void WriteKinds(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("codeActionProvider");
        writer.List("codeActionKinds", CodeActionKinds.All);
        writer.WriteBoolean("resolveProvider", true);
        writer.WriteEndObject();
    }

    private static void WriteOnType(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("documentOnTypeFormattingProvider");
        writer.WriteString("firstTriggerCharacter", "\n");
        writer.List("moreTriggerCharacter", ImmutableArray.Create("-", ":"));
        writer.WriteEndObject();
    }

    private static void WriteResolved(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteBoolean("resolveProvider", true);
        writer.WriteEndObject();
    }
}

/// <summary>What a method of ours contributes to the capability answer.</summary>
public enum ServerCapability
{
    None, TextSync, Hover, DocumentSymbol, Completion, CodeAction, Formatting, RangeFormatting, OnTypeFormatting, CodeLens, InlayHint, ExecuteCommand, WorkspaceFolders,
    FoldingRange, SelectionRange, DocumentHighlight, SemanticTokens, DocumentLink, Definition, References, Rename, LinkedEditing, WorkspaceSymbol, FileOperations, Content, Diagnostic,
}

public sealed record InitializeAnswer(ServerCapabilities Capabilities, string Version) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("capabilities", Capabilities);
        writer.WriteStartObject("serverInfo");
        writer.WriteString("name", "optrecipe-server");
        writer.WriteString("version", Version);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
