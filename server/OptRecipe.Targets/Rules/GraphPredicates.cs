using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>Every operator that reads the output runs on the target, and the output is no output of the model.</summary>
internal sealed class ConsumersRunPredicate(Operand output) : Predicate
{
    public override Truth Test(OperatorContext context) => From(FirstOther(context) is null);

    public override string Found(OperatorContext context) => FirstOther(context) ?? "";

    private string? FirstOther(OperatorContext context)
    {
        var outputs = context.Operator.Outputs;
        if (output.Index >= outputs.Length || context.TensorAt(outputs[output.Index]) is null) return null;
        if (context.Subgraph.Outputs.Contains(outputs[output.Index])) return "an output of the model";
        foreach (var consumer in context.Uses.Consumers(outputs[output.Index]))
            if (consumer < context.Verdicts.Length && context.Verdicts[consumer] is { Verdict.Kind: not VerdictKind.Runs } verdict) return $"{verdict.OperatorName} #{consumer} reads it";
        return null;
    }
}

/// <summary>No operator reads the tensor through two operands at once.</summary>
internal sealed class ReadOncePredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => Twice(context, operand) < 0;

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        Twice(context, operand) is >= 0 and var index ? $"read twice by {context.CodeOf(context.Subgraph.Operators[index]).Name} #{index}" : "";

    private static int Twice(OperatorContext context, OperandTensor operand)
    {
        var previous = -1;
        foreach (var consumer in context.Uses.Consumers(operand.TensorIndex))
        {
            if (consumer == previous) return consumer;
            previous = consumer;
        }
        return -1;
    }
}

/// <summary>Several scales of the right-hand side of BATCH_MATMUL run along its columns of results.</summary>
internal sealed class MatmulQuantizedDimensionPredicate(Operand rhs) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(rhs) is not { Quantization: { ScaleCount: > 1 } quantization } tensor) return Truth.Holds;
        return From(quantization.QuantizedDimension == tensor.Shape.Length - (context.Option("adj_y") is true ? 2 : 1));
    }

    public override string Found(OperatorContext context) => $"rhs rank {context.Tensor(rhs)?.Shape.Length}, quantized dimension {context.Tensor(rhs)?.Quantization?.QuantizedDimension}";
}

/// <summary>The output channels of DEPTHWISE_CONV_2D are a multiple of its depth multiplier.</summary>
internal sealed class DepthMultiplierPredicate(Operand output) : Predicate
{
    public override Truth Test(OperatorContext context) =>
        From(context.Option("depth_multiplier") is not int multiplier || multiplier < 1 || context.Tensor(output) is not { Shape: [.., var channels] } || channels % multiplier == 0);

    public override string Found(OperatorContext context) => $"{context.Tensor(output)?.Shape[^1]} output channels, depth_multiplier {context.Option("depth_multiplier")}";
}

/// <summary>What block-wise weights need: float16 scales in a tensor of their own, one for each block.</summary>
internal sealed class BlockScalesPredicate(Operand weights) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(weights) is not { Quantization.Details: BlockwiseQuantization details } tensor || context.TensorAt(details.Scales) is not { } scales) return Truth.Holds;
        return From(scales.Type == TensorType.Float16 && details.BlockSize > 0 && Shapes.Elements(scales) * details.BlockSize == Shapes.Elements(tensor));
    }

    public override string Found(OperatorContext context) => context.Tensor(weights) is { Quantization.Details: BlockwiseQuantization details } tensor && context.TensorAt(details.Scales) is { } scales
        ? $"weights {Shapes.Text(tensor)} in blocks of {details.BlockSize}, {scales.Type.Name()} scales {Shapes.Text(scales)}" : "";
}
