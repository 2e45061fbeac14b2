namespace OptRecipe.Benchmarks.Models;

/// <param name="Preparation">Null where only ratios are asked for.</param>
internal sealed record ModelRow(ModelFile File, PairTimes Times, Preparation? Preparation)
{
    public double? ToXnnPack => Times.Ours / Times.XnnPack;
    public double? ToNative => Times.Ours / Times.Native;
}

/// <summary>Models, ours beside both peers, and what was promised of them all.</summary>
/// <param name="integerGoal">Null where nothing is promised of 8-bit models by themselves.</param>
/// <param name="hasGoals">False where the table only shows what a processor with less would give: the peer keeps its own.</param>
internal sealed class ModelTable(IReadOnlyList<ModelRow> rows, double? integerGoal, bool hasGoals) : IPrintedTable
{
    private const double MeanGoal = 0.6, WorstGoal = 1.0;

    public void Print(TextWriter writer)
    {
        if (rows.Count == 0)
        {
            writer.WriteLine(ModelFiles.Missing);
            return;
        }
        Columns.Print(writer, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        [
            ["milliseconds", "ours", "own kernels", "XNNPACK", "ours/own", "ours/XNNPACK", "prepare", "XNNPACK's", "arena KB", "kept KB", "allocated B"],
            .. rows.Select(row => new[]
            {
                row.File.Name + (row.File.IsInMean ? "" : " *"), Columns.Number(row.Times.Ours), Columns.Number(row.Times.Native), Columns.Number(row.Times.XnnPack), Ratio(row.ToNative), Ratio(row.ToXnnPack),
                Columns.Number(row.Preparation?.Ours), Columns.Number(row.Preparation?.XnnPack), Columns.Number(row.Preparation?.ArenaBytes / 1e3), Columns.Number(row.Preparation?.KeptBytes / 1e3),
                row.Preparation is { } preparation ? $"{preparation.AllocatedBytes:0}" : "",
            }),
        ]);
        writer.WriteLine();
        var counted = rows.Where(row => row.File.IsInMean && row.ToXnnPack is not null).ToArray();
        Mean(writer, "geometric mean of ours/XNNPACK", counted, hasGoals ? MeanGoal : null);
        Mean(writer, "  8-bit models", [.. counted.Where(row => row.File.IsInteger)], integerGoal);
        Mean(writer, "  float models", [.. counted.Where(row => !row.File.IsInteger)], null);
        Worst(writer, "worst ours/XNNPACK", counted, row => row.ToXnnPack ?? 0);
        Worst(writer, "worst ours/own kernels", [.. rows.Where(row => row.ToNative is not null)], row => row.ToNative ?? 0);
        writer.WriteLine("One thread, least of many short batches in turn. Prepare: from the file's bytes to allocated tensors. * not in the mean: XNNPACK of 2.9 does not prepare it or does not take it.");
    }

    private static void Mean(TextWriter writer, string title, ModelRow[] rows, double? goal)
    {
        if (rows.Length == 0) return;
        var mean = Math.Exp(rows.Average(row => Math.Log(row.ToXnnPack ?? 1)));
        writer.WriteLine($"{title}, {rows.Length} models: {mean:0.000}{Goal(mean, goal)}");
    }

    private void Worst(TextWriter writer, string title, ModelRow[] rows, Func<ModelRow, double> ratio)
    {
        if (rows.MaxBy(ratio) is { } worst) writer.WriteLine($"{title}: {ratio(worst):0.00}, {worst.File.Name}{Goal(ratio(worst), hasGoals ? WorstGoal : null)}");
    }

    private static string Goal(double value, double? goal) => goal is { } limit ? $"   goal ≤ {limit:0.0}: {(value <= limit ? "kept" : "MISSED")}" : "";
    private static string Ratio(double? value) => value is { } ratio ? $"{ratio:0.00}" : "";
}
