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

    /// <summary>Where all operators stand; those that are gone are missing.</summary>
    public static Dictionary<OperatorAddress, OperatorAddress> Moves(Model before, Model after)
    {
        var moves = new Dictionary<OperatorAddress, OperatorAddress>();
        for (var subgraph = 0; subgraph < before.Subgraphs.Length && subgraph < after.Subgraphs.Length; subgraph++)
        {
            var next = 0;
            for (var index = 0; index < before.Subgraphs[subgraph].Operators.Length; index++)
            {
                var found = ReferenceEquals(before, after) ? index : Next(before, after, new(subgraph, index), next);
                if (found < 0) continue;
                moves[new(subgraph, index)] = new(subgraph, found);
                next = found + 1;
            }
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
