using System.Runtime.CompilerServices;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Incremental;

/// <summary>Judges models that follow each other, as edits of a recipe make them: an operator that is as it was in an earlier model keeps its verdict, unless that looked at the operators around it.
/// Gives exactly what <see cref="TargetJudge"/> gives. What it keeps lives as long as the models do. Thread-safe.</summary>
public sealed class IncrementalJudge
{
    private const int MostRecent = 8;
    private readonly object gate = new();
    private readonly LinkedList<WeakReference<Model>> recent = [];
    private readonly ConditionalWeakTable<Model, Known> known = [];

    public TargetVerdict Judge(Model model, TargetSelection selection, CancellationToken cancellationToken = default)
    {
        ModelDifference? difference;
        JudgedModel? before = null;
        lock (gate)
        {
            var own = known.GetValue(model, Remember);
            if (own.Answers.TryGetValue(selection, out var same)) return same.Verdict;
            difference = own.Difference;
            if (difference is not null && difference.Before.TryGetTarget(out var other) && known.TryGetValue(other, out var others)) others.Answers.TryGetValue(selection, out before);
        }
        var judged = TargetJudge.JudgeAfter(model, selection, before is null ? null : difference, before, cancellationToken);
        lock (gate) known.GetValue(model, Remember).Answers[selection] = judged;
        return judged.Verdict;
    }

    /// <summary>The nearest of the models seen lately is what a new one is compared with.</summary>
    private Known Remember(Model model)
    {
        ModelDifference? nearest = null;
        var operatorCount = model.Subgraphs.Sum(subgraph => subgraph.Operators.Length);
        for (var node = recent.First; node is not null;)
        {
            var next = node.Next;
            if (!node.Value.TryGetTarget(out var other)) recent.Remove(node);
            else if (ModelDifference.Of(other, model) is var difference && difference.UnchangedCount > (nearest?.UnchangedCount ?? 0)) nearest = difference;
            if (nearest?.UnchangedCount > operatorCount * 9 / 10) break;
            node = next;
        }
        recent.AddFirst(new WeakReference<Model>(model));
        if (recent.Count > MostRecent) recent.RemoveLast();
        return new(nearest);
    }

    private sealed record Known(ModelDifference? Difference)
    {
        public Dictionary<TargetSelection, JudgedModel> Answers { get; } = [];
    }
}
