using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.JsonRpc;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Publishing;

/// <summary>Publishes the diagnostics of changed recipes from a thread of its own: what the text says at once when the model takes longer, then everything. Only the newest version of a
/// document is ever published, and nothing after it was closed. A newer version stops the work on an older one.</summary>
public sealed class DiagnosticsPublisher
{
    private static readonly TimeSpan ModelHeadStart = TimeSpan.FromMilliseconds(10);
    // While changes pour in, somebody who looks at the screen still gets diagnostics now and then.
    private static readonly TimeSpan MaxHold = TimeSpan.FromMilliseconds(60);

    private readonly object _gate = new();
    private readonly List<Job> _waiting = [];
    private readonly Dictionary<DocumentUri, Job> _newest = [];
    private readonly Connection _connection;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private bool _isReleased, _isStopped;
    private long _heldSince;

    public DiagnosticsPublisher(Connection connection, TimeProvider time, Action<string> log)
    {
        _connection = connection;
        _time = time;
        _log = log;
        new Thread(Work, 16 << 20) { IsBackground = true, Name = "diagnostics" }.Start();
    }

    /// <summary>The client asks for diagnostics itself: everything is computed as ever, and nothing sent.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Called on the diagnostics thread after everything about a document is published.</summary>
    public Action<Document, IAnalysis>? Published { get; set; }

    /// <summary>Takes new versions; they wait for <see cref="Release"/>, so that a burst of changes is checked once.</summary>
    public void Put(List<Document> documents, Snapshot snapshot)
    {
        lock (_gate)
        {
            foreach (var document in documents)
            {
                if (_newest.TryGetValue(document.Uri, out var older)) older.Cancellation.Cancel();
                // Of a text that has been checked whole, the half that its text alone says would only take the other half away for a moment.
                var job = new Job(document, snapshot, older is { IsTextKnown: true } && older.Document.Text == document.Text);
                _newest[document.Uri] = job;
                _waiting.RemoveAll(waiting => waiting.Document.Uri.Equals(document.Uri));
                if (_waiting.Count == 0) _heldSince = _time.GetTimestamp();
                _waiting.Add(job);
            }
            if (_time.GetElapsedTime(_heldSince) > MaxHold) Go();
        }
    }

    /// <summary>No further change is in sight.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (_waiting.Count > 0) Go();
        }
    }

    /// <summary>Takes a document's diagnostics away; nothing follows.</summary>
    public void Close(DocumentUri uri)
    {
        lock (_gate)
        {
            if (_newest.Remove(uri, out var job)) job.Cancellation.Cancel();
            _waiting.RemoveAll(waiting => waiting.Document.Uri.Equals(uri));
            if (!IsSilent) _connection.Notify("textDocument/publishDiagnostics", new PublishDiagnosticsParams(uri.ToString(), null, []));
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            foreach (var job in _newest.Values) job.Cancellation.Cancel();
            Monitor.PulseAll(_gate);
        }
    }

    private void Go()
    {
        _isReleased = true;
        Monitor.PulseAll(_gate);
    }

    private void Work()
    {
        while (Next() is { } job)
        {
            try
            {
                Check(job);
            }
            catch (OperationCanceledException) when (job.Cancellation.IsCancellationRequested)
            {
                // A newer version is on its way, or the document was closed.
            }
            catch (Exception error)
            {
                _log($"`{job.Document.Uri}` cannot be checked: {error}");
            }
        }
    }

    private Job? Next()
    {
        lock (_gate)
        {
            while (!_isStopped)
            {
                if (_isReleased && _waiting.Count > 0)
                {
                    var job = _waiting[^1];
                    _waiting.RemoveAt(_waiting.Count - 1);
                    return job;
                }
                _isReleased = false;
                Monitor.Wait(_gate);
            }
        }
        return null;
    }

    private void Check(Job job)
    {
        var cancellation = job.Cancellation.Token;
        var text = job.Document.Analysis.Text(cancellation);
        IAnalysis all;
        using (job.IsTextKnown ? null : _time.CreateTimer(_ => Publish(job, text, isAll: false), null, ModelHeadStart, Timeout.InfiniteTimeSpan))
        {
            try
            {
                all = job.Document.Analysis.Model(cancellation);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Publish(job, text, isAll: true);
                throw;
            }
        }
        if (Publish(job, all, isAll: true)) Published?.Invoke(job.Document, all);
    }

    private bool Publish(Job job, IAnalysis analysis, bool isAll)
    {
        var content = new PublishDiagnosticsParams(job.Document.Uri.ToString(), job.Document.Version, ToLsp.Diagnostics(analysis, job.Document, job.Snapshot));
        lock (_gate)
        {
            if (job.IsComplete || !_newest.TryGetValue(job.Document.Uri, out var newest) || newest != job) return false;
            job.IsComplete = isAll;
            job.IsTextKnown |= isAll;
            // The model stage failed after the text stage had been shown.
            if (job.Shown == analysis) return true;
            job.Shown = analysis;
            if (!IsSilent) _connection.Notify("textDocument/publishDiagnostics", content);
            return true;
        }
    }

    private sealed class Job(Document document, Snapshot snapshot, bool isTextKnown)
    {
        public Document Document => document;
        public Snapshot Snapshot => snapshot;
        public CancellationTokenSource Cancellation { get; } = new();
        public IAnalysis? Shown { get; set; }
        public bool IsComplete { get; set; }
        /// <summary>Everything about this text has been said once, though files may have changed since.</summary>
        public bool IsTextKnown { get; set; } = isTextKnown;
    }
}
