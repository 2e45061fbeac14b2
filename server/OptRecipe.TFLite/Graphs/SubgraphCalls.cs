using System.Collections.Immutable;

namespace OptRecipe.TFLite.Graphs;

/// <summary>Which other subgraphs an operator calls: control flow, reductions, composites.</summary>
public static class SubgraphCalls
{
    private static readonly string[] Fields =
    [
        "subgraph", "then_subgraph_index", "else_subgraph_index", "cond_subgraph_index", "body_subgraph_index", "init_subgraph_index",
        "decomposition_subgraph_index", "update_computation_subgraph_index", "comparator_subgraph_index",
    ];

    /// <summary>The option fields that name subgraphs, with what they hold, as the file says it.</summary>
    public static IEnumerable<(string Field, int Subgraph)> Of(Operator op)
    {
        if (op.Options is not { UnknownPosition: 0 } options) yield break;
        foreach (var field in Fields)
            if (options.Schema.IndexOf(field) >= 0) yield return (field, options.Int32(field));
        if (options.Schema.IndexOf("branch_subgraph_indices") < 0) yield break;
        foreach (var branch in options.Int32s("branch_subgraph_indices")) yield return ("branch_subgraph_indices", branch);
    }

    /// <summary>The operator with other numbers for the subgraphs it calls.</summary>
    public static Operator Renumber(Operator op, Func<int, int> number)
    {
        if (op.Options is not { UnknownPosition: 0 } options) return op;
        foreach (var field in Fields)
            if (options.Schema.IndexOf(field) >= 0) options = options.With(field, number(options.Int32(field)));
        if (options.Schema.IndexOf("branch_subgraph_indices") >= 0)
            options = options.With("branch_subgraph_indices", options.Int32s("branch_subgraph_indices").Select(number).ToImmutableArray());
        return ReferenceEquals(options, op.Options) ? op : op with { Options = options };
    }

    /// <summary>A subgraph and all that it calls, directly or not, in the order in which they are met.</summary>
    public static ImmutableArray<int> Reachable(Model model, int from)
    {
        var found = new List<int> { from };
        for (var index = 0; index < found.Count; index++)
        {
            foreach (var (_, target) in model.Subgraphs[found[index]].Operators.SelectMany(Of))
                if (target >= 0 && target < model.Subgraphs.Length && !found.Contains(target)) found.Add(target);
        }
        return [.. found];
    }
}
