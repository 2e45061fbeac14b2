using OptRecipe.LanguageServer.Publishing;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Runs;

/// <summary>One run's progress on the wire: begin once, percentages that never fall, at most ten reports a second, end once, nothing after it; nothing at all on a token that the client
/// refused. Thread-safe.</summary>
public sealed class RunProgressReporter(Connection connection, StatusLine status, RecipeRun run, TimeProvider time) : IProgress<RunProgress>
{
    private static readonly TimeSpan MinGap = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static int s_lastToken;

    private readonly Lock _lock = new();
    private ProgressToken? _token;
    private bool _isEnded;
    private int _percentage;
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
        status.Running(run.Document.Uri, "starting");
        if (run.Token is { } given) BeginOn(given);
        else if (mayCreate)
        {
            var token = new ProgressToken(0, $"optrecipe-run-{Interlocked.Increment(ref s_lastToken)}");
            connection.Request("window/workDoneProgress/create", new ProgressTokenParams(token), Patience, answer =>
            {
                if (answer.Failure is null) BeginOn(token);
            });
        }
    }

    public void Report(RunProgress value)
    {
        status.Running(run.Document.Uri, value.Message);
        lock (_lock)
        {
            _percentage = Math.Max(_percentage, (int)Math.Clamp(value.Fraction * 100, 0, 100));
            if (_token is not { } token || _isEnded || time.GetElapsedTime(_lastReport) < MinGap) return;
            _lastReport = time.GetTimestamp();
            Send(token, ProgressKind.Report, null, value.Message);
        }
    }

    public void End(string message)
    {
        lock (_lock)
        {
            if (_isEnded) return;
            _isEnded = true;
            if (_token is { } token) connection.Notify("$/progress", new WorkDoneProgressParams(token, ProgressKind.End, null, message, null, false));
        }
    }

    private void BeginOn(ProgressToken token)
    {
        lock (_lock)
        {
            if (_isEnded) return;
            _token = token;
            _lastReport = time.GetTimestamp();
            Send(token, ProgressKind.Begin, $"Running {run.Document.Uri.Name}", null);
        }
    }

    private void Send(ProgressToken token, ProgressKind kind, string? title, string? message) =>
        connection.Notify("$/progress", new WorkDoneProgressParams(token, kind, title, message, _percentage, true));
}
