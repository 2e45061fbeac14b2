using System.Diagnostics;

namespace OptRecipe.LanguageServer;

/// <summary>Looks once a second whether another process still lives, because its death does not always close our input.</summary>
public sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly ITimer _timer;
    private int _hasDied;

    private ParentWatch(int processId, TimeProvider time, Action died) =>
        _timer = time.CreateTimer(_ =>
        {
            if (!Lives(processId) && Interlocked.Exchange(ref _hasDied, 1) == 0) died();
        }, null, Interval, Interval);

    /// <summary>Null when there is no such process here: the client is on another computer or in another container, and its number says nothing.</summary>
    public static ParentWatch? Start(int processId, TimeProvider time, Action died) => Lives(processId) ? new(processId, time, died) : null;

    public void Dispose() => _timer.Dispose();

    private static bool Lives(int processId)
    {
        if (processId <= 0) return false;
        if (OperatingSystem.IsLinux()) return LivesOnLinux(processId);
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    // A process that has ended stays a zombie until its own parent looks; for us it is dead.
    private static bool LivesOnLinux(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var state = stat.LastIndexOf(')') + 2;
            return state < stat.Length && stat[state] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }
}
