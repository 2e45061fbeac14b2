using System.Globalization;
using System.Text;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace OptRecipe.Pipeline.Tests.Repair;

/// <summary>Scores of the ten seed tasks beside the reference tools', printed as <c>server/docs/accuracy.md</c>. The whole test sets take minutes: OPTRECIPE_LONG=1 runs them and compares the page
/// (UPDATE_EXPECT=1 writes it); the normal run scores one row.</summary>
public sealed class AccuracyTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1";

    [Fact]
    public void No_task_is_worse_than_the_converter_s_by_more_than_the_interval()
    {
        if (SharedFolder.Require("golden", 1) is not { } golden) return;
        var shared = Path.GetDirectoryName(golden) ?? "";
        var page = new StringBuilder(AccuracyPage.Head);
        var worse = new List<string>();
        foreach (var row in AccuracyPage.Rows.Where(row => IsLong || row is { Task: "tones_dscnn", Column: "int8" }))
        {
            try
            {
                var line = Measure(shared, row, worse);
                page.Append(line).Append('\n');
                output.WriteLine(line);
            }
            catch (XunitException failed)
            {
                worse.Add($"{row.Task} {row.Column} {row.Steps}: {failed.Message}");
            }
        }
        var problem = IsLong ? ExpectedFile.Problem(SharedFolder.InRepository("server", "docs", "accuracy.md"), page.ToString()) : null;
        Assert.True(worse.Count == 0 && problem is null, string.Join('\n', worse.Append(problem)));
    }

    private static string Measure(string shared, AccuracyRow row, List<string> worse)
    {
        var run = new TaskRun(shared, row.Task);
        var (result, model) = run.Run(row.Steps, row.Samples);
        var (metric, score) = AccuracyPage.Metrics[row.Task];
        var own = run.Score(model, metric, score, int.MaxValue);
        var theirs = row.Reference;
        var known = GoldenFile(shared, row) is { } file ? run.Score(ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(file))), metric, score, int.MaxValue).Optimized.Value : theirs;
        var half = Math.Max((own.Optimized.High - own.Optimized.Low) / 2, 0);
        var reference = known ?? double.NaN;
        var least = row.Recovers ? reference + 0.5 * (own.Float.Value - reference) : reference - half;
        var wanted = Math.Max(least, row.Least);
        // Published scores have four digits.
        var isReached = !(own.Optimized.Value < wanted - 5e-5);
        if (isReached != (row.Unreached.Length == 0)) worse.Add($"{row.Task} {row.Column} {row.Steps}: {own.Optimized.Value:0.0000}, at least {wanted:0.0000} is wanted{(isReached ? ", and reached: take the row's excuse away" : "")}");
        return string.Create(CultureInfo.InvariantCulture, $"| {row.Task} | {row.Column} | `{row.Steps}` | {own.Float.Value:0.0000} | {Text(theirs)} | {Text(known)} | {own.Optimized.Value:0.0000} | {own.Optimized.Low:0.0000}…{own.Optimized.High:0.0000} | {string.Join("; ", result.Repairs.Select(Short))} | {(isReached ? "" : row.Unreached)} |");
    }

    private static string Short(string repair) => repair.Contains(" (", StringComparison.Ordinal) ? repair[..repair.IndexOf(" (", StringComparison.Ordinal)] : repair;

    private static string Text(double? value) => value is { } number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : "";

    /// <summary>The reference tool's own file where it is stored, so that it runs on our kernels, too.</summary>
    private static string? GoldenFile(string shared, AccuracyRow row) =>
        row.File.Length > 0 && Path.Combine(shared, "golden", row.File) is var path && File.Exists(path) ? path : null;
}
