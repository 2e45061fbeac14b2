using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.Benchmarks.Quantize;

/// <summary>The published program as the editor starts it for a run: one of its files with <c>--worker</c>, one request line in, the result line out.</summary>
internal sealed class PublishedWorker(string cache)
{
    private const int Rounds = 5;

    /// <summary>What the server starts for a run on this processor.</summary>
    private static string Worker => SharedFolder.InRepository("dist", "server", "optrecipe-worker-avx512") is var own && File.Exists(own) && Vector512.IsHardwareAccelerated ? own : Program;

    /// <summary>Written by <c>npm run bench</c> and <c>npm run package</c>.</summary>
    public static string Program => SharedFolder.InRepository("dist", "server", OperatingSystem.IsWindows() ? "optrecipe-server.exe" : "optrecipe-server");

    /// <param name="Milliseconds">From the start of the process to its answer, the least of some rounds.</param>
    /// <param name="Peak">Resident memory at its highest in that round, MiB.</param>
    /// <param name="File">Milliseconds until the written file stood in its place.</param>
    public readonly record struct Use(double Milliseconds, double Peak, double File);

    /// <summary>A whole run with an empty cache.</summary>
    /// <param name="output">The file that it writes.</param>
    public Use Run(string recipe, string output) => Least(process =>
    {
        process.StandardInput.WriteLine(JsonSerializer.Serialize(new { run = new { recipePath = recipe, force = true } }));
        process.StandardInput.Flush();
        while (process.StandardOutput.ReadLine() is { } line)
            if (JsonDocument.Parse(line).RootElement.TryGetProperty("result", out var result))
            {
                // What is written is not the default, which is success.
                if (result.TryGetProperty("status", out _)) throw new InvalidOperationException(result.GetRawText());
                return;
            }
        throw new InvalidOperationException("the worker ended without a result");
    }, output: output);

    /// <summary>The program up to its first answer, which needs no model: what every start costs.</summary>
    public Use Start() => Least(process => process.WaitForExit(), "--version");

    /// <summary>The server that waits for its first message, MiB.</summary>
    public double Idle()
    {
        using var process = StartProcess("--stdio");
        // Nothing tells when it waits; it does long before.
        process.WaitForExit(500);
        var peak = PeakOf(process);
        process.Kill();
        return peak;
    }

    private Use Least(Action<Process> use, string argument = "--worker", string? output = null)
    {
        var least = new Use(double.MaxValue, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            if (Directory.Exists(cache)) Directory.Delete(cache, recursive: true);
            if (output is not null) File.Delete(output);
            var start = Stopwatch.GetTimestamp();
            using var process = StartProcess(argument);
            // The process ends soon after its answer, and what the system knows about it then, too.
            var (peak, file) = (0.0, 0.0);
            using var watch = new Timer(_ => peak = Math.Max(peak, PeakOf(process)), null, 5, 5);
            using var look = new Timer(_ =>
            {
                if (file == 0 && File.Exists(output)) file = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }, null, 2, 2);
            use(process);
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            process.Kill();
            process.WaitForExit();
            if (milliseconds < least.Milliseconds) least = new(milliseconds, peak, file == 0 ? milliseconds : file);
        }
        return least;
    }

    private Process StartProcess(string argument)
    {
        var info = new ProcessStartInfo(argument == "--worker" ? Worker : Program, [argument]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // As the server starts it (WorkerRuns).
        info.Environment["DOTNET_TieredPGO"] = "1";
        info.Environment["OPTRECIPE_CACHE"] = cache;
        return Process.Start(info) ?? throw new InvalidOperationException("no process");
    }

    /// <summary>MiB; 0 of a process that has ended.</summary>
    private static double PeakOf(Process process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(':', StringSplitOptions.TrimEntries)[1].Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            return 0;
        }
    }
}
