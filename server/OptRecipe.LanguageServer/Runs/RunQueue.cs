using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Runs;

/// <summary>The runs of a session, one after the other. Of each recipe at most one run is under way and at most one waits: a newer save takes the waiting one's place. For the loop's thread.</summary>
public sealed class RunQueue(Session session, IRecipeRuns runs)
{
    private readonly List<RecipeRun> _waiting = [];
    private readonly Dictionary<DocumentUri, string> _lastTexts = [];
    private RecipeRun? _current;

    /// <summary>Runs a recipe because its user asked for it.</summary>
    public Task<RunAnswer> StartByCommand(RunParams parameters, CancellationToken cancellation)
    {
        var snapshot = session.Workspace.Current;
        var uri = FromLsp.Uri(parameters.Uri);
        if (!snapshot.IsTrusted) return Refused("the workspace is not trusted, so nothing runs");
        if (uri.LocalPath is null) return Refused($"`{uri.Name}` is not a file on this computer");
        if (!snapshot.Documents.TryGetValue(uri, out var document)) return Refused($"`{uri.Name}` is not open");
        if (Find(uri) is not null) return Refused($"a run of `{uri.Name}` is already under way");
        var run = new RecipeRun(document, RunTrigger.Command, parameters.Force, false, parameters.WorkDoneToken);
        cancellation.Register(() => session.Post(() => Cancel(run)));
        return Start(run);
    }

    /// <summary>Runs a recipe because it was saved; not when its text is the one that ran last.</summary>
    public void StartBySave(Document document, bool onlyWhenValid)
    {
        if (_current?.Document.Uri.Equals(document.Uri) == true && _current.Document.Text.Text == document.Text.Text) return;
        if (Find(document.Uri) is null && _lastTexts.TryGetValue(document.Uri, out var last) && last == document.Text.Text) return;
        if (_waiting.Find(waiting => waiting.Document.Uri.Equals(document.Uri)) is { Trigger: RunTrigger.Save } overtaken)
        {
            _waiting.Remove(overtaken);
            overtaken.Completion.SetResult(RunAnswer.Of(RunAnswerStatus.Cancelled, "a newer version was saved before the run began"));
        }
        _ = Start(new(document, RunTrigger.Save, false, onlyWhenValid, null));
    }

    /// <summary>False when there is no run of that recipe.</summary>
    public bool Cancel(DocumentUri uri)
    {
        var found = false;
        for (; _waiting.Find(run => run.Document.Uri.Equals(uri)) is { } run; found = true) Cancel(run);
        if (_current?.Document.Uri.Equals(uri) != true) return found;
        Cancel(_current);
        return true;
    }

    public void Cancel(ProgressToken token)
    {
        if (_current?.Progress?.Token == token || _current?.Token == token) Cancel(_current);
        else if (_waiting.Find(run => run.Token == token) is { } run) Cancel(run);
    }

    /// <summary>Cancels everything; completes when the run under way has ended.</summary>
    public Task CancelAll()
    {
        foreach (var run in _waiting.ToArray()) Cancel(run);
        if (_current is not { } current) return Task.CompletedTask;
        current.Cancellation.Cancel();
        return current.Completion.Task;
    }

    /// <summary>For any thread.</summary>
    public void KillAll() => runs.KillAll();

    /// <summary>The next save runs again, whatever ran last: other files have changed.</summary>
    public void ForgetLastTexts() => _lastTexts.Clear();

    private static Task<RunAnswer> Refused(string message) => Task.FromResult(RunAnswer.Of(RunAnswerStatus.Refused, message));

    private RecipeRun? Find(DocumentUri uri) => _current?.Document.Uri.Equals(uri) == true ? _current : _waiting.Find(run => run.Document.Uri.Equals(uri));

    private Task<RunAnswer> Start(RecipeRun run)
    {
        _waiting.Add(run);
        Next();
        return run.Completion.Task;
    }

    private void Cancel(RecipeRun run)
    {
        run.Cancellation.Cancel();
        if (_waiting.Remove(run)) run.Completion.TrySetResult(RunAnswer.Of(RunAnswerStatus.Cancelled, "the run was cancelled before it began"));
    }

    private void Next()
    {
        if (_current is not null || _waiting.Count == 0) return;
        var run = _current = _waiting[0];
        _waiting.RemoveAt(0);
        var snapshot = session.Workspace.Current;
        var reporter = run.Progress = new RunProgressReporter(session.Connection, session.Status, run, session.Time);
        _ = Task.Run(async () =>
        {
            RunAnswer answer;
            try
            {
                answer = await Execute(run, snapshot, reporter);
            }
            catch (OperationCanceledException)
            {
                answer = RunAnswer.Of(RunAnswerStatus.Cancelled, "the run was cancelled");
            }
            catch (Exception error)
            {
                session.Log($"the run of `{run.Document.Uri}` failed: {error}");
                answer = RunAnswer.Of(RunAnswerStatus.Failed, $"the run failed: {error.Message}");
            }
            session.Post(() => Finish(run, answer));
        });
    }

    private async Task<RunAnswer> Execute(RecipeRun run, Snapshot snapshot, RunProgressReporter reporter)
    {
        var document = run.Document;
        if (run.OnlyWhenValid)
        {
            if (document.Analysis.Model(run.Cancellation.Token).RunObstacle is { } obstacle)
                return RunAnswer.Of(RunAnswerStatus.Invalid, $"`{document.Uri.Name}` is not run: {obstacle}");
        }
        reporter.Begin(snapshot.Client.WorkDoneProgress);
        var request = new RunRequest(document.Uri.LocalPath ?? "", document.Text.Text, run.Force, snapshot.RootOf(document.Uri));
        return FromRun.Answer(await runs.Run(request, reporter, run.Cancellation.Token));
    }

    private void Finish(RecipeRun run, RunAnswer answer)
    {
        _current = null;
        var uri = run.Document.Uri;
        if (answer.Status is RunAnswerStatus.Succeeded or RunAnswerStatus.BudgetBroken) _lastTexts[uri] = run.Document.Text.Text;
        run.Progress?.End(answer.Message);
        session.Status.Finished(uri, answer);
        if (session.Phase == SessionPhase.Running)
        {
            if (session.Workspace.Current.Options.IsGiven) session.Connection.Notify(OptRecipeMethods.RunFinished, new RunFinishedParams(uri.ToString(), run.Trigger, answer));
            // Whoever gave the command gets the answer; a failed run after a save would otherwise go unnoticed.
            if (run.Trigger == RunTrigger.Save && answer.Status == RunAnswerStatus.Failed)
                session.Connection.Notify("window/showMessage", new MessageParams(MessageType.Error, $"{uri.Name}: {answer.Message}"));
            // What a run wrote is read again: its record, its outputs.
            if (answer.Status is not (RunAnswerStatus.Invalid or RunAnswerStatus.Cancelled)) session.Workspace.ChangeWorld(snapshot => snapshot);
        }
        run.Completion.TrySetResult(answer);
        Next();
    }
}
