using System.Collections.Immutable;
using OptRecipe.Pipeline.Checks;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Proposing;

/// <summary>One form of the model and what the targets say of it.</summary>
/// <param name="Scheme">Null for the model as it is.</param>
/// <param name="Obstacle">Why this form cannot be made of the model, one sentence; null when it can.</param>
/// <param name="FileBytes">Of the written file; meaningless with an obstacle.</param>
/// <param name="Targets">After the steps, in the recipe's order.</param>
internal sealed record ProposalCandidate(string? Scheme, string? Obstacle, long FileBytes, ImmutableArray<TargetVerdict> Targets)
{
    /// <summary>Shares of coverage that are as good as each other.</summary>
    private const double Step = 0.05;

    public bool NeedsData => Scheme is "int8" or "int16x8";
    private int RefusedCount => Targets.Count(verdict => verdict.Worst == VerdictKind.Refused);
    private double LeastCoverage => Targets.IsEmpty ? 1 : Targets.Min(verdict => verdict.Coverage);

    public static ProposalCandidate Of(string? scheme, RecipeAnalysis analysis)
    {
        var plan = analysis.Plan;
        var obstacle = plan?.Stop?.Reason ?? analysis.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Descriptor == UnsupportedOperatorsCheck.Descriptor)?.Message;
        return new(scheme, plan is null ? "there is no plan" : obstacle, plan?.FileBytes ?? 0, [.. plan?.Targets.Select(target => target.After) ?? []]);
    }

    /// <summary>The form that the most targets run, then the one they cover best, then one that needs no data, then the smallest; what makes the file no smaller only where nothing else will do.</summary>
    /// <param name="candidates">The model as it is first.</param>
    public static ProposalCandidate Best(IReadOnlyList<ProposalCandidate> candidates) => candidates
        .Where(candidate => candidate.Obstacle is null)
        .OrderBy(candidate => candidate.RefusedCount)
        .ThenBy(candidate => candidate.FileBytes >= candidates[0].FileBytes)
        .ThenByDescending(candidate => Math.Floor(candidate.LeastCoverage / Step + 1e-9))
        .ThenBy(candidate => candidate.NeedsData)
        .ThenBy(candidate => candidate.FileBytes)
        .ThenBy(candidate => candidate.Scheme is not null)
        .First();
}
