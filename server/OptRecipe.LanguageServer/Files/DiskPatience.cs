using System.Collections.Concurrent;
using System.Diagnostics;

namespace OptRecipe.LanguageServer.Files;

/// <summary>Whether a folder's disk answers. A network disk that is gone blocks whoever looks at it, for ever; so a thread of its own looks first, and only what has just answered is looked
/// at by the threads that people wait for. Thread-safe.</summary>
/// <param name="look">Looks at a folder; may never return.</param>
/// <param name="cameBack">Called when a folder answers that had been given up on.</param>
internal sealed class DiskPatience(Action<string> look, Action cameBack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400), PatienceBesideAStuckOne = TimeSpan.FromMilliseconds(100), Fresh = TimeSpan.FromMilliseconds(50), Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(3), Piece = TimeSpan.FromMilliseconds(20);
    private const int MostThreads = 4, MostFolders = 1000;
    private readonly ConcurrentDictionary<string, Look> _looks = new(StringComparer.Ordinal);
    private readonly BlockingCollection<Look> _asked = [];
    private int _threads, _stuck;

    /// <summary>False when looking at the folder takes longer than anybody should wait; true again once it has answered.</summary>
    public bool Answers(string folder)
    {
        if (_looks.TryGetValue(folder, out var known))
        {
            if (known.IsGivenUp) return false;
            if (known.Answered != 0 && Stopwatch.GetElapsedTime(known.Answered) < Fresh) return true;
        }
        if (_looks.Count > MostFolders) _looks.Clear();
        var started = _looks[folder] = new(folder);
        if (!TryStart()) return false;
        _asked.Add(started);
        // The one that was there may have ended in between.
        TryStart();
        if (started.Wait(Volatile.Read(ref _stuck) > 0 ? PatienceBesideAStuckOne : Patience)) return true;
        lock (started)
        {
            if (started.Answered != 0) return true;
            started.IsGivenUp = true;
            Interlocked.Increment(ref _stuck);
            return false;
        }
    }

    /// <summary>A thread for every one that is stuck, and one more; with nothing to do they end.</summary>
    private bool TryStart()
    {
        while (true)
        {
            var (threads, stuck) = (Volatile.Read(ref _threads), Volatile.Read(ref _stuck));
            if (threads > stuck) return true;
            if (threads >= MostThreads) return false;
            if (Interlocked.CompareExchange(ref _threads, threads + 1, threads) == threads) new Thread(Work, 256 << 10) { IsBackground = true, Name = "disk" }.Start();
        }
    }

    private void Work()
    {
        while (_asked.TryTake(out var asked, Idle))
        {
            asked.Begun = Stopwatch.GetTimestamp();
            try
            {
                look(asked.Folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // An error is an answer.
            }
            bool wasGivenUp;
            lock (asked)
            {
                asked.Answered = Stopwatch.GetTimestamp();
                (wasGivenUp, asked.IsGivenUp) = (asked.IsGivenUp, false);
                Monitor.PulseAll(asked);
            }
            if (!wasGivenUp) continue;
            Interlocked.Decrement(ref _stuck);
            cameBack();
        }
        Interlocked.Decrement(ref _threads);
        if (_asked.Count > 0) TryStart();
    }

    private sealed class Look(string folder)
    {
        public string Folder => folder;
        public long Begun, Answered;
        public volatile bool IsGivenUp;

        /// <summary>Waits as long after the look has begun, in pieces that count as what they were to last: a busy processor, or a process that was stopped for a while, is no silent disk.</summary>
        public bool Wait(TimeSpan patience)
        {
            lock (this)
            {
                for (var (waited, all) = (TimeSpan.Zero, TimeSpan.Zero); Answered == 0 && waited < patience && all < MostPatience; all += Piece)
                {
                    var hasBegun = Volatile.Read(ref Begun) != 0;
                    Monitor.Wait(this, Piece);
                    if (hasBegun) waited += Piece;
                }
                return Answered != 0;
            }
        }
    }
}
