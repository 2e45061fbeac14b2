using OptRecipe.TFLite;

namespace OptRecipe.Engine.Rewriting;

/// <summary>What has to hold after every edit: indices exist, each tensor has at most one producer, which stands before its readers, and no constant has one. A failure is a bug of the pass.</summary>
public static class ModelVerifier
{
    /// <exception cref="InvalidOperationException">Something does not hold; the message names it.</exception>
    public static void Verify(Model model)
    {
        if (Complaint(model) is { } complaint) throw new InvalidOperationException($"the edited model is not sound: {complaint}");
    }

    /// <summary>The first thing that does not hold; null when all does.</summary>
    public static string? Complaint(Model model)
    {
        foreach (var (subgraphIndex, subgraph) in model.Subgraphs.Index())
        {
            foreach (var (index, tensor) in subgraph.Tensors.Index())
                if (tensor.Buffer >= Math.Max(model.Buffers.Length, 1)) return $"tensor {index} of subgraph {subgraphIndex} uses buffer {tensor.Buffer} of {model.Buffers.Length}";
            if (Complaint(model, subgraph) is { } complaint) return $"{complaint} in subgraph {subgraphIndex}";
        }
        return null;
    }

    private static string? Complaint(Model model, Subgraph subgraph)
    {
        var producers = new int[subgraph.Tensors.Length];
        Array.Fill(producers, -1);
        foreach (var (index, @operator) in subgraph.Operators.Index())
        {
            if (@operator.OpcodeIndex >= model.OperatorCodes.Length) return $"operator {index} uses operator code {@operator.OpcodeIndex} of {model.OperatorCodes.Length}";
            foreach (var tensor in @operator.Inputs.Concat(@operator.Outputs))
                if (tensor >= producers.Length || tensor < -1) return $"operator {index} uses tensor {tensor} of {producers.Length}";
            foreach (var tensor in @operator.Outputs.Where(tensor => tensor >= 0))
            {
                if (producers[tensor] >= 0) return $"tensor {tensor} is written by operators {producers[tensor]} and {index}";
                if (model.IsConstant(subgraph.Tensors[tensor])) return $"operator {index} writes tensor {tensor}, which is constant";
                producers[tensor] = index;
            }
        }
        foreach (var (index, @operator) in subgraph.Operators.Index())
            foreach (var tensor in @operator.Inputs.Where(tensor => tensor >= 0))
                if (producers[tensor] >= index && !subgraph.Tensors[tensor].IsVariable) return $"operator {index} reads tensor {tensor} before operator {producers[tensor]} writes it";
        return subgraph.Inputs.Concat(subgraph.Outputs).Any(tensor => tensor < 0 || tensor >= producers.Length) ? "a graph input or output is no tensor" : null;
    }
}
