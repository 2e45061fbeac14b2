using System.CommandLine;
using OptRecipe.Disk;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Variants;
using Spectre.Console;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe run</c>: carries a recipe out and says what happened.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var recipe = new Argument<string>("recipe") { Description = "A .optrecipe.yaml file" };
        var json = Terminal.JsonOption();
        var force = new Option<bool>("--force") { Description = "Overwrite files that the last run of this recipe did not write" };
        var variant = new Option<string>("--variant") { Description = "Run this variant of the recipe's table alone" };
        var asWritten = new Option<bool>("--as-written") { Description = "Run the recipe as it is written, without its table of variants" };
        var latency = new Option<bool>("--latency") { Description = "Also time each variant on this computer, in turns with the model before" };
        var command = new Command("run", "Run a recipe and write its outputs; all its variants, side by side, where it has a table of them") { recipe, variant, asWritten, latency, force, json };
        command.SetAction((parsed, cancellation) =>
        {
            var file = parsed.GetRequiredValue(recipe);
            var analysis = terminal.Analyze(file, cancellation);
            var isJson = parsed.GetValue(json);
            var progress = new RunningText<RunProgress>(terminal, TimeProvider.System);
            var name = parsed.GetValue(variant);
            if (name is not null && parsed.GetValue(asWritten)) throw new UsageException("`--variant` and `--as-written` name two different runs; give one of them");
            if (!parsed.GetValue(asWritten) && (name is not null || analysis.Recipe.Variants is { Axes.IsEmpty: false }))
            {
                var compared = new VariantRunner(terminal.Files, terminal.Files, TimeProvider.System, new(new UserCache())).Run(analysis, new(name, parsed.GetValue(force), parsed.GetValue(latency)), progress, cancellation);
                if (isJson) PrintJson(terminal, file, analysis, compared);
                else if (compared.Comparison is { } comparison) VariantTables.Print(terminal, analysis, compared, comparison);
                else Print(terminal, name is null ? analysis : analysis.AllVariants(cancellation).FirstOrDefault(known => known.Name == name)?.Analysis ?? analysis, compared);
                return Task.FromResult(CodeOf(compared));
            }
            var runner = new RecipeRunner(terminal.Files, terminal.Files, TimeProvider.System, new(new UserCache())) { ShowsGzip = isJson };
            var result = runner.Run(analysis, parsed.GetValue(force), progress, cancellation);
            if (isJson) PrintJson(terminal, file, analysis, result);
            else Print(terminal, analysis, result);
            return Task.FromResult(CodeOf(analysis, result));
        });
        return command;
    }

    private static int CodeOf(RecipeAnalysis analysis, RunResult result) => Math.Max(
        result.Status is RunStatus.Succeeded or RunStatus.Cancelled ? ExitCode.Fine : CheckCommand.CodeOf(analysis), CodeOf(result));

    private static int CodeOf(RunResult result) => result.Status switch
    {
        RunStatus.Succeeded => ExitCode.Fine,
        RunStatus.Invalid => ExitCode.Errors,
        RunStatus.BudgetBroken => ExitCode.BudgetBroken,
        RunStatus.Cancelled => ExitCode.Cancelled,
        _ => ExitCode.RunFailed,
    };

    private static void PrintJson(Terminal terminal, string file, RecipeAnalysis analysis, RunResult result) => terminal.Json(
        new(
            file, !analysis.HasErrors, JsonDiagnostic.Of(analysis), StatusWord(result.Status), result.Message, result.Outputs,
            result is { Before: { } before, After: { } after } ? new(before, after) : null, result.Budget, result.Evaluation, result.Conflicts, result.Repairs, result.Comparison),
        CliJsonContext.Readable.RunJson);

    private static string StatusWord(RunStatus status) => status switch
    {
        RunStatus.NeedsForce => "needs-force",
        RunStatus.BudgetBroken => "budget-broken",
        _ => status.ToString().ToLowerInvariant(),
    };

    private static void Print(Terminal terminal, RecipeAnalysis analysis, RunResult result)
    {
        terminal.Print(analysis, summaries: false);
        if (result is { Before: { } before, After: { } after } && analysis.Plan is { } plan)
        {
            terminal.Output.WriteLine($"{analysis.Recipe.Name ?? Path.GetFileName(analysis.Path)}: {analysis.Recipe.Model?.Path}");
            PlanTables.Steps(terminal, plan);
            var sizes = new Table().Border(TableBorder.Simple).AddColumns("size", "before", "after", "");
            foreach (var column in sizes.Columns.Skip(1)) column.RightAligned();
            sizes.AddRow("file", SizeText.Of(before.File), SizeText.Of(after.File), $"× {(double)after.File / before.File:0.00}");
            if (before.Gzip is { } gzip && after.Gzip is { } left) sizes.AddRow("after gzip", SizeText.Of(gzip), SizeText.Of(left), $"× {(double)left / gzip:0.00}");
            terminal.Screen.Write(sizes);
            PlanTables.Targets(terminal, plan);
            foreach (var repair in result.Repairs) terminal.Output.WriteLine($"repair {repair}");
            if (result.Evaluation is { } evaluation) EvaluationTables.Metrics(terminal, evaluation);
            foreach (var budget in result.Budget) terminal.Output.WriteLine($"budget {budget.Key}: {budget.Measured} of {budget.Limit}, {(budget.Kept ? "kept" : "BROKEN")}");
            foreach (var output in result.Outputs) terminal.Output.WriteLine($"wrote {Terminal.Shown(output.Path)} ({SizeText.Of(output.Bytes)})");
            terminal.Output.WriteLine($"done in {result.Milliseconds:0} ms");
            return;
        }
        terminal.Output.WriteLine(result.Message);
        if (result.Status == RunStatus.NeedsForce) terminal.Output.WriteLine("Name another output, or run again with --force.");
    }
}
