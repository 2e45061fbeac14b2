using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>The budget <c>latency</c>: measured by every run that has it, on this computer.</summary>
internal static class LatencyBudget
{
    private const int MostRuns = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <returns>Null when the recipe sets no limit.</returns>
    /// <exception cref="InterpreterException">A model cannot be run here.</exception>
    public static LatencyResult? Measure(BoundBudget? budget, Model reference, Model optimized, TimeProvider time, CancellationToken cancellation) =>
        budget?.Latency is null ? null : LatencyComparison.Measure(reference, optimized, MostRuns, Patience, threadCount: 1, time, cancellation);

    /// <summary>Broken only when the whole interval lies above the limit: what else the computer does may not decide.</summary>
    public static IEnumerable<BudgetResult> Judge(BoundBudget? budget, LatencyResult? measured)
    {
        if (budget?.Latency is not { } limit || measured is null) yield break;
        yield return new("latency", limit.Text, Text(measured.Optimized), measured.Optimized.Low <= limit.Value);
    }

    /// <summary><c>1.23 ms on this computer, not your target</c>.</summary>
    public static string Text(Interval milliseconds) => $"{EvaluationText.Milliseconds(milliseconds.Value)} on {LatencyResult.Heading}";
}
