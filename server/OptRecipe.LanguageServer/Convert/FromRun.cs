using System.Collections.Immutable;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>A run's result as the wire has it.</summary>
public static class FromRun
{
    public static RunAnswer Answer(RunResult result) => new(
        StatusOf(result.Status), result.Message,
        [.. result.Outputs.Select(output => new RunAnswerOutput(output.Kind, output.Path, DocumentUri.OfPath(output.Path).ToString(), output.Bytes))],
        Sizes(result.Before), Sizes(result.After),
        Budget(result.Budget),
        result.Conflicts, result.Milliseconds);

    internal static ImmutableArray<RunAnswerBudget> Budget(ImmutableArray<BudgetResult> results) =>
        [.. results.Select(result => new RunAnswerBudget(result.Key, result.Limit, result.Measured, result.Kept))];

    private static RunAnswerStatus StatusOf(RunStatus status) => status switch
    {
        RunStatus.Succeeded => RunAnswerStatus.Succeeded,
        RunStatus.Invalid => RunAnswerStatus.Invalid,
        RunStatus.NeedsForce => RunAnswerStatus.NeedsForce,
        RunStatus.BudgetBroken => RunAnswerStatus.BudgetBroken,
        RunStatus.Cancelled => RunAnswerStatus.Cancelled,
        RunStatus.UpToDate => RunAnswerStatus.UpToDate,
        _ => RunAnswerStatus.Failed,
    };

    internal static RunAnswerSizes? Sizes(ModelSizes? sizes) => sizes is null ? null : new(sizes.File);
}
