using System.Collections.Immutable;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Files;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Publishing;

/// <summary>Answers <c>workspace/diagnostic</c> with all recipes in the folders of a trusted workspace, open or not. A client asks again as soon as it is answered, so a question about a
/// state that has been reported already waits until files, settings or the set of open documents change: an idle workspace costs nothing. For the loop's thread.</summary>
public sealed class WorkspaceDiagnostics(Session session)
{
    private Snapshot? _reported;
    private Question? _waiting;

    public Task<Answer> Ask(WorkspaceDiagnosticParams parameters, CancellationToken cancellation)
    {
        // A second question takes the first one's place.
        _waiting?.Answer.TrySetResult(ToReport.Overtaken);
        var question = new Question(parameters, cancellation);
        cancellation.Register(() => question.Answer.TrySetCanceled(cancellation));
        // Somebody who has nothing gets everything at once.
        if (parameters.Previous.IsEmpty) _reported = null;
        _waiting = question;
        AfterChange();
        return question.Answer.Task;
    }

    /// <summary>Answers the waiting question when there is something new to say.</summary>
    public void AfterChange()
    {
        // Edits of open recipes are no news: a client asks about each of those by itself.
        if (_waiting is not { } question || session.Workspace.Current.IsSameButForEdits(_reported)) return;
        _waiting = null;
        if (question.Cancellation.IsCancellationRequested) return;
        var snapshot = _reported = session.Workspace.Current;
        var closed = session.Workspace.Closed();
        _ = Report(question, () => Report(snapshot, closed, question));
    }

    private async Task Report(Question question, Func<Answer> report)
    {
        try
        {
            question.Answer.TrySetResult(await session.OnPool(report).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            question.Answer.TrySetCanceled(question.Cancellation);
        }
        catch (Exception error)
        {
            question.Answer.TrySetException(error);
        }
    }

    private static Answer Report(Snapshot snapshot, Func<DocumentUri, SourceText, Document> closed, Question question)
    {
        var cancellation = question.Cancellation;
        var previous = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var result in question.Params.Previous) previous[result.Uri] = result.ResultId;
        var reports = ImmutableArray.CreateBuilder<DiagnosticReport>();
        foreach (var document in snapshot.Documents.Values.Where(document => document.IsRecipe)) Add(document, document.Version);
        foreach (var (uri, _, text) in RecipeFiles.Closed(snapshot, cancellation)) Add(closed(uri, text), null);
        // What is left has gone or is no recipe any more.
        foreach (var (uri, id) in previous) reports.Add(ToReport.Of([], id) with { Document = (uri, null) });
        return new(new WorkspaceDiagnosticReport(reports.ToImmutable()));

        void Add(Document document, int? version)
        {
            cancellation.ThrowIfCancellationRequested();
            var uri = document.Uri.ToString();
            previous.Remove(uri, out var id);
            reports.Add(ToReport.Of(document.Analysis.WhatCanBe(cancellation), document, snapshot, id) with { Document = (uri, version) });
        }
    }

    private sealed class Question(WorkspaceDiagnosticParams parameters, CancellationToken cancellation)
    {
        public WorkspaceDiagnosticParams Params => parameters;
        public CancellationToken Cancellation => cancellation;
        public TaskCompletionSource<Answer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
