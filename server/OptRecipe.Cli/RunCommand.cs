using System.CommandLine;
using OptRecipe.Disk;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
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
        var command = new Command("run", "Run a recipe and write its outputs") { recipe, force, json };
        command.SetAction((parsed, cancellation) =>
        {
            var file = parsed.GetRequiredValue(recipe);
            var analysis = terminal.Analyze(file, cancellation);
            var isJson = parsed.GetValue(json);
            var runner = new RecipeRunner(terminal.Files, terminal.Files, TimeProvider.System, new(new UserCache()));
            var result = runner.Run(analysis, parsed.GetValue(force), new RunningText<RunProgress>(terminal, TimeProvider.System), cancellation);
            if (isJson) PrintJson(terminal, file, analysis, result);
            else Print(terminal, analysis, result);
            return Task.FromResult(CodeOf(analysis, result));
        });
        return command;
    }

    private static int CodeOf(RecipeAnalysis analysis, RunResult result) => Math.Max(
        result.Status is RunStatus.Succeeded or RunStatus.Cancelled ? ExitCode.Fine : CheckCommand.CodeOf(analysis),
        result.Status switch
        {
            RunStatus.Succeeded => ExitCode.Fine,
            RunStatus.Invalid => ExitCode.Errors,
            RunStatus.BudgetBroken => ExitCode.BudgetBroken,
            RunStatus.Cancelled => ExitCode.Cancelled,
            _ => ExitCode.RunFailed,
        });

    private static void PrintJson(Terminal terminal, string file, RecipeAnalysis analysis, RunResult result) => terminal.Json(
        new(
            file, !analysis.HasErrors, JsonDiagnostic.Of(analysis), StatusWord(result.Status), result.Message, result.Outputs,
            result is { Before: { } before, After: { } after } ? new(before, after) : null, result.Budget, result.Evaluation, result.Conflicts, result.Repairs),
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
            sizes.AddRow("after gzip", SizeText.Of(before.Gzip), SizeText.Of(after.Gzip), $"× {(double)after.Gzip / before.Gzip:0.00}");
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
