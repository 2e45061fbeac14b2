using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Explaining;

/// <summary>Follows one operator through a plan.</summary>
public sealed class OperatorExplainer(IFileSource files)
{
    /// <param name="address">In the model that the recipe names.</param>
    /// <returns>Null when the model has no such operator, or there is no plan.</returns>
    public OperatorExplanation? Explain(RecipeAnalysis analysis, OperatorAddress address)
    {
        if (analysis.Plan is not { } plan || !Has(plan.Source.Model, address)) return null;
        var steps = ImmutableArray.CreateBuilder<StepExplanation>();
        OperatorAddress? at = address;
        foreach (var step in plan.Steps)
        {
            if (at is not { } here) break;
            var decision = step.Decisions.Operators.FirstOrDefault(decision => decision.Address == here);
            steps.Add(new(step, here.Index, decision?.Outcome ?? PassOutcome.Untouched, decision?.Reason ?? "", step.Settings?.RulesOf(here) ?? [], step.Settings?.Of(here)));
            at = OperatorTrace.Follow(step.Before, step.Model, here);
        }
        return new(address, FormOf(plan.Source.Model, address), at is { } end ? FormOf(plan.Result, end) : null, at is { } written ? Written(analysis, plan, written) : null)
        {
            Cost = at is { } measured ? Cost(analysis, plan, measured) : null,
            Steps = steps.DrainToImmutable(),
            Targets = [.. plan.Targets.Select(target => new TargetExplanation(target.Title, VerdictOf(target.Before, address) ?? SupportVerdict.Runs, at is { } last ? VerdictOf(target.After, last) : null))],
        };
    }

    private static SupportVerdict? VerdictOf(TargetVerdict verdict, OperatorAddress address) => verdict.Operators.FirstOrDefault(one => one.Address == address)?.Verdict;

    /// <summary>From the file of the last run, when it is of this recipe's text and still as written.</summary>
    private OperatorForm? Written(RecipeAnalysis analysis, Plan plan, OperatorAddress address)
    {
        if (!IsOfThisText(analysis) || WrittenModel.Find(files, analysis)?.Loaded.Model is not { } model || !Has(model, address)) return null;
        return OperatorText.Name(model, address) == OperatorText.Name(plan.Result, address) ? FormOf(model, address) : null;
    }

    /// <summary>As the last run measured it.</summary>
    private static OperatorCost? Cost(RecipeAnalysis analysis, Plan plan, OperatorAddress address)
    {
        if (!IsOfThisText(analysis) || analysis.LastRun?.Errors is not { IsDefault: false } errors) return null;
        return errors.FirstOrDefault(error => error.Subgraph == address.Subgraph && error.Index == address.Index && error.Op == OperatorText.Name(plan.Result, address)) is { } found
            ? new(found.RmseByScale, found.Sqnr, found.Saturated) : null;
    }

    private static bool IsOfThisText(RecipeAnalysis analysis) => analysis.LastRun?.RecipeHash == analysis.RecipeHash;

    private static bool Has(Model model, OperatorAddress address) =>
        address.Subgraph >= 0 && address.Subgraph < model.Subgraphs.Length && address.Index >= 0 && address.Index < model.Subgraphs[address.Subgraph].Operators.Length;

    private static OperatorForm FormOf(Model model, OperatorAddress address)
    {
        var subgraph = model.Subgraphs[address.Subgraph];
        var op = subgraph.Operators[address.Index];
        var row = OperatorTable.Find(model, op);
        var operands = op.Inputs.Select((tensor, operand) => (Role: row?.Role(operand).ToString().ToLowerInvariant() ?? "input", Tensor: tensor))
            .Concat(op.Outputs.Select(tensor => (Role: "output", Tensor: tensor)));
        return new(address.Index, OperatorText.Name(model, address), op.OpcodeIndex < model.OperatorCodes.Length ? model.OperatorCodes[(int)op.OpcodeIndex].Version : 0, WeightBytes.Of(model, address),
            [.. operands.Where(operand => operand.Tensor >= 0).Select(operand => new OperandForm(operand.Role, TensorSummary.Of(subgraph, operand.Tensor)))]);
    }
}
