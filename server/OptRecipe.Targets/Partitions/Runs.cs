using System.Collections.Immutable;
using OptRecipe.Targets.Rules;

namespace OptRecipe.Targets.Partitions;

/// <summary>Cuts a subgraph into partitions as Vela does: operators in the order in which it schedules them, and every run of taken ones that no other stands in is one partition.
/// The order is depth first from the last output, last input first; then what is not taken moves to the front when it reads inputs of the model alone, to the end when it writes outputs alone,
/// and otherwise as far back as the taken operators that read it let it.</summary>
internal static class Runs
{
    /// <summary>Above this many operators nothing is moved: a move may pass every other operator.</summary>
    private const int MostMoved = 4096;

    /// <param name="isTaken">By operator index.</param>
    public static ImmutableArray<ImmutableArray<int>> Partitions(OperatorContext context, ReadOnlySpan<bool> isTaken)
    {
        var order = DepthFirst(context);
        if (order.Count <= MostMoved) order = Move(context, order, isTaken);
        var partitions = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var run = ImmutableArray.CreateBuilder<int>();
        foreach (var index in order)
        {
            if (isTaken[index]) run.Add(index);
            else Close();
        }
        Close();
        return partitions.DrainToImmutable();

        void Close()
        {
            if (run.Count > 0) partitions.Add([.. run.Order()]);
            run.Clear();
        }
    }

    /// <summary>Every operator once, producers before consumers; operators that no output needs come last, as the file has them.</summary>
    private static List<int> DepthFirst(OperatorContext context)
    {
        var operators = context.Subgraph.Operators;
        var order = new List<int>(operators.Length);
        var isVisited = new bool[operators.Length];
        var stack = new Stack<(int Operator, bool IsDone)>();
        for (var index = operators.Length - 1; index >= 0; index--) stack.Push((index, false));
        foreach (var output in context.Subgraph.Outputs) Push(output);
        while (stack.TryPop(out var entry))
        {
            if (entry.IsDone) order.Add(entry.Operator);
            if (entry.IsDone || isVisited[entry.Operator]) continue;
            isVisited[entry.Operator] = true;
            stack.Push((entry.Operator, true));
            foreach (var input in operators[entry.Operator].Inputs) Push(input);
        }
        return order;

        void Push(int tensor)
        {
            if (context.TensorAt(tensor) is not null && context.Uses.Producer(tensor) is >= 0 and var producer && !isVisited[producer]) stack.Push((producer, false));
        }
    }

    private static List<int> Move(OperatorContext context, List<int> order, ReadOnlySpan<bool> isTaken)
    {
        var (early, late, others) = (new List<int>(), new List<int>(), new List<int>());
        var isEarly = new bool[isTaken.Length];
        foreach (var index in order)
        {
            if (!isTaken[index] && ReadsEarlyOnly(context, index, isEarly)) {
                early.Add(index);
                isEarly[index] = true;
            }
            else if (!isTaken[index] && WritesOutputsOnly(context, index)) late.Add(index);
            else others.Add(index);
        }
        for (var at = others.Count - 1; at >= 0; at--)
        {
            for (var to = at; to + 1 < others.Count && !isTaken[others[to]] && isTaken[others[to + 1]] && !Reads(context, others[to + 1], others[to]); to++)
                (others[to], others[to + 1]) = (others[to + 1], others[to]);
        }
        return [.. early, .. others, .. late];
    }

    private static bool ReadsEarlyOnly(OperatorContext context, int index, bool[] isEarly)
    {
        foreach (var input in context.Subgraph.Operators[index].Inputs)
            if (context.TensorAt(input) is not null && context.Uses.Producer(input) is >= 0 and var producer && !isEarly[producer]) return false;
        return true;
    }

    private static bool WritesOutputsOnly(OperatorContext context, int index)
    {
        foreach (var output in context.Subgraph.Operators[index].Outputs)
            if (context.TensorAt(output) is not null && (context.Uses.Consumers(output).Length > 0 || !context.Subgraph.Outputs.Contains(output))) return false;
        return true;
    }

    private static bool Reads(OperatorContext context, int reader, int writer)
    {
        foreach (var output in context.Subgraph.Operators[writer].Outputs)
            if (context.TensorAt(output) is not null && context.Subgraph.Operators[reader].Inputs.Contains(output)) return true;
        return false;
    }
}
