using System.CommandLine;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe check</c>: everything the editor would say, without running anything.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var recipe = new Argument<string>("recipe") { Description = "A .optrecipe.yaml file" };
        var json = Terminal.JsonOption();
        var command = new Command("check", "Check a recipe against its model and targets; runs nothing") { recipe, json };
        command.SetAction((parsed, cancellation) =>
        {
            var analysis = terminal.Analyze(parsed.GetRequiredValue(recipe), cancellation);
            if (parsed.GetValue(json))
                terminal.Json(new(parsed.GetRequiredValue(recipe), !analysis.HasErrors, JsonDiagnostic.Of(analysis), analysis.Plan is { } plan ? Report.TargetsOf(plan) : []), CliJsonContext.Readable.CheckJson);
            else
                Print(terminal, analysis);
            return Task.FromResult(CodeOf(analysis));
        });
        return command;
    }

    public static int CodeOf(RecipeAnalysis analysis) =>
        analysis.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => RecipeAnalysis.IsBudget(d) ? ExitCode.BudgetBroken : ExitCode.Errors).DefaultIfEmpty(ExitCode.Fine).Max();

    private static void Print(Terminal terminal, RecipeAnalysis analysis)
    {
        terminal.Print(analysis, summaries: true);
        var errors = analysis.Diagnostics.Count(d => d.Severity == Severity.Error);
        var warnings = analysis.Diagnostics.Count(d => d.Severity == Severity.Warning);
        terminal.Output.WriteLine($"{errors} {(errors == 1 ? "error" : "errors")}, {warnings} {(warnings == 1 ? "warning" : "warnings")}");
    }
}
