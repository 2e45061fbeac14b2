using System.Runtime.InteropServices;

namespace OptRecipe.Disk;

/// <summary>What computer this is, for figures that are true on it alone.</summary>
public static class HostName
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    /// <summary><c>AMD EPYC 9R14, 2 cores, X64, Debian GNU/Linux 13 (trixie), .NET 10.0.0</c>.</summary>
    public static string Text { get; } =
        $"{Processor() ?? "unnamed processor"}, {Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "core" : "cores")}, {RuntimeInformation.ProcessArchitecture}, "
        + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    private static string? Processor()
    {
        if (Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") is { Length: > 0 } identifier) return identifier;
        try
        {
            return File.ReadLines(LinuxProcessors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
