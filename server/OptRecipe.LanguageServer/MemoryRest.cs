using System.Runtime;

namespace OptRecipe.LanguageServer;

/// <summary>Gives memory back when the client has been silent for a while. Typing fills what the collector may take before it looks, and nothing would ever give that back. A collection of
/// everything takes some milliseconds, so it never stands between two keystrokes. Thread-safe.</summary>
internal sealed class MemoryRest : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);
    private const long WorthBytes = 4 << 20;
    private readonly ITimer _timer;
    private long _collected;

    public MemoryRest(TimeProvider time) => _timer = time.CreateTimer(_ => Collect(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>The client has said something.</summary>
    public void Heard() => _timer.Change(Silence, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private void Collect()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _collected < WorthBytes) return;
        _collected = allocated;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
