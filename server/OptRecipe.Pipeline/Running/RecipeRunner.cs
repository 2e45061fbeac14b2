using System.Collections.Immutable;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Prune;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Repair;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Running;

/// <summary>Carries a checked recipe out: passes with weights, then the outputs, each a whole file or nothing.</summary>
public sealed class RecipeRunner
{
    private readonly IFileSource files;
    private readonly IOutputStore store;
    private readonly TimeProvider clock;
    /// <summary>What calibrating takes of a step's share of the progress.</summary>
    private const double CalibrationShare = 0.9;
    private readonly FileHashes _hashes;
    private readonly StepRanges _ranges;
    private readonly StepRepairs _repairs;
    private readonly RunEvaluation _evaluation;
    private readonly ICacheStore? _cache;
    private readonly ReadFiles? _read;

    /// <summary>Files that runs beside this one write: looking at them is no reason to depend on them.</summary>
    internal IEnumerable<string> OtherOutputs { get; set; } = [];

    /// <summary>Sizes after gzip are shown whatever the recipe asks for.</summary>
    public bool ShowsGzip { get; init; }

    /// <param name="cache">Ranges that were measured before; null for a run that forgets them.</param>
    /// <param name="sharesAnswers">What the model before answers is remembered for further runs on the same data.</param>
    /// <param name="read">Through which the recipe was analyzed, so that later it can be told whether anything has changed; null: that cannot be told.</param>
    public RecipeRunner(IFileSource files, IOutputStore store, TimeProvider clock, CalibrationCache? cache = null, ReadFiles? read = null, bool sharesAnswers = false)
    {
        _read = read;
        (this.files, this.store, this.clock) = (files, store, clock);
        _cache = cache?.Store;
        _hashes = new(files);
        _ranges = new(new(files) { Hashes = _hashes }, new(cache ?? new(), clock));
        _repairs = new(files, _ranges);
        _evaluation = new(files, sharesAnswers);
    }

    /// <summary>Runs a recipe. Never throws for what a user, a file or the disk did; the result says it.</summary>
    /// <param name="again">Run also when nothing has changed since the last run.</param>
    public RunResult Run(RecipeAnalysis analysis, bool force, IProgress<RunProgress>? progress, CancellationToken cancellation, bool again = true)
    {
        var start = clock.GetTimestamp();
        try
        {
            return RunChecked(analysis, force, again, progress, cancellation) with { Milliseconds = clock.GetElapsedTime(start).TotalMilliseconds };
        }
        catch (OperationCanceledException)
        {
            return new(RunStatus.Cancelled, "the run was cancelled; files that were not yet written are as before");
        }
        catch (Exception error) when (error is PassException or CalibrationException or EvaluationException or InterpreterException or IOException or UnauthorizedAccessException or ModelFormatException or OutOfMemoryException)
        {
            return new(RunStatus.Failed, $"the run failed: {error.Message}");
        }
    }

    private RunResult RunChecked(RecipeAnalysis analysis, bool force, bool again, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        if (analysis.Plan is not { } plan || !analysis.CanRun)
            return new(RunStatus.Invalid, analysis.FirstError is { } first ? $"the recipe has an error: {first.Message}" : "the recipe cannot run yet");
        using var claim = store.Claim([.. analysis.Outputs.Select(output => output.FullPath), RunRecord.PathFor(analysis.Path, analysis.Variant)]);
        var record = RunRecord.Read(files, analysis.Path, analysis.Variant);
        if (!again && record is not null && (!ShowsGzip || record.After?.Gzip is not null) && RunInputs.AreUnchanged(files, analysis, record, readsContents: true))
        {
            RunInputs.Renew(files, store, analysis);
            return record.UpToDate();
        }
        var conflicts = force ? [] : Conflicts(analysis);
        if (conflicts.Length > 0)
            return new(RunStatus.NeedsForce, $"`{conflicts[0]}` is not what the last run wrote there and would be overwritten") { Conflicts = conflicts };

        var model = plan.Source.Model;
        var isMeasured = RunEvaluation.IsWanted(analysis);
        var parts = plan.Steps.Length + (isMeasured ? 1 : 0);
        var repairs = ImmutableArray.CreateBuilder<ImmutableArray<RepairResult>>();
        for (var index = 0; index < plan.Steps.Length; index++)
        {
            var step = plan.Steps[index];
            progress?.Report(new(step.Title, (double)index / parts));
            var pass = _ranges.Ready(analysis, step, model, CalibrationProgress(progress, index, parts), cancellation);
            var start = pass == step.Pass ? 0 : CalibrationShare;
            var made = pass.Apply(model, step.Decisions, PassMode.Run, StepProgress(progress, step.Title, index, parts, start), cancellation);
            // Two forms that turn out equal need no QUANTIZE between them; only measured ranges can tell.
            if (pass != step.Pass && PlanAgreement.Difference(step.Model, made) is not null)
            {
                plan = PlanRevision.Revised(plan, index, pass, decision => step.Decisions.Operators.First(known => known.Address == decision.Address), cancellation);
                analysis = analysis with { Plan = plan };
            }
            PlanAgreement.Verify(plan.Steps[index], made);
            var repaired = _repairs.Repair(analysis, plan, index, pass, model, made, RepairProgress(progress, index, parts), cancellation);
            if (repaired.Plan is { } revised)
            {
                (plan, analysis) = (revised, analysis with { Plan = revised });
                PlanAgreement.Verify(plan.Steps[index], repaired.Model);
            }
            model = repaired.Model;
            repairs.Add(repaired.Results);
        }
        var measured = isMeasured ? _evaluation.Measure(analysis, model, EvaluationProgress(progress, plan.Steps.Length, parts), cancellation) : null;
        var evaluation = EvaluationReport.Of(measured);
        ImmutableArray<BudgetResult> accuracy = [.. AccuracyBudget.Judge(analysis.Recipe.Budget, measured?.Evaluation)];
        if (analysis.Recipe.Budget?.Latency is not null) progress?.Report(new("measuring latency", 1));
        var latency = LatencyBudget.Measure(analysis.Recipe.Budget, plan.Source.Model, model, clock, cancellation);
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("writing", 1));
        var (measures, models) = WriteModels(analysis, model, cancellation);
        var (before, after) = Sizes(analysis, plan, model, measures.FileBytes);
        ImmutableArray<TargetVerdict> verdicts = [.. analysis.Judge(model, cancellation)];
        ImmutableArray<BudgetResult> reported = [.. RunBudget.Judge(analysis, model, after, verdicts), .. accuracy];
        var report = new Report(
            (analysis.Recipe.Name ?? Path.GetFileName(analysis.Path)) + (analysis.Variant is { } variant ? $" · {variant}" : ""), analysis.Recipe.Description, analysis.Recipe.Model?.Path ?? "", before, after,
            Report.StepsOf(plan, repairs), [.. verdicts.Select(Report.TargetOf)], reported, evaluation);
        var reports = WriteReports(analysis, report, cancellation);
        ImmutableArray<RecordedOutput> written = [.. analysis.Outputs.Select(output => models.Concat(reports).First(one => one.Path == output.FullPath))];
        // A report has no times: the same recipe gives the same bytes.
        ImmutableArray<BudgetResult> budget = [.. reported, .. LatencyBudget.Judge(analysis.Recipe.Budget, latency)];
        Remember(analysis, new(RunRecord.CurrentVersion, analysis.RecipeHash, before, after, written)
        {
            SourceName = before.Gzip is null ? GzipSize.NameOf(plan.Source.Model.Origin?.Source) : null, Errors = evaluation?.Operators, Measured = RecordedEvaluation.Of(evaluation), Budget = budget, Latency = latency,
        }, report);
        return new(budget.All(item => item.Kept) ? RunStatus.Succeeded : RunStatus.BudgetBroken, RunSummary.Of(before, after, evaluation?.Metrics, budget))
        {
            Before = before, After = after, Budget = budget, Evaluation = evaluation, Made = model, Targets = [.. verdicts.Select(TargetCoverage.Of)], Repairs = [.. repairs.SelectMany(step => step).Select(repair => repair.ToString())], Outputs = [.. written.Select(output => new RunOutput(output.Kind, output.Path, output.Bytes))],
        };
    }

    /// <summary>Leaves beside the recipe what the run read and wrote, and its report for whoever asks later. The record comes last: it alone says that the others are whole.</summary>
    private void Remember(RecipeAnalysis analysis, RunRecord record, Report report)
    {
        store.Write(RunRecord.ReportPathFor(analysis.Path, analysis.Variant), report.Write);
        if (_read is not null) RunInputs.Write(_read, files, _hashes, store, analysis, record, OtherOutputs);
        record.Write(files, store, analysis.Path, analysis.Variant);
    }

    /// <summary>Writes the model to every output that asks for it, measuring it on its way; to nowhere when only a report is asked for.</summary>
    private (ModelMeasures Measures, ImmutableArray<RecordedOutput> Written) WriteModels(RecipeAnalysis analysis, Model model, CancellationToken cancellation)
    {
        ModelMeasures? measures = null;
        void Content(Stream target)
        {
            if (measures is not null)
            {
                ModelWriter.Write(model, target);
                return;
            }
            using var measuring = new MeasuringStream(target);
            ModelWriter.Write(model, measuring);
            measures = measuring.End();
            if (measures.FileBytes != analysis.Plan?.FileBytes) throw new InvalidOperationException($"{measures.FileBytes} bytes were written where the plan foretold {analysis.Plan?.FileBytes}");
        }
        var written = ImmutableArray.CreateBuilder<RecordedOutput>();
        foreach (var output in analysis.Outputs.Where(output => output.Kind == "tflite"))
        {
            cancellation.ThrowIfCancellationRequested();
            store.Write(output.FullPath, Content);
            if (measures is { } known) written.Add(new(output.Kind, output.FullPath, known.FileBytes, known.Hash));
        }
        if (measures is null) Content(Stream.Null);
        return (measures ?? throw new InvalidOperationException("the store wrote nothing"), written.ToImmutable());
    }

    /// <summary>With what gzip makes of the files where the recipe or the caller shows it: compressing takes longer than quantizing does. Else <see cref="LastGzip"/> measures it for who looks.</summary>
    private (ModelSizes Before, ModelSizes After) Sizes(RecipeAnalysis analysis, Plan plan, Model model, long fileBytes)
    {
        var source = plan.Source;
        if (!ShowsGzip && analysis.Recipe.Budget?.Gzip is null && analysis.Outputs.All(output => output.Kind == "tflite") && !plan.Steps.Any(step => step.Pass is PrunePass))
            return (new(source.FileBytes, null), new(fileBytes, null));
        var sourceGzip = Task.Run(() => source.MeasureGzip(_cache), CancellationToken.None);
        using var counter = new GzipCountingStream(Environment.ProcessorCount);
        ModelWriter.Write(model, counter);
        var gzip = counter.GzipBytes;
        return (new(source.FileBytes, sourceGzip.GetAwaiter().GetResult()), new(fileBytes, gzip));
    }

    private ImmutableArray<RecordedOutput> WriteReports(RecipeAnalysis analysis, Report report, CancellationToken cancellation)
    {
        var written = ImmutableArray.CreateBuilder<RecordedOutput>();
        foreach (var output in analysis.Outputs.Where(output => output.Kind != "tflite"))
        {
            cancellation.ThrowIfCancellationRequested();
            var bytes = ReportBytes(report, output.FullPath);
            store.Write(output.FullPath, stream => stream.Write(bytes));
            written.Add(new(output.Kind, output.FullPath, bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))));
        }
        return written.ToImmutable();
    }

    private static byte[] ReportBytes(Report report, string path) =>
        System.Text.Encoding.UTF8.GetBytes(path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? report.ToJson() : ReportMarkdown.Of(report));

    /// <summary>Files that a run would overwrite and that the last one did not write.</summary>
    internal ImmutableArray<string> Conflicts(RecipeAnalysis analysis)
    {
        var record = RunRecord.Read(files, analysis.Path, analysis.Variant);
        return [.. analysis.Outputs.Select(output => output.FullPath).Where(path => files.Stamp(path).Kind == FileKind.File && record?.Wrote(files, path) != true)];
    }

    private static Progress<double>? StepProgress(IProgress<RunProgress>? progress, string title, int index, int count, double start) =>
        progress is null ? null : new(fraction => progress.Report(new(title, (index + start + (1 - start) * fraction) / count)));

    private static Action<string>? RepairProgress(IProgress<RunProgress>? progress, int index, int count) =>
        progress is null ? null : message => progress.Report(new(message, (index + 1.0) / count));

    private static Progress<CalibrationProgress>? CalibrationProgress(IProgress<RunProgress>? progress, int index, int count) =>
        progress is null ? null : new(state => progress.Report(new(state.ToString(), (index + CalibrationShare * state.Done / Math.Max(state.Count, 1)) / count)));

    private static Progress<EvaluationProgress>? EvaluationProgress(IProgress<RunProgress>? progress, int index, int count) =>
        progress is null ? null : new(state => progress.Report(new(state.ToString(), (index + (double)state.Done / Math.Max(state.Count, 1)) / count)));

    private sealed class Progress<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
