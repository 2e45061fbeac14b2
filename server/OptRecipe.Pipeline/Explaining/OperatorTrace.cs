using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Explaining;

/// <summary>Where an operator stands after a pass. Passes insert operators and renumber; those that were there keep their kind and their order.</summary>
internal static class OperatorTrace
{
    /// <returns>Null when the operator is gone.</returns>
    public static OperatorAddress? Follow(Model before, Model after, OperatorAddress address)
    {
        if (ReferenceEquals(before, after)) return address;
        if (address.Subgraph >= after.Subgraphs.Length) return null;
        var next = 0;
        for (var index = 0; index <= address.Index; index++)
        {
            var found = Next(before, after, new(address.Subgraph, index), next);
            if (index == address.Index) return found < 0 ? null : new(address.Subgraph, found);
            if (found >= 0) next = found + 1;
        }
        return null;
    }

    /// <summary>Where each operator of a subgraph stands, by its number; −1 for those that are gone.</summary>
    public static int[] Moves(Model before, Model after, int subgraph)
    {
        var count = subgraph < before.Subgraphs.Length ? before.Subgraphs[subgraph].Operators.Length : 0;
        var moves = new int[count];
        for (int index = 0, next = 0; index < count; index++)
        {
            moves[index] = ReferenceEquals(before, after) ? index : subgraph < after.Subgraphs.Length ? Next(before, after, new(subgraph, index), next) : -1;
            if (moves[index] >= 0) next = moves[index] + 1;
        }
        return moves;
    }

    private static int Next(Model before, Model after, OperatorAddress address, int from)
    {
        var (kind, count) = (OperatorText.Name(before, address), after.Subgraphs[address.Subgraph].Operators.Length);
        // Passes insert QUANTIZE and DEQUANTIZE, so that only the name of what one makes tells whose it is.
        var isInserted = kind is "QUANTIZE" or "DEQUANTIZE";
        for (var index = from; index < count; index++)
            if (OperatorText.Name(after, new(address.Subgraph, index)) == kind && (!isInserted || Result(before, address) == Result(after, new(address.Subgraph, index)))) return index;
        return -1;
    }

    private static string? Result(Model model, OperatorAddress address)
    {
        var subgraph = model.Subgraphs[address.Subgraph];
        return subgraph.Operators[address.Index].Outputs is [var output, ..] && output >= 0 && output < subgraph.Tensors.Length ? subgraph.Tensors[output].Name : null;
    }
}
