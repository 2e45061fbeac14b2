using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OptRecipe.Benchmarks;

/// <summary>The processor time that this thread has used, which other programs on the machine disturb little; where the system does not tell it so finely, the time that has passed.</summary>
internal static partial class ThreadClock
{
    private const int ThreadTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    public static double Milliseconds
    {
        get
        {
            if (!OperatingSystem.IsLinux() || Read(ThreadTime, out var time) != 0) return Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency;
            return time.Seconds * 1000.0 + time.Nanoseconds / 1e6;
        }
    }

    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Read(int clock, out Time time);
}
