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

    private IEnumerable<DocumentUri> Waiting => _waiting.Select(run => run.Document.Uri);

    /// <summary>The run under way, unless it is being cancelled.</summary>
    private RecipeRun? Current => _current is { Cancellation.IsCancellationRequested: false } ? _current : null;

    /// <summary>Runs a recipe because its user asked for it. A save of the same text that runs already is that run; one that waits gives way.</summary>
    public Task<RunAnswer> StartByCommand(RunParams parameters, CancellationToken cancellation)
    {
        var snapshot = session.Workspace.Current;
        var uri = FromLsp.Uri(parameters.Uri);
        if (!snapshot.IsTrusted) return Refused("the workspace is not trusted, so nothing runs");
        if (uri.LocalPath is null) return Refused($"`{uri.Name}` is not a file on this computer");
        if (session.Workspace.FindOrRead(uri) is not { } document) return Refused($"`{uri.Name}` is no recipe that can be read");
        if (Current is { Trigger: RunTrigger.Save } saved && saved.Document.Uri.Equals(uri) && saved.Document.Text.Text == document.Text.Text && !parameters.Force && !parameters.Again)
        {
            saved.IsAsked = true;
            cancellation.Register(() => session.Post(() => Cancel(saved)));
            return saved.Completion.Task;
        }
        Overtake(uri, "a command runs the recipe instead");
        if (_waiting.Exists(run => run.Document.Uri.Equals(uri)) || (Current is { Trigger: RunTrigger.Command } current && current.Document.Uri.Equals(uri))) return Refused($"a run of `{uri.Name}` is already under way");
        var run = new RecipeRun(document, RunTrigger.Command, parameters.Force, false, parameters.WorkDoneToken, parameters.Again);
        cancellation.Register(() => session.Post(() => Cancel(run)));
        return Start(run);
    }

    /// <summary>Runs a recipe because it was saved; not when its text is the one that ran last.</summary>
    public void StartBySave(Document document, bool onlyWhenValid)
    {
        if (_current?.Document.Uri.Equals(document.Uri) == true && _current.Document.Text.Text == document.Text.Text) return;
        if (Find(document.Uri) is null && _lastTexts.TryGetValue(document.Uri, out var last) && last == document.Text.Text) return;
        Overtake(document.Uri, "a newer version was saved before the run began");
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

    /// <summary>A save that waits gives way to what is newer.</summary>
    private void Overtake(DocumentUri uri, string why)
    {
        if (_waiting.Find(waiting => waiting.Document.Uri.Equals(uri)) is not { Trigger: RunTrigger.Save } overtaken) return;
        _waiting.Remove(overtaken);
        overtaken.Completion.SetResult(RunAnswer.Of(RunAnswerStatus.Cancelled, why));
    }

    private Task<RunAnswer> Start(RecipeRun run)
    {
        _waiting.Add(run);
        if (_current is not null && !_current.Document.Uri.Equals(run.Document.Uri)) session.Status.Running(run.Document.Uri, $"waiting for {_current.Document.Uri.Name}");
        Next();
        session.RunsLine.Waiting(Waiting);
        return run.Completion.Task;
    }

    private void Cancel(RecipeRun run)
    {
        run.Cancellation.Cancel();
        if (!_waiting.Remove(run)) return;
        if (_current?.Document.Uri.Equals(run.Document.Uri) != true) session.Status.Running(run.Document.Uri, null);
        session.RunsLine.Waiting(Waiting);
        run.Completion.TrySetResult(RunAnswer.Of(RunAnswerStatus.Cancelled, "the run was cancelled before it began"));
    }

    private void Next()
    {
        if (_current is not null || _waiting.Count == 0) return;
        var run = _current = _waiting[0];
        _waiting.RemoveAt(0);
        var snapshot = session.Workspace.Current;
        var reporter = run.Progress = new RunProgressReporter(session, run);
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
        reporter.Begin(snapshot.Client.WorkDoneProgress && !snapshot.Options.Runs);
        if (!run.Force && !run.Again && UpToDate(document, run.Cancellation.Token) is { } known) return FromRun.Answer(known);
        var request = new RunRequest(document.Uri.LocalPath ?? "", document.Text.Text, run.Force, snapshot.RootOf(document.Uri), run.Again);
        return FromRun.Answer(await runs.Run(request, reporter, run.Cancellation.Token));
    }

    /// <summary>What times of files alone tell; where they are not enough, the worker looks closer.</summary>
    private static RunResult? UpToDate(Document document, CancellationToken cancellation)
    {
        var analysis = document.Analysis.Model(cancellation).Recipe;
        return analysis is { CanRun: true, LastRun: { } record } && RunInputs.AreUnchanged(document.Analysis.Files, analysis, record, readsContents: false) ? record.UpToDate() : null;
    }

    private void Finish(RecipeRun run, RunAnswer answer)
    {
        _current = null;
        var uri = run.Document.Uri;
        if (answer.Status is RunAnswerStatus.Succeeded or RunAnswerStatus.BudgetBroken or RunAnswerStatus.UpToDate) _lastTexts[uri] = run.Document.Text.Text;
        run.Progress?.End(answer.Message);
        session.Status.Finished(uri, answer);
        session.RunsLine.Running(null);
        if (session.Phase == SessionPhase.Running)
        {
            if (session.Workspace.Current.Options.IsGiven) session.Connection.Notify(OptRecipeMethods.RunFinished, new RunFinishedParams(uri.ToString(), run.IsAsked ? RunTrigger.Command : run.Trigger, answer));
            // Whoever gave the command gets the answer; a failed run after a save would otherwise go unnoticed.
            if (run is { Trigger: RunTrigger.Save, IsAsked: false } && answer.Status == RunAnswerStatus.Failed)
                session.Connection.Notify("window/showMessage", new MessageParams(MessageType.Error, $"{uri.Name}: {answer.Message}"));
            // What a run wrote is read again: its record, its outputs.
            if (answer.Status is not (RunAnswerStatus.Invalid or RunAnswerStatus.Cancelled or RunAnswerStatus.UpToDate)) session.Workspace.ChangeWorld(snapshot => snapshot);
        }
        run.Completion.TrySetResult(answer);
        Next();
        session.RunsLine.Waiting(Waiting);
    }
}
