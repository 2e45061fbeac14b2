using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>The filters of a grouped CONV_2D are a multiple of its groups (input channels over the channels of a filter). <c>groups_divide_filters: true</c>.</summary>
internal sealed class GroupsPredicate(Operand input, Operand weights) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(input) is not { Shape: [.., var channels] } || context.Tensor(weights) is not { Shape: [var filters, .., var filterChannels] } || filterChannels <= 0) return Truth.Holds;
        return From(channels / filterChannels is > 0 and var groups && filters % groups == 0);
    }

    public override string Found(OperatorContext context) => context.Tensor(input) is { } tensor && context.Tensor(weights) is { } filter ? $"input {Shapes.Text(tensor)}, weights {Shapes.Text(filter)}" : "";
}

/// <summary>The output channels of DEPTHWISE_CONV_2D are input channels × <c>depth_multiplier</c>. <c>depth_multiplier_exact: true</c>.</summary>
internal sealed class DepthMultiplierExactPredicate(Operand input, Operand output) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(input) is not { Shape: [.., var channels] } || context.Tensor(output) is not { Shape: [.., var results] }) return Truth.Holds;
        return From(context.Option("depth_multiplier") is not int multiplier || (long)channels * multiplier == results);
    }

    public override string Found(OperatorContext context) =>
        $"{context.Tensor(input)?.Shape[^1]} input channels, depth_multiplier {context.Option("depth_multiplier")}, {context.Tensor(output)?.Shape[^1]} output channels";
}

/// <summary>The weights of FULLY_CONNECTED have the form [outputs, 1, …, 1, inputs]. <c>weights_flat: true</c>.</summary>
internal sealed class WeightsFlatPredicate(Operand weights) : Predicate
{
    public override Truth Test(OperatorContext context) =>
        From(context.Tensor(weights) is not { Shape: var shape } tensor || (shape.Length >= 2 && Shapes.Elements(tensor) == (long)shape[0] * shape[^1]));

    public override string Found(OperatorContext context) => context.Tensor(weights) is { } tensor ? $"weights {Shapes.Text(tensor)}" : "";
}

/// <summary>The output of TRANSPOSE_CONV has exactly the size that input, kernel and stride give. <c>transpose_conv_exact: true</c>.</summary>
internal sealed class TransposeConvExactPredicate(Operand input, Operand weights, Operand output) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(input) is not { Shape: [_, var height, var width, _] } || context.Tensor(weights) is not { Shape: [_, var kernelHeight, var kernelWidth, _] }
            || context.Tensor(output) is not { Shape: [_, var rows, var columns, _] } || context.Operator.Options is not { } options) return Truth.Holds;
        var isSame = options.Int32("padding") == (int)Padding.Same;
        return From(Size(height, kernelHeight, options.Int32("stride_h"), isSame) == rows && Size(width, kernelWidth, options.Int32("stride_w"), isSame) == columns);
    }

    private static long Size(int size, int kernel, int stride, bool isSame) => (long)size * stride + (isSame ? 0 : Math.Max(0, kernel - stride));

    public override string Found(OperatorContext context) => context.Tensor(input) is { } tensor && context.Tensor(output) is { } result
        ? $"input {Shapes.Text(tensor)}, stride {context.Option("stride_h")}×{context.Option("stride_w")}, output {Shapes.Text(result)}" : "";
}

/// <summary>All values stand along the last dimension: the others are 1. <c>flat: [bias]</c>.</summary>
internal sealed class FlatPredicate(ImmutableArray<Operand> operands) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => operand.Tensor.Shape.IsEmpty || Shapes.Elements(operand.Tensor) <= operand.Tensor.Shape[^1];

    protected override string Describe(OperatorContext context, OperandTensor operand) => Shapes.Text(operand.Tensor);
}
