using System.Diagnostics;
using System.Globalization;

namespace OptRecipe.Benchmarks.Models;

/// <summary>Opening, preparing and running a model in a process that has opened none before: `tests/OptRecipe.ColdStart`, published as the server is. Ours alone in its
/// process, the least of many; native TensorFlow Lite with XNNPACK in this one.</summary>
internal static class ColdStartSuite
{
    private const int Rounds = 25;
    private static readonly (string Model, double Goal)[] Goals = [("resnet8_int8", 25), ("mobilenet_v2", 60), ("resnet8_float", 25), ("vww_96_int8", 25)];

    public static IPrintedTable Run(IReadOnlyList<string> words)
    {
        var table = new BenchmarkTable();
        if (Environment.GetEnvironmentVariable("OPTRECIPE_COLD_START") is not { Length: > 0 } program)
        {
            table.Note("Not measured: OPTRECIPE_COLD_START names no published program. `npm run bench -- coldstart` publishes it.");
            return table;
        }
        foreach (var (model, goal) in Goals.Where(row => words.Count == 0 || words.Any(word => row.Model.Contains(word, StringComparison.Ordinal))))
            foreach (var file in ModelFiles.Chosen([model])) Add(table, program, file, goal);
        table.Note($"Least of {Rounds} processes. JIT: time of compiling in the fastest of them, part of which passes on another thread.");
        return table;
    }

    private static void Add(BenchmarkTable table, string program, ModelFile file, double goal)
    {
        double[]? best = null;
        double peer = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var times = Start(program, file.FullPath);
            if (best is null || Total(times) < Total(best)) best = times;
            peer = Math.Min(peer, Peer(file.Read()));
        }
        if (best is null) return;
        table.Add($"{file.Name}: open + prepare + first inference, ms", Total(best), peer, "XNNPACK", ($"≤ {goal} ms", Total(best) <= goal));
        string[] titles = ["open", "prepare", "first inference", "second inference", "processor time", "JIT"];
        for (var index = 0; index < titles.Length; index++) table.Add("  " + titles[index], best[index], null, "");
        table.Add("  methods compiled", best[^1], null, "");
    }

    private static double Total(double[] times) => times[0] + times[1] + times[2];

    private static double Peer(byte[] file)
    {
        var start = Stopwatch.GetTimestamp();
        using var peer = Pair.TryLoad(file, useXnnPack: true);
        peer?.Invoke();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double[] Start(string program, string model)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [model]) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"`{program}` does not start");
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Array.ConvertAll(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), text => double.Parse(text, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"`{program}` ends with {process.ExitCode}");
    }
}
