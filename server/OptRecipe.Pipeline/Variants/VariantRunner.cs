using System.Collections.Immutable;
using System.Text;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Variants;
using OptRecipe.Targets;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Variants;

/// <summary>Runs the variants of a recipe one after the other and compares them. Ranges that are equal are measured once, and the model before answers every sample once.</summary>
public sealed class VariantRunner
{
    private const int MostRuns = 200;
    private static readonly TimeSpan LatencyBudget = TimeSpan.FromSeconds(1);

    private readonly IFileSource files;
    private readonly IOutputStore store;
    private readonly TimeProvider clock;
    private readonly RecipeRunner runner;

    /// <param name="cache">Ranges that were measured before; null for a run that forgets them.</param>
    /// <param name="read">Through which the recipe was analyzed, so that a variant that is up to date is not run again; null: all are run.</param>
    public VariantRunner(IFileSource files, IOutputStore store, TimeProvider clock, CalibrationCache? cache = null, ReadFiles? read = null)
    {
        (this.files, this.store, this.clock) = (files, store, clock);
        runner = new(files, store, clock, cache, read, sharesAnswers: true) { ShowsGzip = true };
    }

    /// <summary>Never throws for what a user, a file or the disk did; the result says it.</summary>
    public RunResult Run(RecipeAnalysis analysis, VariantRequest request, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        try
        {
            return RunAll(analysis, request, progress, cancellation) with { Milliseconds = clock.GetElapsedTime(start).TotalMilliseconds };
        }
        catch (OperationCanceledException)
        {
            return new(RunStatus.Cancelled, "the comparison was cancelled; variants that had ended have written their files");
        }
        catch (Exception error) when (error is InterpreterException or IOException or UnauthorizedAccessException or ModelFormatException or OutOfMemoryException)
        {
            return new(RunStatus.Failed, $"the comparison failed: {error.Message}");
        }
    }

    private RunResult RunAll(RecipeAnalysis analysis, VariantRequest request, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var variants = analysis.AllVariants(cancellation);
        if (variants.IsEmpty)
            return new(RunStatus.Invalid, analysis.FirstError is { } error ? $"the recipe has an error: {error.Message}" : "the recipe has no `variants` to compare");
        if (request.Name is { } name) return RunOne(variants, name, request.Force, progress, cancellation);
        runner.OtherOutputs = [.. analysis.Outputs.Concat(variants.SelectMany(variant => variant.Analysis.Outputs)).Select(output => output.FullPath)];
        var reports = analysis.Outputs.Where(output => output.Kind == "report").Select(output => VariantOutputNames.Of(output.FullPath, "variants")).ToArray();
        var last = VariantsRecord.Read(files, analysis.Path);
        var conflicts = request.Force ? [] : variants.Where(variant => variant.Obstacle is null).SelectMany(variant => runner.Conflicts(variant.Analysis)).Concat(reports.Where(path => IsForeign(path, last))).ToImmutableArray();
        if (conflicts.Length > 0)
            return new(RunStatus.NeedsForce, $"`{conflicts[0]}` is not what the last comparison wrote there and would be overwritten") { Conflicts = conflicts };
        var rows = ImmutableArray.CreateBuilder<VariantRow>(variants.Length);
        var outputs = ImmutableArray.CreateBuilder<RunOutput>();
        ModelSizes? before = null;
        foreach (var (index, variant) in variants.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            var result = RunVariant(variant, request, last, new Part(progress, variant.Name, index, variants.Length), cancellation);
            if (result.Result.Status == RunStatus.Cancelled) throw new OperationCanceledException(cancellation);
            rows.Add(result.Row);
            outputs.AddRange(result.Result.Outputs);
            before ??= result.Result.Before;
        }
        var comparison = new VariantComparison(
            analysis.Recipe.Name ?? Path.GetFileName(analysis.Path), analysis.Recipe.Description, analysis.Recipe.Model?.Path ?? "", before, rows.ToImmutable(), VariantComparison.BestOf(rows));
        var written = WriteReports(comparison, reports, cancellation);
        new VariantsRecord(
            VariantsRecord.CurrentVersion, analysis.RecipeHash, comparison, variants.ToImmutableSortedDictionary(variant => variant.Name, variant => variant.Analysis.RecipeHash, StringComparer.Ordinal), written).Write(store, analysis.Path);
        var best = comparison.BestRow;
        return new(VariantOutcome.StatusOf(comparison.Variants), VariantOutcome.Sentence(comparison))
        {
            Before = before, After = best?.After, Comparison = comparison, Budget = best?.Budget ?? [],
            Outputs = [.. written.Select(output => new RunOutput(output.Kind, output.Path, output.Bytes)), .. outputs],
        };
    }

    private RunResult RunOne(ImmutableArray<VariantAnalysis> variants, string name, bool force, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        if (variants.FirstOrDefault(variant => variant.Name == name) is { } found) return runner.Run(found.Analysis, force, progress, cancellation);
        var nearest = Spelling.Nearest(name, variants.Select(variant => variant.Name));
        return new(RunStatus.Invalid, $"there is no variant `{name}`; {(nearest is null ? $"expected {string.Join(", ", variants.Take(8).Select(variant => $"`{variant.Name}`"))}{(variants.Length > 8 ? " or others" : "")}" : $"did you mean `{nearest}`")}");
    }

    private (VariantRow Row, RunResult Result) RunVariant(VariantAnalysis variant, VariantRequest request, VariantsRecord? last, Part progress, CancellationToken cancellation)
    {
        if (variant.Obstacle is { } obstacle) return (VariantOutcome.RowOf(variant, new(RunStatus.Invalid, obstacle), null, null), new(RunStatus.Invalid, obstacle));
        var result = runner.Run(variant.Analysis, request.Force, progress, cancellation, again: request.RunsAnyway || request.MeasuresLatency);
        var latency = request.MeasuresLatency && result.Made is { } made && variant.Analysis.Plan is { } plan
            ? LatencyComparison.Measure(plan.Source.Model, made, MostRuns, LatencyBudget, Environment.ProcessorCount, clock, cancellation) : null;
        return (VariantOutcome.RowOf(variant, result, latency, last?.Find(variant)), result);
    }

    private bool IsForeign(string path, VariantsRecord? last) =>
        files.Stamp(path).Kind == FileKind.File && last?.Outputs.Any(output => output.Path == path && output.Hash == RunRecord.HashOf(files, path)) != true;

    private ImmutableArray<RecordedOutput> WriteReports(VariantComparison comparison, string[] paths, CancellationToken cancellation)
    {
        using var claim = store.Claim(paths);
        var written = ImmutableArray.CreateBuilder<RecordedOutput>();
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            var bytes = Encoding.UTF8.GetBytes(path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? comparison.ToJson() : VariantMarkdown.Of(comparison));
            store.Write(path, stream => stream.Write(bytes));
            written.Add(new("report", path, bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))));
        }
        return written.ToImmutable();
    }

    /// <summary>One variant's share of the progress, with its name before what is done.</summary>
    private sealed class Part(IProgress<RunProgress>? progress, string name, int index, int count) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => progress?.Report(new($"{name} ({index + 1} of {count}): {value.Message}", (index + value.Fraction) / count));
    }
}
