using System.Runtime;

namespace OptRecipe.LanguageServer;

/// <summary>Collects while the client is silent, so that a collection seldom stands between a keystroke and its answer: what died young after every burst of messages, and everything after a longer
/// silence, when memory that typing has filled goes back to the system. Thread-safe.</summary>
internal sealed class MemoryRest : IDisposable
{
    // Longer than an answer takes, shorter than the next key.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10), Silence = TimeSpan.FromSeconds(2);
    private const long WorthYoungBytes = 1 << 20, WorthBytes = 4 << 20;
    private readonly ITimer _pause, _silence;
    private long _collected, _collectedYoung;

    public MemoryRest(TimeProvider time)
    {
        _pause = time.CreateTimer(_ => CollectYoung(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _silence = time.CreateTimer(_ => Collect(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The client has said something.</summary>
    public void Heard()
    {
        _pause.Change(Pause, Timeout.InfiniteTimeSpan);
        _silence.Change(Silence, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _pause.Dispose();
        _silence.Dispose();
    }

    private void CollectYoung()
    {
        if (IsWorth(WorthYoungBytes, ref _collectedYoung)) GC.Collect(0, GCCollectionMode.Forced, blocking: true);
    }

    private void Collect()
    {
        if (!IsWorth(WorthBytes, ref _collected)) return;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static bool IsWorth(long bytes, ref long collected)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - collected < bytes) return false;
        collected = allocated;
        return true;
    }
}
