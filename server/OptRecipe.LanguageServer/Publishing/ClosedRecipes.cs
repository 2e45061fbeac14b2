using System.Collections.Immutable;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Files;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Publishing;

/// <summary>Publishes errors and warnings of the recipes in the folders of a trusted workspace that are not open, for a client that wants to be told. A thread of low priority looks at them one
/// by one, once everything has been quiet for a while, and anew when files, trust, folders or the set of open documents change. What is open speaks for itself. For the loop's thread.</summary>
public sealed class ClosedRecipes(Session session) : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(600);
    // A recipe's text and model are walked by recursion.
    private const int StackBytes = 16 << 20;
    private readonly Dictionary<DocumentUri, string> _shown = [];
    private Snapshot? _seen;
    private CancellationTokenSource _look = new();

    public void AfterChange()
    {
        var now = session.Workspace.Current;
        if (session.Phase != SessionPhase.Running || !now.Options.ClosedRecipes || now.IsSameButForEdits(_seen)) return;
        _seen = now;
        foreach (var open in now.Documents.Keys) _shown.Remove(open);
        _look.Cancel();
        _look = new();
        _ = Look(now, session.Workspace.Closed(), _look.Token);
    }

    /// <summary>The session ends.</summary>
    public void Dispose()
    {
        _look.Cancel();
        _look.Dispose();
    }

    private async Task Look(Snapshot snapshot, Func<DocumentUri, SourceText, Document> closed, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Quiet, session.Time, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        new Thread(() => LookNow(snapshot, closed, cancellation), StackBytes) { IsBackground = true, Name = "closed recipes", Priority = ThreadPriority.BelowNormal }.Start();
    }

    private void LookNow(Snapshot snapshot, Func<DocumentUri, SourceText, Document> closed, CancellationToken cancellation)
    {
        try
        {
            var found = new HashSet<DocumentUri>();
            foreach (var (uri, _, text) in RecipeFiles.Closed(snapshot, cancellation))
            {
                found.Add(uri);
                var document = closed(uri, text);
                ImmutableArray<Diagnostic> diagnostics = [.. ToLsp.Diagnostics(document.Analysis.WhatCanBe(cancellation), document, snapshot).Where(diagnostic => diagnostic.Severity <= DiagnosticSeverity.Warning)];
                session.Post(() => Show(uri, diagnostics, cancellation));
            }
            session.Post(() => ForgetOthers(found, cancellation));
        }
        catch (OperationCanceledException)
        {
            // Something changed; a newer look follows.
        }
        catch (Exception error)
        {
            session.Log($"the recipes that are not open cannot be checked: {error}");
        }
    }

    private void Show(DocumentUri uri, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested || session.Workspace.Current.Documents.ContainsKey(uri)) return;
        var report = ToReport.Of(diagnostics, _shown.GetValueOrDefault(uri));
        if (report.Items is null || diagnostics.IsEmpty && !_shown.ContainsKey(uri)) return;
        _shown[uri] = report.ResultId;
        session.Connection.Notify("textDocument/publishDiagnostics", new PublishDiagnosticsParams(uri.ToString(), null, diagnostics));
    }

    /// <summary>Files that are gone, or whose folder is.</summary>
    private void ForgetOthers(HashSet<DocumentUri> found, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return;
        foreach (var gone in _shown.Keys.Where(uri => !found.Contains(uri)).ToList())
        {
            _shown.Remove(gone);
            session.Connection.Notify("textDocument/publishDiagnostics", new PublishDiagnosticsParams(gone.ToString(), null, []));
        }
    }
}
