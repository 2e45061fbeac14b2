using System.Collections.Immutable;
using OptRecipe.Targets.Rules;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Partitions;

/// <summary>Cuts a subgraph into partitions as the interpreter does for every delegate: it takes all operators of one kind (taken, not taken) whose inputs are ready, then all of the other
/// kind, and so on; what is taken in one such epoch is one partition, wherever it stands in the file.</summary>
internal static class Epochs
{
    /// <summary>The partitions, in the order in which they run.</summary>
    /// <param name="isTaken">By operator index.</param>
    /// <param name="isUnpacked">Operators whose output the taken ones do not read, because they read its constant input instead; may be empty.</param>
    public static ImmutableArray<ImmutableArray<int>> Partitions(OperatorContext context, ReadOnlySpan<bool> isTaken, ReadOnlySpan<bool> isUnpacked)
    {
        var operators = context.Subgraph.Operators;
        var waitsFor = new int[operators.Length];
        var next = new int[operators.Length];
        CountInputs(context, isTaken, isUnpacked, waitsFor);
        ChainSideEffects(context, waitsFor, next);
        var ready = (Taken: new List<int>(), Left: new List<int>());
        for (var index = 0; index < waitsFor.Length; index++)
            if (waitsFor[index] == 0) (isTaken[index] ? ready.Taken : ready.Left).Add(index);
        var isTakenNow = ready.Taken.Count > 0 && (ready.Left.Count == 0 || ready.Taken[0] < ready.Left[0]);
        var partitions = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        while (ready.Taken.Count + ready.Left.Count > 0)
        {
            var epoch = isTakenNow ? ready.Taken : ready.Left;
            for (var at = 0; at < epoch.Count; at++) Finish(epoch[at], context, isTaken, isUnpacked, waitsFor, next, ready);
            if (isTakenNow && epoch.Count > 0) partitions.Add([.. epoch.Order()]);
            epoch.Clear();
            isTakenNow = !isTakenNow;
        }
        return partitions.DrainToImmutable();
    }

    private static void CountInputs(OperatorContext context, ReadOnlySpan<bool> isTaken, ReadOnlySpan<bool> isUnpacked, int[] waitsFor)
    {
        for (var index = 0; index < waitsFor.Length; index++)
            foreach (var input in context.Subgraph.Operators[index].Inputs)
                if (Producer(context, input) is >= 0 and var producer && !IsSkipped(producer, index, isTaken, isUnpacked)) waitsFor[index]++;
    }

    /// <summary>Operators that may have side effects keep their order.</summary>
    private static void ChainSideEffects(OperatorContext context, int[] waitsFor, int[] next)
    {
        var last = -1;
        for (var index = 0; index < waitsFor.Length; index++)
        {
            if (!MayHaveSideEffects(context, context.Subgraph.Operators[index])) continue;
            if (last >= 0) (next[last], waitsFor[index]) = (index, waitsFor[index] + 1);
            last = index;
        }
    }

    private static void Finish(int index, OperatorContext context, ReadOnlySpan<bool> isTaken, ReadOnlySpan<bool> isUnpacked, int[] waitsFor, int[] next, (List<int> Taken, List<int> Left) ready)
    {
        foreach (var output in context.Subgraph.Operators[index].Outputs)
        {
            if (Producer(context, output) != index) continue;
            foreach (var consumer in context.Uses.Consumers(output))
                if (!IsSkipped(index, consumer, isTaken, isUnpacked) && --waitsFor[consumer] == 0) (isTaken[consumer] ? ready.Taken : ready.Left).Add(consumer);
        }
        if (next[index] > 0 && --waitsFor[next[index]] == 0) (isTaken[next[index]] ? ready.Taken : ready.Left).Add(next[index]);
    }

    private static bool IsSkipped(int producer, int consumer, ReadOnlySpan<bool> isTaken, ReadOnlySpan<bool> isUnpacked) => !isUnpacked.IsEmpty && isUnpacked[producer] && isTaken[consumer];

    private static int Producer(OperatorContext context, int tensor) => context.TensorAt(tensor) is null ? -1 : context.Uses.Producer(tensor);

    private static bool MayHaveSideEffects(OperatorContext context, Operator @operator) =>
        context.CodeOf(@operator).Builtin is BuiltinOperator.If or BuiltinOperator.While or BuiltinOperator.CallOnce
        || TouchesResource(context, @operator.Inputs) || TouchesResource(context, @operator.Outputs);

    private static bool TouchesResource(OperatorContext context, ImmutableArray<int> tensors)
    {
        foreach (var tensor in tensors)
            if (context.TensorAt(tensor)?.Type == TensorType.Resource) return true;
        return false;
    }
}
