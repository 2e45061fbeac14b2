namespace OptRecipe.LanguageServer.Sessions;

/// <summary>Actions in the order in which they came, done by threads of its own: one thread makes it the ordered loop, several a pool. Thread-safe.</summary>
public sealed class WorkQueue
{
    private readonly object _gate = new();
    private readonly Queue<Action> _actions = new();
    private readonly Action<Exception> _failed;
    private readonly Func<bool>? _mayStart;
    private bool _isStopped;

    /// <param name="failed">Takes what an action throws; the thread goes on.</param>
    /// <param name="mayStart">Asked before an action starts; while it says no, the action waits.</param>
    public WorkQueue(string name, int threadCount, Action<Exception> failed, Func<bool>? mayStart = null)
    {
        _failed = failed;
        _mayStart = mayStart;
        for (var i = 0; i < threadCount; i++) new Thread(Work, StackBytes) { IsBackground = true, Name = name }.Start();
    }

    private const int StackBytes = 4 << 20;

    /// <summary>No action waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _actions.Count == 0;
        }
    }

    public void Post(Action action)
    {
        lock (_gate)
        {
            if (_isStopped) return;
            _actions.Enqueue(action);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Posts several, so that none starts before the last one is in the queue.</summary>
    public void Post(IReadOnlyList<Action> actions)
    {
        lock (_gate)
        {
            if (_isStopped) return;
            foreach (var action in actions) _actions.Enqueue(action);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Drops what waits and ends the threads after what they are doing.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _actions.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        while (Next() is { } action)
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                _failed(error);
            }
        }
    }

    private Action? Next()
    {
        lock (_gate)
        {
            while (!_isStopped)
            {
                if (_actions.Count == 0) Monitor.Wait(_gate);
                else if (_mayStart?.Invoke() == false) Monitor.Wait(_gate, 5);
                else return _actions.Dequeue();
            }
        }
        return null;
    }
}
