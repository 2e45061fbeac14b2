using System.Diagnostics;
using System.Globalization;

namespace OptRecipe.Disk;

/// <summary>Temporary files of processes that were killed while they wrote.</summary>
internal static class Leftovers
{
    // Whoever still writes has written just now; a process of another machine on the same folder has a number that says nothing here.
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    /// <summary>Removes those of one file, named <c>.file.process.thread.tmp</c>, whose process is gone. What cannot be removed stays.</summary>
    public static void Remove(string folder, string name, string ending)
    {
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, "." + name + ".*" + ending))
            {
                var parts = Path.GetFileName(path)[(name.Length + 2)..^ending.Length].Split('.');
                if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process) && IsOld(path) && !IsAlive(process)) File.Delete(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next run tries again.
        }
    }

    private static bool IsOld(string path) => TimeProvider.System.GetUtcNow() - File.GetLastWriteTimeUtc(path) > Age;

    internal static bool IsAlive(int processId)
    {
        if (processId == Environment.ProcessId) return true;
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
