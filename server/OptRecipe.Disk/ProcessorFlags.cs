using System.Collections.Immutable;

namespace OptRecipe.Disk;

/// <summary>What this computer's processor can, as its system says. A program that is compiled for less cannot ask the processor itself.</summary>
public static class ProcessorFlags
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    /// <summary>Whether all of these flags are there, by Linux's names; false where no system says so.</summary>
    public static bool Has(ImmutableArray<string> flags)
    {
        try
        {
            using var lines = File.ReadLines(LinuxProcessors).GetEnumerator();
            while (lines.MoveNext())
                if (lines.Current.StartsWith("flags", StringComparison.Ordinal)) return IsIn(lines.Current, flags);
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsIn(string line, ImmutableArray<string> flags)
    {
        var found = line[(line.IndexOf(':') + 1)..].Split(' ');
        return flags.All(found.Contains);
    }
}
