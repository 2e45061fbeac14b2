using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.Pipeline.Variants;

/// <summary>All variants of a recipe side by side. The same input gives the same bytes, unless latency was asked for: no times, no absolute paths.</summary>
/// <param name="Before">Of the model that was read; null when none was.</param>
/// <param name="Best">The name of the smallest variant that keeps the budget; null when none does.</param>
public sealed record VariantComparison(string Recipe, string? Description, string Model, ModelSizes? Before, ImmutableArray<VariantRow> Variants, string? Best)
{
    /// <summary>The row of <see cref="Best"/>.</summary>
    [JsonIgnore]
    public VariantRow? BestRow => Variants.FirstOrDefault(row => row.Variant == Best);

    public string ToJson() => JsonSerializer.Serialize(this, VariantComparisonJson.Readable.VariantComparison) + "\n";

    /// <summary>The smallest file that keeps the budget; of equal ones the better metric, then the smaller gzip, then the first.</summary>
    public static string? BestOf(IEnumerable<VariantRow> rows) => rows.Where(row => row.KeepsBudget)
        .OrderBy(row => row.After?.File).ThenBy(row => row.Metrics is [{ Optimized.Value: { } value } metric, ..] ? metric.Better == "higher" ? -value : value : 0).ThenBy(row => row.After?.Gzip)
        .FirstOrDefault()?.Variant;
}

/// <summary>What became of one variant.</summary>
/// <param name="Status"><c>succeeded</c>, <c>budget-broken</c>, <c>invalid</c> (it has an error and was not run), <c>failed</c>.</param>
/// <param name="Message">One sentence.</param>
/// <param name="After">Null when nothing was written.</param>
/// <param name="Metrics">The one that was asked for first; empty when nothing was measured.</param>
/// <param name="Latency">On the computer of the run; null when it was not asked for.</param>
public sealed record VariantRow(
    string Variant, ImmutableArray<VariantSetting> Values, string Status, string Message, ModelSizes? After, ImmutableArray<MetricReport> Metrics, ImmutableArray<TargetCoverage> Targets,
    ImmutableArray<BudgetResult> Budget, VariantLatency? Latency)
{
    [JsonIgnore]
    public bool KeepsBudget => Status == "succeeded" && After is not null;

    [JsonIgnore]
    public bool IsWritten => After is not null;
}

/// <param name="Key">The path: <c>quantize.scheme</c>.</param>
/// <param name="Value">As the table writes it.</param>
public sealed record VariantSetting(string Key, string Value);

/// <param name="Milliseconds">Of one inference.</param>
/// <param name="Ratio">Over that of the model before.</param>
public sealed record VariantLatency(FigureReport Milliseconds, FigureReport Ratio);

[JsonSerializable(typeof(VariantComparison))]
[JsonSerializable(typeof(VariantsRecord))]
internal sealed partial class VariantComparisonJson : JsonSerializerContext
{
    public static VariantComparisonJson Readable { get; } = new(ReadableJson.Options());
}
