using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

public enum DiagnosticSeverity { Error = 1, Warning = 2, Information = 3, Hint = 4 }

/// <param name="CodeHref">Where the code is described; written as <c>codeDescription</c>.</param>
public sealed record Diagnostic(Range Range, DiagnosticSeverity Severity, string Code, string Message) : IJsonWritable
{
    public string? CodeHref { get; init; }
    public ImmutableArray<DiagnosticRelatedInformation> Related { get; init; } = [];
    public bool IsUnnecessary { get; init; }
    public bool IsDeprecated { get; init; }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("range", Range);
        writer.WriteNumber("severity", (int)Severity);
        writer.WriteString("code", Code);
        if (CodeHref is not null)
        {
            writer.WriteStartObject("codeDescription");
            writer.WriteString("href", CodeHref);
            writer.WriteEndObject();
        }
        writer.WriteString("source", "optrecipe");
        writer.WriteString("message", Message);
        if (IsUnnecessary || IsDeprecated)
        {
            writer.WriteStartArray("tags");
            if (IsUnnecessary) writer.WriteNumberValue(1);
            if (IsDeprecated) writer.WriteNumberValue(2);
            writer.WriteEndArray();
        }
        writer.OptionalList("relatedInformation", Related);
        writer.WriteEndObject();
    }
}

public sealed record DiagnosticRelatedInformation(Location Location, string Message) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Member("location", Location);
        writer.WriteString("message", Message);
        writer.WriteEndObject();
    }
}

/// <param name="Version">The document version they speak of; null when the document is closed.</param>
public sealed record PublishDiagnosticsParams(string Uri, int? Version, ImmutableArray<Diagnostic> Diagnostics) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("uri", Uri);
        writer.Optional("version", Version);
        writer.List("diagnostics", Diagnostics);
        writer.WriteEndObject();
    }
}
