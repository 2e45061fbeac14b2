using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>Params of <c>textDocument/diagnostic</c>.</summary>
/// <param name="PreviousResultId">What the client has; null: nothing.</param>
public sealed record DocumentDiagnosticParams(TextDocumentIdentifier TextDocument, string? PreviousResultId)
{
    public static DocumentDiagnosticParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        string? previous = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("previousResultId"u8)) previous = input.TextOrNull();
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), previous);
    }
}

/// <summary>Params of <c>workspace/diagnostic</c>.</summary>
public sealed record WorkspaceDiagnosticParams(ImmutableArray<PreviousResult> Previous)
{
    public static WorkspaceDiagnosticParams Read(ref JsonInput input)
    {
        ImmutableArray<PreviousResult> previous = [];
        input.Object();
        while (input.Member())
        {
            if (input.Is("previousResultIds"u8) && input.IsArray) previous = input.List(PreviousResult.Read);
            else input.Skip();
        }
        return new(previous);
    }
}

/// <summary>What the client has of one document.</summary>
public readonly record struct PreviousResult(string Uri, string ResultId)
{
    public static PreviousResult Read(ref JsonInput input)
    {
        string? uri = null, value = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("value"u8)) value = input.TextOrNull();
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"), value ?? "");
    }
}

/// <summary>The diagnostics of one document, or that they are those the client has.</summary>
/// <param name="Items">Null: unchanged.</param>
public sealed record DiagnosticReport(string ResultId, ImmutableArray<Diagnostic>? Items) : IJsonWritable
{
    /// <summary>In a report of the workspace: which document, in which version (null when it is not open).</summary>
    public (string Uri, int? Version)? Document { get; init; }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", Items is null ? "unchanged" : "full");
        writer.WriteString("resultId", ResultId);
        if (Document is { } document)
        {
            writer.WriteString("uri", document.Uri);
            if (document.Version is { } version) writer.WriteNumber("version", version);
            else writer.WriteNull("version");
        }
        if (Items is { } items) writer.List("items", items);
        writer.WriteEndObject();
    }
}

public sealed record WorkspaceDiagnosticReport(ImmutableArray<DiagnosticReport> Reports) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.List("items", Reports);
        writer.WriteEndObject();
    }
}

/// <summary>The data of <c>ServerCancelled</c>: ask again.</summary>
public sealed record DiagnosticServerCancellation : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("retriggerRequest", true);
        writer.WriteEndObject();
    }
}
