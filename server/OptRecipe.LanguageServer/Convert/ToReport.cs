using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>Diagnostics as the answer to a question. Its id is a hash of what would be sent, so that nothing need be remembered to know what a client has.</summary>
public static class ToReport
{
    public static Answer Overtaken => Answer.Failed(ErrorCode.ServerCancelled, "the recipe or what it depends on changed meanwhile", new DiagnosticServerCancellation());

    public static DiagnosticReport Of(ImmutableArray<Diagnostic> diagnostics, string? previousResultId)
    {
        var id = IdOf(diagnostics);
        return new(id, id == previousResultId ? null : diagnostics);
    }

    public static DiagnosticReport Of(IAnalysis analysis, Document document, Snapshot snapshot, string? previousResultId) =>
        Of(ToLsp.Diagnostics(analysis, document, snapshot), previousResultId);

    // FNV-1a of 64 bits.
    private static string IdOf(ImmutableArray<Diagnostic> diagnostics)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartArray();
            foreach (var diagnostic in diagnostics) diagnostic.WriteTo(writer);
            writer.WriteEndArray();
        }
        var hash = 14695981039346656037UL;
        foreach (var unit in buffer.WrittenSpan) hash = unchecked((hash ^ unit) * 1099511628211UL);
        return hash.ToString("x16");
    }
}
