using OptRecipe.LanguageServer.Sessions;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Runs;

/// <summary>One run's progress on the wire: begin once, percentages that never fall, at most ten reports a second and the last word within one, end once, nothing after it; nothing at all
/// on a token that the client refused. Thread-safe.</summary>
public sealed class RunProgressReporter(Session session, RecipeRun run) : IProgress<RunProgress>
{
    private static readonly TimeSpan MinGap = TimeSpan.FromMilliseconds(100), Tick = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(1);
    private static int s_lastToken;

    private readonly Lock _lock = new();
    private readonly RemainingTime _remaining = new();
    private readonly long _start = session.Time.GetTimestamp();
    private ITimer? _tick;
    private ProgressToken? _token;
    private bool _isEnded;
    private double _fraction;
    private string _message = "starting";
    private long _lastReport;

    /// <summary>The token the client may cancel by; null while there is none.</summary>
    public ProgressToken? Token
    {
        get
        {
            lock (_lock) return _token;
        }
    }

    public void Begin(bool mayCreate)
    {
        lock (_lock)
        {
            Tell();
            _tick = session.Time.CreateTimer(_ => Again(), null, Tick, Tick);
        }
        if (run.Token is { } given) BeginOn(given);
        else if (mayCreate)
        {
            var token = new ProgressToken(0, $"optrecipe-run-{Interlocked.Increment(ref s_lastToken)}");
            session.Connection.Request("window/workDoneProgress/create", new ProgressTokenParams(token), Patience, answer =>
            {
                if (answer.Failure is null) BeginOn(token);
            });
        }
    }

    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            if (_isEnded) return;
            _fraction = Math.Max(_fraction, Math.Clamp(value.Fraction, 0, 1));
            _message = value.Message;
            if (session.Time.GetElapsedTime(_lastReport) >= MinGap) Tell();
        }
    }

    public void End(string message)
    {
        lock (_lock)
        {
            if (_isEnded) return;
            _isEnded = true;
            _tick?.Dispose();
            if (_token is { } token) session.Connection.Notify("$/progress", new WorkDoneProgressParams(token, ProgressKind.End, null, message, null, false));
        }
    }

    // What came too soon after another report, and the time that remains.
    private void Again()
    {
        lock (_lock)
        {
            if (!_isEnded && session.Time.GetElapsedTime(_lastReport) >= MinGap) Tell();
        }
    }

    private void Tell()
    {
        _lastReport = session.Time.GetTimestamp();
        var left = _remaining.At(session.Time.GetElapsedTime(_start).TotalSeconds, _fraction);
        var message = left is null ? _message : $"{_message} · {left}";
        session.Status.Running(run.Document.Uri, message);
        session.RunsLine.Running(new(run.Document.Uri.ToString(), run.Trigger, _message, (int)(_fraction * 100), left));
        if (_token is { } token) Send(token, ProgressKind.Report, null, message);
    }

    private void BeginOn(ProgressToken token)
    {
        lock (_lock)
        {
            if (_isEnded) return;
            _token = token;
            _lastReport = session.Time.GetTimestamp();
            Send(token, ProgressKind.Begin, $"Running {run.Document.Uri.Name}", null);
        }
    }

    private void Send(ProgressToken token, ProgressKind kind, string? title, string? message) =>
        session.Connection.Notify("$/progress", new WorkDoneProgressParams(token, kind, title, message, (int)(_fraction * 100), true));
}
