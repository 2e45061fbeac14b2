namespace OptRecipe.Benchmarks.Models;

/// <summary>What a second thread gives on models with large layers, to us and to XNNPACK.</summary>
internal static class ThreadSuite
{
    private const double Goal = 1.55;

    public static IPrintedTable Run(IReadOnlyList<string> words)
    {
        var table = new BenchmarkTable();
        string[] models = words.Count > 0 ? [.. words] : ["mobilenet_v2", "deeplabv3"];
        foreach (var file in ModelFiles.Chosen(models))
        {
            var bytes = file.Read();
            var (one, two) = (Pair.Measure(bytes, asksOwnKernels: false), Pair.Measure(bytes, asksOwnKernels: false, threads: 2));
            var gain = one.Ours / two.Ours;
            table.Add($"{file.Name}, one thread, ms", one.Ours, one.XnnPack, "XNNPACK");
            table.Add("  two threads, ms", two.Ours, two.XnnPack, "XNNPACK");
            table.Add("  gain", gain, one.XnnPack / two.XnnPack, "XNNPACK", ($"≥ {Goal}", gain >= Goal));
        }
        table.Note($"{Environment.ProcessorCount} processors; a machine that does other work gives no second thread its due.");
        return table;
    }
}
