using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Threading;

/// <summary>Work that nobody waits for: its thread gives way to every other one, and rests while somebody is being answered, who would share caches and memory with it.</summary>
public static partial class QuietThread
{
    /// <summary>SCHED_IDLE of sched(7).</summary>
    private const int IdlePolicy = 5;
    private const long SilenceMilliseconds = 250;
    private static readonly object Gate = new();
    [ThreadStatic]
    private static bool isQuiet;
    private static long disturbed = -SilenceMilliseconds;

    /// <summary>Somebody has asked for something: quiet work rests until nobody has for a while. Thread-safe.</summary>
    public static void Disturb() => Volatile.Write(ref disturbed, Environment.TickCount64);

    /// <summary>Stands between pieces of work of a millisecond or two; on a thread that is waited for it does nothing.</summary>
    public static void Rest()
    {
        if (!isQuiet) return;
        lock (Gate)
            while (Volatile.Read(ref disturbed) + SilenceMilliseconds - Environment.TickCount64 is > 0 and var left) Monitor.Wait(Gate, (int)left);
    }

    /// <param name="stackBytes">0: the system's default.</param>
    /// <returns>Ends with what the work ends with, an exception included.</returns>
    public static Task<T> Run<T>(string name, Func<T> work, int stackBytes = 0)
    {
        var task = new Task<T>(work);
        new Thread(() => { isQuiet = true; GiveWay(); task.RunSynchronously(); }, stackBytes) { IsBackground = true, Name = name, Priority = ThreadPriority.Lowest }.Start();
        return task;
    }

    // On Linux .NET leaves a thread's priority as it is.
    private static void GiveWay()
    {
        if (OperatingSystem.IsLinux()) _ = SetScheduler(0, IdlePolicy, 0);
    }

    /// <param name="thread">0: the one that calls.</param>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetScheduler(int thread, int policy, in int priority);
}
