using OptRecipe.Pipeline.Planning;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Running;

/// <summary>Whether a run made what its plan foretold: the same operators, versions, types, shapes and byte counts. Anything else is a bug of ours, not a mistake of the user's.</summary>
internal static class PlanAgreement
{
    /// <exception cref="InvalidOperationException">They differ; the message says where.</exception>
    public static void Verify(PlannedStep step, Model made)
    {
        if (Difference(step.Model, made) is { } difference) throw new InvalidOperationException($"`{step.Title}` did something else than its plan: {difference}");
    }

    /// <summary>The first difference in structure; null when there is none.</summary>
    public static string? Difference(Model planned, Model made)
    {
        if (planned.Subgraphs.Length != made.Subgraphs.Length) return $"{made.Subgraphs.Length} subgraphs instead of {planned.Subgraphs.Length}";
        for (var subgraph = 0; subgraph < planned.Subgraphs.Length; subgraph++)
        {
            var (left, right) = (planned.Subgraphs[subgraph], made.Subgraphs[subgraph]);
            if (!left.Inputs.SequenceEqual(right.Inputs) || !left.Outputs.SequenceEqual(right.Outputs)) return $"inputs or outputs of subgraph {subgraph}";
            if (left.Operators.Length != right.Operators.Length) return $"{right.Operators.Length} operators instead of {left.Operators.Length} in subgraph {subgraph}";
            for (var index = 0; index < left.Operators.Length; index++)
                if (Difference(planned, left.Operators[index], made, right.Operators[index]) is { } difference) return $"operator {index} of subgraph {subgraph} {difference}";
            if (left.Tensors.Length != right.Tensors.Length) return $"{right.Tensors.Length} tensors instead of {left.Tensors.Length} in subgraph {subgraph}";
            for (var index = 0; index < left.Tensors.Length; index++)
                if (Difference(planned, left.Tensors[index], made, right.Tensors[index]) is { } difference) return $"tensor {index} `{left.Tensors[index].Name}` of subgraph {subgraph} {difference}";
        }
        return null;
    }

    private static string? Difference(Model planned, Operator left, Model made, Operator right)
    {
        var (code, found) = (planned.OperatorCodes[(int)left.OpcodeIndex], made.OperatorCodes[(int)right.OpcodeIndex]);
        if (code.Name != found.Name || code.Version != found.Version) return $"is {found.Name} version {found.Version} instead of {code.Name} version {code.Version}";
        return left.Inputs.SequenceEqual(right.Inputs) && left.Outputs.SequenceEqual(right.Outputs) ? null : $"({code.Name}) has other operands";
    }

    private static string? Difference(Model planned, Tensor left, Model made, Tensor right)
    {
        if (left.Type != right.Type) return $"is {right.Type.Name()} instead of {left.Type.Name()}";
        if (!left.Shape.SequenceEqual(right.Shape)) return "has another shape";
        if (left.Name != right.Name) return $"is called `{right.Name}`";
        if ((left.Quantization?.ScaleCount ?? 0) != (right.Quantization?.ScaleCount ?? 0)) return $"has {right.Quantization?.ScaleCount ?? 0} scales instead of {left.Quantization?.ScaleCount ?? 0}";
        return Bytes(planned, left) == Bytes(made, right) ? null : $"has {Bytes(made, right)} bytes instead of {Bytes(planned, left)}";
    }

    private static long Bytes(Model model, Tensor tensor) => tensor.Buffer < model.Buffers.Length ? model.Buffers[(int)tensor.Buffer].Data.Length : 0;
}
