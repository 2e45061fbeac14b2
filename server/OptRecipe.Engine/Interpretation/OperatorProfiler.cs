using OptRecipe.TFLite;

namespace OptRecipe.Engine.Interpretation;

/// <summary>Measures how long each operator takes. What the operators of a called graph take is theirs, not that of the operator that calls it. Belongs to one interpreter;
/// not thread-safe.</summary>
public sealed class OperatorProfiler(TimeProvider time) : IOperatorTap
{
    private readonly Dictionary<OperatorAddress, OperatorTimes> _times = [];
    private readonly Stack<(long Start, long Called)> _running = [];

    /// <summary>The operators that ran, in the order of the file.</summary>
    public IEnumerable<OperatorTimes> Operators => _times.Values.OrderBy(times => times.Address.Subgraph).ThenBy(times => times.Address.Index);

    public void Before(in RunningOperator op) => _running.Push((time.GetTimestamp(), 0));

    public void After(in RunningOperator op)
    {
        var end = time.GetTimestamp();
        var (start, called) = _running.Pop();
        if (_running.TryPop(out var caller)) _running.Push((caller.Start, caller.Called + end - start));
        if (!_times.TryGetValue(op.Address, out var times)) _times[op.Address] = times = new(op);
        times.Add(end - start - called);
    }

    /// <summary>Ends an invocation: what follows belongs to the next.</summary>
    public void EndRun()
    {
        _running.Clear();
        foreach (var times in _times.Values) times.EndRun(time.TimestampFrequency);
    }

    /// <summary>Forgets what was measured.</summary>
    public void Clear()
    {
        _running.Clear();
        _times.Clear();
    }
}

/// <summary>What an operator took in each invocation.</summary>
public sealed class OperatorTimes
{
    private readonly List<double> _milliseconds = [];
    private long _ticks;

    internal OperatorTimes(in RunningOperator op)
    {
        (Address, Code) = (op.Address, op.Code);
        foreach (var input in op.Inputs) Bytes += input?.ByteCount ?? 0;
        foreach (var output in op.Outputs) Bytes += output.ByteCount;
    }

    public OperatorAddress Address { get; }
    public OperatorCode Code { get; }
    /// <summary>Bytes of all operands, weights among them, as they were when it first ran.</summary>
    public long Bytes { get; }
    /// <summary>One for each invocation; of an operator in a loop all its turns together.</summary>
    public IReadOnlyList<double> Milliseconds => _milliseconds;

    internal void Add(long ticks) => _ticks += ticks;

    internal void EndRun(long frequency)
    {
        _milliseconds.Add(_ticks * 1000.0 / frequency);
        _ticks = 0;
    }
}
