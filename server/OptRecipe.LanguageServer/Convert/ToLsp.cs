using System.Collections.Immutable;
using OptRecipe.Ide.Content;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Pages;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Diagnostics;
using Diagnostic = OptRecipe.Lsp.Protocol.Diagnostic;
using VisibleText = OptRecipe.Recipe.Text.VisibleText;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>Our records as LSP's.</summary>
public static class ToLsp
{
    /// <summary>At most this many are published; the last one then says how many more there are.</summary>
    public const int MaxDiagnostics = 100;

    public static Positions PositionsOf(Document document, Snapshot snapshot) => new(document.Text, snapshot.Encoding);

    public static ImmutableArray<Diagnostic> Diagnostics(IAnalysis analysis, Document document, Snapshot snapshot)
    {
        var positions = PositionsOf(document, snapshot);
        var withSummary = snapshot.SettingsFor(document).DiagnosticsSummary;
        var shown = analysis.Diagnostics.Where(diagnostic => withSummary || !diagnostic.IsSummary).ToList();
        var converted = ImmutableArray.CreateBuilder<Diagnostic>(Math.Min(shown.Count, MaxDiagnostics + 1));
        foreach (var diagnostic in shown.Take(MaxDiagnostics)) converted.Add(Of(diagnostic, document, snapshot));
        if (shown.Count > MaxDiagnostics)
        {
            var next = shown[MaxDiagnostics];
            converted.Add(new(positions.Range(next.Span), DiagnosticSeverity.Information, next.Descriptor.Code, $"and {shown.Count - MaxDiagnostics:#,0} more"));
        }
        return converted.DrainToImmutable();
    }

    public static Diagnostic Of(Recipe.Diagnostics.Diagnostic diagnostic, Document document, Snapshot snapshot)
    {
        var positions = PositionsOf(document, snapshot);
        return new(positions.Range(diagnostic.Span), SeverityOf(diagnostic.Severity), diagnostic.Descriptor.Code, VisibleText.Of(diagnostic.Message))
        {
            CodeHref = snapshot.Client is { DiagnosticCodeDescription: true, ContentDocuments: true } ? PageUri.Of(new(ContentPageKind.Diagnostic, diagnostic.Descriptor.Code)) : null,
            IsUnnecessary = diagnostic.IsUnnecessary && snapshot.Client.DiagnosticTags,
            IsDeprecated = diagnostic.IsDeprecated && snapshot.Client.DiagnosticTags,
            Related = snapshot.Client.DiagnosticRelated
                ? [.. diagnostic.Related.Select(related => new DiagnosticRelatedInformation(LocationOf(related, document, positions, snapshot), VisibleText.Of(related.Message)))]
                : [],
        };
    }

    private static Location LocationOf(RelatedInformation related, Document document, Positions positions, Snapshot snapshot) => related.File is { } file
        ? new(file.FullPath is { } path ? DocumentUri.OfPath(path).ToString() : PresetDocuments.UriOf(file.Name), new Positions(file.Text, snapshot.Encoding).Range(related.Span))
        : new(document.Uri.ToString(), positions.Range(related.Span));

    /// <summary>Edits of one document, tied to its version where the client can take that.</summary>
    public static WorkspaceEdit Edit(ImmutableArray<Recipe.Text.TextEdit> edits, Document document, Snapshot snapshot)
    {
        var positions = PositionsOf(document, snapshot);
        return new(document.Uri.ToString(), snapshot.Client.DocumentChanges ? document.Version : null, [.. edits.Select(edit => new TextEdit(positions.Range(edit.Span), edit.NewText))]);
    }

    public static DiagnosticSeverity SeverityOf(Severity severity) => severity switch
    {
        Severity.Error => DiagnosticSeverity.Error,
        Severity.Warning => DiagnosticSeverity.Warning,
        Severity.Information => DiagnosticSeverity.Information,
        _ => DiagnosticSeverity.Hint,
    };
}
