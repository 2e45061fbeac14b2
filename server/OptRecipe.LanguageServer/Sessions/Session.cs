using System.Collections.Immutable;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Handlers;
using OptRecipe.LanguageServer.Pages;
using OptRecipe.LanguageServer.Publishing;
using OptRecipe.LanguageServer.Runs;
using OptRecipe.Lsp.Framing;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Sessions;

/// <summary>One conversation with a client. A reading thread takes frames and does cancellation and exit at once; everything else goes through one ordered queue, whose thread alone
/// changes the <see cref="Workspace"/>; requests that only read get a snapshot in the queue and run on a pool.</summary>
public sealed class Session : IDisposable
{
    private const long MaxPendingBytes = 16 << 20;
    private static readonly TimeSpan ExitPatience = TimeSpan.FromMilliseconds(700);

    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dispatcher _dispatcher;
    private readonly WorkQueue _loop, _pool;
    private readonly Refresh _refresh;
    private readonly Action<string> _log;
    private volatile bool _initializeArrived, _shutdownArrived;

    /// <param name="log">Takes one line for people; never a part of the wire.</param>
    /// <param name="trials">Null for a server that lets no model answer.</param>
    /// <param name="methods">What the server understands; missing: <see cref="Dispatch.Methods"/>.</param>
    public Session(Stream input, Stream output, IAnalyzer analyzer, IRecipeRuns runs, TimeProvider time, Action<string> log, ImmutableArray<Method>? methods = null, IModelTrials? trials = null)
    {
        Time = time;
        _log = log;
        Connection = new(input, output, time, log, broken => End(1, $"the client no longer reads: {broken.Message}"));
        Requests = new(Connection, log);
        Workspace = new(analyzer);
        Publisher = new(Connection, time, Log);
        _refresh = new(this);
        _pool = new("request", Math.Clamp(Environment.ProcessorCount, 2, 4), Unexpected, () => Connection.PendingBytes < MaxPendingBytes);
        Settings = new(this);
        Status = new(Connection, Workspace);
        RunsLine = new(Connection, Workspace);
        Publisher.Published = (document, analysis) =>
        {
            Status.Checked(document, analysis);
            if (document.Analysis.TakeAwaited()) _refresh.Diagnostics(Workspace.Current);
        };
        Runs = new(this, runs);
        Trials = trials;
        WorkspaceDiagnostics = new(this);
        Closed = new(this);
        _dispatcher = new(this, _pool, methods ?? Dispatch.Methods);
        Workspace.DiskAnswered = () => Post(() => Workspace.ChangeWorld(snapshot => snapshot));
        _loop = new("loop", 1, error => End(1, $"the server's state cannot be trusted any more: {error}"));
    }

    public Connection Connection { get; }
    public OpenRequests Requests { get; }
    public Workspace Workspace { get; }
    public DiagnosticsPublisher Publisher { get; }
    public WorkspaceDiagnostics WorkspaceDiagnostics { get; }
    public ClosedRecipes Closed { get; }
    public RunQueue Runs { get; }
    public IModelTrials? Trials { get; }
    public SettingsSource Settings { get; }
    public StatusLine Status { get; }
    public RunsLine RunsLine { get; }
    public CompletionMemory Completions { get; } = new();
    public TimeProvider Time { get; }
    /// <summary>The tokens the client was sent.</summary>
    public TokenResults Tokens { get; } = new();
    /// <summary>Where the client finds pages that we write.</summary>
    public PagePlaces Pages { get; } = new(new());
    public SessionPhase Phase { get; set; }
    /// <summary>The client wants to see what the server does.</summary>
    public bool IsTracing { get; set; }
    /// <summary>Completes with the exit code when the session has ended.</summary>
    public Task<int> Completion => _exit.Task;
    /// <summary>Called by the reading thread when messages have come.</summary>
    public Action? Heard { get; set; }
    /// <summary>Called with the client's process id when it names one.</summary>
    public Action<int>? ClientProcessNamed { get; set; }

    /// <summary>Begins to read; whoever wants to hear something has said so by then.</summary>
    public void Start() => new Thread(Read) { IsBackground = true, Name = "reader" }.Start();

    /// <summary>Does something on the loop's thread, after everything that has arrived.</summary>
    public void Post(Action action) => _loop.Post(() =>
    {
        action();
        AfterChange();
    });

    /// <summary>One line in the client's log, once there is a client; not a pop-up.</summary>
    public void Log(string line)
    {
        _log(line);
        if (Phase == SessionPhase.Running) Connection.Notify("window/logMessage", new MessageParams(MessageType.Log, line));
    }

    /// <summary>One line for a client that traces.</summary>
    public void Trace(string line)
    {
        if (IsTracing) Connection.Notify("$/logTrace", new LogTraceParams(line));
    }

    /// <summary>Computes something on the pool.</summary>
    public Task<Answer> OnPool(Func<Answer> compute)
    {
        var done = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pool.Post(() =>
        {
            try
            {
                done.SetResult(compute());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return done.Task;
    }

    /// <summary>Ends the session; the first call decides.</summary>
    public void End(int exitCode, string? reason)
    {
        if (_exit.Task.IsCompleted) return;
        if (reason is not null) _log(reason);
        Runs.KillAll();
        // Also what will not be finished any more gets its one answer.
        Requests.CancelAll();
        Connection.Drain(TimeSpan.FromMilliseconds(300));
        _exit.TrySetResult(exitCode);
    }

    public void Dispose()
    {
        _loop.Stop();
        Closed.Dispose();
        _pool.Stop();
        Publisher.Stop();
        Connection.Dispose();
    }

    private void Read()
    {
        try
        {
            while (Connection.ReadBatch() is { Count: > 0 } messages)
            {
                // The whole batch first: a cancel that came with its request is known before the request starts.
                var actions = new List<Action>(messages.Count);
                foreach (var message in messages) Take(message, actions);
                Heard?.Invoke();
                _loop.Post(actions);
            }
            End(_shutdownArrived ? 0 : 1, _shutdownArrived ? null : "the input has ended");
        }
        catch (FramingException error)
        {
            End(1, $"the input cannot be read: {error.Message}");
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            End(_shutdownArrived ? 0 : 1, $"the input has ended: {error.Message}");
        }
    }

    private void Take(IncomingMessage message, List<Action> actions)
    {
        switch (message)
        {
            case RequestMessage request:
                _initializeArrived |= request.Method == "initialize";
                _shutdownArrived |= _initializeArrived && request.Method == "shutdown";
                var open = Requests.Open(request);
                actions.Add(() =>
                {
                    _dispatcher.Request(open);
                    AfterChange();
                });
                break;
            case NotificationMessage { Method: "$/cancelRequest" } cancel:
                Cancel(cancel);
                break;
            case NotificationMessage { Method: "exit" }:
                Exit(actions);
                break;
            case NotificationMessage notification:
                actions.Add(() =>
                {
                    _dispatcher.Notification(notification);
                    AfterChange();
                });
                break;
        }
    }

    private void Cancel(NotificationMessage message)
    {
        try
        {
            Requests.Cancel(JsonInput.Parse(message.Params.Span, RequestId.ReadCancelled));
        }
        catch (InvalidParamsException error)
        {
            _log($"`$/cancelRequest` is not understood: {error.Message}");
        }
    }

    // What came before gets its turn, but a client that wants us gone does not wait for it long.
    private void Exit(List<Action> actions)
    {
        var code = _shutdownArrived ? 0 : 1;
        actions.Add(() => End(code, null));
        _ = Task.Delay(ExitPatience, Time).ContinueWith(_ => End(code, null), TaskScheduler.Default);
    }

    private void AfterChange()
    {
        if (Workspace.HasChanged) Publisher.Put(Workspace.TakeChanged(), Workspace.Current);
        if (!_loop.IsEmpty) return;
        Publisher.Release();
        _refresh.AfterChange();
        WorkspaceDiagnostics.AfterChange();
        Closed.AfterChange();
    }

    private void Unexpected(Exception error) => Log($"a request failed in an unforeseen way: {error}");
}
