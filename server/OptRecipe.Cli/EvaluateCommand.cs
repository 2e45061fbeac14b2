using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Serialization;
using OptRecipe.Disk;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe evaluate</c>: what the model that the last run wrote lost against the recipe's own.</summary>
internal static class EvaluateCommand
{
    private const int MostRuns = 1000;
    private static readonly TimeSpan LatencyBudget = TimeSpan.FromSeconds(3);

    public static Command Create(Terminal terminal)
    {
        var recipe = new Argument<string>("recipe") { Description = "A .optrecipe.yaml file that was run" };
        var latency = new Option<bool>("--latency") { Description = "Also time both models on this computer, in turns, on seeded noise" };
        var threads = RunningModel.Threads();
        var json = Terminal.JsonOption();
        var command = new Command("evaluate", "Measure the model that the last run wrote against the recipe's own: metric, agreement, error of each operator; runs no step") { recipe, latency, threads, json };
        command.SetAction((parsed, cancellation) =>
        {
            var file = parsed.GetRequiredValue(recipe);
            var analysis = terminal.Analyze(file, cancellation);
            var isJson = parsed.GetValue(json);
            if (analysis.FirstError is not null || analysis.Plan is not { } plan) return Task.FromResult(Refused(terminal, file, analysis, isJson));
            try
            {
                var written = WrittenModel.Find(terminal.Files, analysis) ?? throw new EvaluationException("no model file is there as a run of this recipe wrote it; run it first");
                if (analysis.LastRun?.RecipeHash != analysis.RecipeHash) terminal.Progress($"`{file}` has changed since its last run; this is what that run wrote");
                var result = EvaluationReport.Of(new RunEvaluation(terminal.Files).Measure(analysis, written.Loaded.Model, new RunningText<EvaluationProgress>(terminal, TimeProvider.System), cancellation));
                if (result is null && !parsed.GetValue(latency)) throw new EvaluationException("the recipe has no `data: {evaluation: …}` to measure on");
                var time = !parsed.GetValue(latency) ? null
                    : LatencyComparison.Measure(plan.Source.Model, written.Loaded.Model, MostRuns, LatencyBudget, parsed.GetValue(threads), TimeProvider.System, cancellation);
                if (isJson) terminal.Json(new(file, !analysis.HasErrors, JsonDiagnostic.Of(analysis), written.Path, result, LatencyJson.Of(time)), EvaluateJsonContext.Readable.EvaluateJson);
                else Print(terminal, written.Path, result, time);
                return Task.FromResult(ExitCode.Fine);
            }
            catch (EvaluationException error)
            {
                terminal.Progress($"`{file}` is not evaluated: {error.Message}");
                return Task.FromResult(ExitCode.RunFailed);
            }
            catch (InterpreterException error)
            {
                return Task.FromResult(RunningModel.Failed(terminal, file, error));
            }
        });
        return command;
    }

    private static int Refused(Terminal terminal, string file, RecipeAnalysis analysis, bool isJson)
    {
        if (isJson) terminal.Json(new(file, !analysis.HasErrors, JsonDiagnostic.Of(analysis), null, null, null), EvaluateJsonContext.Readable.EvaluateJson);
        else terminal.Print(analysis, summaries: false);
        return Math.Max(ExitCode.Errors, CheckCommand.CodeOf(analysis));
    }

    private static void Print(Terminal terminal, string model, EvaluationReport? result, LatencyResult? latency)
    {
        terminal.Output.WriteLine(Terminal.Safe(Terminal.Shown(model)));
        if (result is not null)
        {
            EvaluationTables.Metrics(terminal, result);
            EvaluationTables.Operators(terminal, result);
        }
        if (latency is not null) EvaluationTables.Latency(terminal, latency, HostName.Text);
    }
}

/// <param name="Model">The file that was evaluated; null when the recipe has an error.</param>
internal sealed record EvaluateJson(string File, bool Ok, ImmutableArray<JsonDiagnostic> Diagnostics, string? Model, EvaluationReport? Evaluation, LatencyJson? Latency);

/// <param name="Note">Stands over every such figure.</param>
/// <param name="Ratio">Optimized over float.</param>
internal sealed record LatencyJson(string Note, string Host, int Runs, int Threads, Interval FloatMs, Interval OptimizedMs, Interval Ratio)
{
    public static LatencyJson? Of(LatencyResult? result) => result is null ? null : new(LatencyResult.Heading, HostName.Text, result.Runs, result.Threads, result.Float, result.Optimized, result.Ratio);
}

[JsonSerializable(typeof(EvaluateJson))]
internal sealed partial class EvaluateJsonContext : JsonSerializerContext
{
    public static EvaluateJsonContext Readable { get; } = new(ReadableJson.Options());
}
