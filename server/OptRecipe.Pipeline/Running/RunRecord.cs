using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Running;

/// <summary>What the last run of a recipe wrote. It stands in <c>.optrecipe/</c> beside the recipe; files that are still as recorded may be overwritten without a question.</summary>
/// <param name="RecipeHash"><see cref="RecipeAnalysis.RecipeHash"/>.</param>
/// <param name="Before">Sizes of the model that was read.</param>
/// <param name="After">Sizes of the model that was written, null when none was.</param>
public sealed record RunRecord(int Version, string RecipeHash, ModelSizes? Before, ModelSizes? After, ImmutableArray<RecordedOutput> Outputs)
{
    public const int CurrentVersion = 1;
    private const int MostBytes = 1 << 25;

    /// <summary><see cref="GzipSize.NameOf"/> the model that was read; null when there is nothing left to be measured of it.</summary>
    public string? SourceName { get; init; }

    /// <summary>What each operator of the written model costs, worst first; null when the run measured nothing.</summary>
    public ImmutableArray<OperatorErrorReport>? Errors { get; init; }

    /// <summary>What the run measured; null when it measured nothing.</summary>
    public RecordedEvaluation? Measured { get; init; }

    /// <summary>Time of one inference on the computer that ran; null when the run measured none.</summary>
    public LatencyResult? Latency { get; init; }

    /// <summary>What became of the budget.</summary>
    public ImmutableArray<BudgetResult>? Budget { get; init; }

    /// <summary>The result of a run that need not be made, because it would be this one again.</summary>
    public RunResult UpToDate() => new(RunStatus.UpToDate, $"up to date: {RunSummary.Of(Before, After, Measured?.Metrics, Budget)}")
    {
        Before = Before, After = After, Budget = Budget ?? [], Outputs = [.. Outputs.Select(output => new RunOutput(output.Kind, output.Path, output.Bytes))],
    };

    /// <summary>The last run's report, from which pages are made.</summary>
    public static string ReportPathFor(string recipePath, string? variant = null) => Path.ChangeExtension(PathFor(recipePath, variant), ".report.json");

    /// <param name="variant">Each variant has a record of its own; null for the recipe as it is written.</param>
    public static string PathFor(string recipePath, string? variant = null) =>
        Path.Combine(Path.GetDirectoryName(recipePath) ?? "", ".optrecipe", $"{Path.GetFileName(recipePath)}{(variant is null ? "" : $".{variant}")}.json");

    /// <summary>The record beside a recipe; null when there is none that this version can read.</summary>
    public static RunRecord? Read(IFileSource files, string recipePath, string? variant = null)
    {
        var path = PathFor(recipePath, variant);
        if (files.ReadAllOrNull(path, MostBytes) is not { } bytes) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, RunRecordJson.Default.RunRecord) is { Version: CurrentVersion, Outputs.IsDefault: false } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the record, and beside it what keeps the folder out of version control.</summary>
    public void Write(IFileSource files, IOutputStore store, string recipePath, string? variant = null)
    {
        var path = PathFor(recipePath, variant);
        var ignore = Path.Combine(Path.GetDirectoryName(path) ?? "", ".gitignore");
        if (files.Stamp(ignore).Kind == FileKind.Missing) store.Write(ignore, stream => stream.Write("*\n"u8));
        store.Write(path, stream => JsonSerializer.Serialize(stream, this, RunRecordJson.Default.RunRecord));
    }

    /// <summary>Whether a file is, byte for byte, what the last run wrote there.</summary>
    public bool Wrote(IFileSource files, string path) =>
        Outputs.FirstOrDefault(output => output.Path == path) is { } output && files.Stamp(path).Length == output.Bytes && HashOf(files, path) == output.Hash;

    public static string HashOf(IFileSource files, string path)
    {
        var source = files.Open(path);
        using var owned = source as IDisposable;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[1 << 16];
        for (long at = 0; at < source.Length; at += block.Length)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, source.Length - at));
            source.Read(at, part);
            hash.AppendData(part);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}

/// <param name="Path">Absolute path.</param>
/// <param name="Hash">SHA-256 of the bytes.</param>
public sealed record RecordedOutput(string Kind, string Path, long Bytes, string Hash);

/// <param name="Data"><c>evaluation</c> or <c>calibration</c>: the set that was measured on.</param>
/// <param name="Metrics">The one that was asked for first.</param>
public sealed record RecordedEvaluation(string Data, int Samples, ImmutableArray<MetricReport> Metrics)
{
    internal static RecordedEvaluation? Of(EvaluationReport? report) => report is null || report.Metrics.IsEmpty ? null : new(report.Data, report.Samples, report.Metrics);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunRecordJson : JsonSerializerContext;
