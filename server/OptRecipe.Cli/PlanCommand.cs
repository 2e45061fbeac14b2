using System.Collections.Immutable;
using System.CommandLine;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Variants;

namespace OptRecipe.Cli;

/// <summary><c>optrecipe plan</c>: what a run would do, operator by operator, without doing it.</summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal)
    {
        var recipe = new Argument<string>("recipe") { Description = "A .optrecipe.yaml file" };
        var json = Terminal.JsonOption();
        var command = new Command("plan", "Show what a run would do, operator by operator; runs nothing") { recipe, json };
        command.SetAction((parsed, cancellation) =>
        {
            var file = parsed.GetRequiredValue(recipe);
            var analysis = terminal.Analyze(file, cancellation);
            if (parsed.GetValue(json))
            {
                var body = analysis.Plan is { } plan ? Body(plan, analysis.Recipe.Model?.Path ?? "", [.. analysis.AllVariants(cancellation).Select(Variant)]) : null;
                terminal.Json(new(file, !analysis.HasErrors, JsonDiagnostic.Of(analysis), body), CliJsonContext.Readable.PlanJson);
            }
            else
            {
                terminal.Print(analysis, summaries: false);
                if (analysis.Plan is { } plan)
                {
                    if (!analysis.Document.Used.IsEmpty) terminal.Output.WriteLine(Terminal.Safe($"with what it takes in: {string.Join(", ", analysis.Document.Used.Select(file => file.Name))}"));
                    PlanTables.Steps(terminal, plan);
                    PlanTables.Decisions(terminal, plan);
                    PlanTables.Targets(terminal, plan);
                    terminal.Output.WriteLine($"file: {SizeText.Of(plan.Source.FileBytes)} → {SizeText.Of(plan.FileBytes)} ({SizeText.Certainty(plan.Size)})");
                    VariantTables.Forecast(terminal, plan, analysis.AllVariants(cancellation));
                }
            }
            return Task.FromResult(CheckCommand.CodeOf(analysis));
        });
        return command;
    }

    private static PlanBodyJson Body(Plan plan, string model, ImmutableArray<PlanVariantJson> variants) => new(
        model, plan.Source.FileBytes, plan.FileBytes, plan.CanRun,
        [.. plan.Steps.Zip(Report.StepsOf(plan), (step, row) => new PlanStepJson(
            row.Step, row.Changed, row.Kept, row.Unsupported, row.BytesBefore, row.BytesAfter,
            [.. step.Selectors.Select(selector => new PlanSelectorJson(
                selector.Rule < 0 ? null : selector.Rule + 1, SelectionText.Of(step.Before, selector.Match.Operators), [.. selector.Match.Operators.Select(address => new PlanAddressJson(address.Subgraph, address.Index))]))],
            [.. PlanRows.Of(step).Select(r => new PlanOperatorJson(r.Address.Subgraph, r.Address.Index, r.Operator, r.Outcome.ToString().ToLowerInvariant(), r.Reason))]))],
        Report.TargetsOf(plan), variants);

    private static PlanVariantJson Variant(VariantAnalysis variant) => new(
        variant.Name, [.. variant.Variant.Choices.Select(choice => new VariantSetting(choice.Axis.Path, choice.Value.Text))], variant.Obstacle, variant.Analysis.Plan?.FileBytes,
        [.. (variant.Analysis.Plan?.Targets ?? []).Select(target => TargetCoverage.Of(target.After))],
        [.. BudgetForecast.Of(variant.Analysis).Select(limit => new BudgetResult(limit.Key, limit.Limit, limit.Foretold, limit.IsKept))]);
}
