using System.Collections.Immutable;
using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Pipeline.Variants;

/// <summary>The comparison as a table for people: columns that nobody can fill are left out.</summary>
/// <param name="Numbers">Whether a column holds figures.</param>
public sealed record VariantColumns(ImmutableArray<string> Heads, ImmutableArray<bool> Numbers, ImmutableArray<(string Name, ImmutableArray<string> Cells)> Rows)
{
    public static VariantColumns Of(VariantComparison comparison)
    {
        var rows = comparison.Variants;
        var columns = new List<(string Head, bool IsNumber, Func<VariantRow, string> Cell)> { ("variant", false, row => row.Variant) };
        columns.Add(("file", true, row => row.After is { } after ? SizeText.Of(after.File) + Ratio(after.File, comparison.Before?.File) : "–"));
        columns.Add(("gzip", true, row => row.After?.Gzip is { } gzip ? SizeText.Of(gzip) : "–"));
        if (rows.FirstOrDefault(row => !row.Metrics.IsEmpty) is { } measured)
        {
            var float0 = measured.Metrics[0];
            columns.Add(($"{float0.Metric} (before: {EvaluationText.Of(float0, float0.Float with { Low = null })})", true, row => row.Metrics is [var metric, ..] ? EvaluationText.Of(metric, metric.Optimized) : "–"));
        }
        if (rows.Any(row => row.Latency is not null))
            columns.Add(("latency", true, row => row.Latency is { } latency ? $"{EvaluationText.Significant(latency.Milliseconds.Value)} ms (× {latency.Ratio.Value:0.00})" : "–"));
        if (rows.FirstOrDefault(row => !row.Targets.IsEmpty) is { } judged)
            foreach (var (index, target) in judged.Targets.Index()) columns.Add((target.Target, true, row => index < row.Targets.Length ? row.Targets[index].Summary : "–"));
        if (rows.Any(row => !row.Budget.IsEmpty)) columns.Add(("budget", false, Budget));
        // The name says the values, too; in a narrow page the figures are what has to be seen beside it.
        if (rows is [{ Values: { Length: > 1 } keys }, ..])
            foreach (var (index, setting) in keys.Index()) columns.Add((setting.Key, false, row => row.Values[index].Value));
        return new([.. columns.Select(column => column.Head)], [.. columns.Select(column => column.IsNumber)], [.. rows.Select(row => (row.Variant, columns.Select(column => column.Cell(row)).ToImmutableArray()))]);
    }

    private static string Budget(VariantRow row) => !row.IsWritten ? "did not run" : row.Budget.Where(limit => !limit.Kept).Select(limit => limit.Key).ToArray() is { Length: > 0 } broken ? $"breaks {string.Join(", ", broken)}" : "kept";

    private static string Ratio(long after, long? before) => before is > 0 ? FormattableString.Invariant($" (× {(double)after / before.Value:0.00})") : "";
}
