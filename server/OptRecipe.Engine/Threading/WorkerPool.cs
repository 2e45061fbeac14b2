using System.Runtime.ExceptionServices;

namespace OptRecipe.Engine.Threading;

/// <summary>Work that can be cut into independent parts.</summary>
public interface IParallelWork
{
    /// <summary>Does one of <paramref name="partCount"/> parts; called on several threads at once.</summary>
    void Run(int part, int partCount);
}

/// <summary>Threads of an interpreter. Between two pieces of work they spin for some fifty microseconds, which starts the next one in a tenth of a microsecond instead of
/// five (facts/fast-kernels-dotnet.md §7); then they sleep. Work is given by one thread at a time.</summary>
public sealed class WorkerPool : IDisposable
{
    private const int SpinLimit = 2_000;
    // Five to ten microseconds of a fast kernel.
    private const long LeastShared = 1 << 19;
    // Guards the failure, and is what sleeping threads wait on.
    private readonly object _gate = new();
    private readonly Thread[] _threads;
    private IParallelWork? _work;
    private ExceptionDispatchInfo? _failure;
    private int _epoch, _remaining, _sleeping;
    private volatile bool _isStopped;

    public WorkerPool(int threadCount)
    {
        ThreadCount = Math.Max(1, threadCount);
        _threads = new Thread[ThreadCount - 1];
        for (var index = 0; index < _threads.Length; index++)
        {
            var part = index + 1;
            _threads[index] = new Thread(() => Serve(part)) { IsBackground = true, Name = $"kernels {part}" };
            _threads[index].Start();
        }
    }

    public int ThreadCount { get; }

    /// <summary>The same, on this thread alone where there is so little to do that it is done before another thread has begun.</summary>
    /// <param name="multiplications">A measure of the whole work.</param>
    public void Run(IParallelWork work, long multiplications)
    {
        if (multiplications < LeastShared) work.Run(0, 1);
        else Run(work);
    }

    /// <summary>Runs all parts, one of them on the calling thread, and returns when the last is done; an exception of any part is thrown here.</summary>
    public void Run(IParallelWork work)
    {
        if (_threads.Length == 0)
        {
            work.Run(0, 1);
            return;
        }
        (_work, _failure) = (work, null);
        Volatile.Write(ref _remaining, _threads.Length);
        Interlocked.Increment(ref _epoch);
        Wake();
        Part(work, 0);
        var spin = new SpinWait();
        while (Volatile.Read(ref _remaining) > 0) spin.SpinOnce(-1);
        _failure?.Throw();
    }

    public void Dispose()
    {
        _isStopped = true;
        Interlocked.Increment(ref _epoch);
        Wake();
        foreach (var thread in _threads) thread.Join();
    }

    private void Serve(int part)
    {
        var seen = 0;
        while (true)
        {
            Await(seen);
            if (_isStopped) return;
            seen++;
            if (_work is { } work) Part(work, part);
            Interlocked.Decrement(ref _remaining);
        }
    }

    private void Await(int seen)
    {
        for (var spins = 0; spins < SpinLimit; spins++)
        {
            if (Volatile.Read(ref _epoch) != seen) return;
            Thread.SpinWait(1);
        }
        lock (_gate)
        {
            // Whoever raises the epoch looks at this count afterwards: either the new epoch is seen here, or the sleeper there.
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _epoch) == seen) Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleeping);
        }
    }

    private void Wake()
    {
        if (Volatile.Read(ref _sleeping) == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private void Part(IParallelWork work, int part)
    {
        try
        {
            work.Run(part, ThreadCount);
        }
        catch (Exception error)
        {
            lock (_gate) _failure ??= ExceptionDispatchInfo.Capture(error);
        }
    }
}
