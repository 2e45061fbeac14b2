using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>What the GPU delegate broadcasts in ADD and MUL when the ranks differ and both are above 1: rank 3 into rank 4 with batch 1, [1, 1] into [1, h, w, c], [b, c] into [b, h, w, c].</summary>
internal sealed class GpuBroadcastPredicate(Operand first, Operand second) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(first) is not { } left || context.Tensor(second) is not { } right || left.Shape.Length == right.Shape.Length || left.Shape.Length < 2 || right.Shape.Length < 2) return Truth.Holds;
        var (longer, shorter) = left.Shape.Length > right.Shape.Length ? (left.Shape, right.Shape) : (right.Shape, left.Shape);
        return From((longer.Length, shorter.Length) switch
        {
            (4, 3) => longer[0] == 1,
            (4, 2) => (longer[0] == 1 && shorter[0] == 1 && shorter[1] == 1) || (longer[0] == shorter[0] && longer[3] == shorter[1]),
            _ => false,
        });
    }

    public override string Found(OperatorContext context) => context.Tensor(first) is { } left && context.Tensor(second) is { } right ? $"{Shapes.Text(left)} with {Shapes.Text(right)}" : "";
}

/// <summary>Of two operands of one rank, one is in no dimension smaller than the other.</summary>
internal sealed class OneCoversPredicate(Operand first, Operand second) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(first) is not { } left || context.Tensor(second) is not { } right || left.Shape.Length != right.Shape.Length) return Truth.Holds;
        var (firstIsSmaller, secondIsSmaller) = (false, false);
        for (var dimension = 0; dimension < left.Shape.Length; dimension++)
        {
            firstIsSmaller |= left.Shape[dimension] < right.Shape[dimension];
            secondIsSmaller |= right.Shape[dimension] < left.Shape[dimension];
        }
        return From(!firstIsSmaller || !secondIsSmaller);
    }

    public override string Found(OperatorContext context) => context.Tensor(first) is { } left && context.Tensor(second) is { } right ? $"{Shapes.Text(left)} with {Shapes.Text(right)}" : "";
}

/// <summary>A branch of SELECT has the output's shape, or is one value.</summary>
internal sealed class BranchShapePredicate(ImmutableArray<Operand> branches, Operand output) : OperandPredicate(branches)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => operand.Tensor.Shape is var shape
        && (shape.Length == 0 || (shape.Length == 1 && shape[0] <= 1) || (context.Tensor(output) is { } result && shape.AsSpan().SequenceEqual(result.Shape.AsSpan())));

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.Tensor(output) is { } result ? $"{Shapes.Text(operand.Tensor)}, output {Shapes.Text(result)}" : "";
}

/// <summary>The slopes of PRELU: one for each channel, or one for each element of the input without its batch.</summary>
internal sealed class SlopesPredicate(ImmutableArray<Operand> slopes, Operand input) : OperandPredicate(slopes)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand)
    {
        var shape = operand.Tensor.Shape;
        if (shape.Length == 0 || context.Tensor(input) is not { Shape: [.., var channels] } data) return shape.Length > 0;
        if (shape.AsSpan()[..^1].IndexOfAnyExcept(1) < 0) return shape[^1] == channels;
        return data.Shape.Length == 4 && shape.Length is 3 or 4 && shape.AsSpan()[^3..].SequenceEqual(data.Shape.AsSpan()[1..]) && (shape.Length == 3 || shape[0] == 1);
    }

    protected override string Describe(OperatorContext context, OperandTensor operand) => context.Tensor(input) is { } data ? $"{Shapes.Text(operand.Tensor)}, input {Shapes.Text(data)}" : "";
}

/// <summary>The output channels of DEPTHWISE_CONV_2D are input channels × depth multiplier.</summary>
internal sealed class DepthwiseChannelsPredicate(Operand input, Operand output) : Predicate
{
    public override Truth Test(OperatorContext context) => From(context.Tensor(input) is not { Shape: [.., var source] } || context.Tensor(output) is not { Shape: [.., var channels] }
        || context.Option("depth_multiplier") is not int multiplier || channels == (long)source * multiplier);

    public override string Found(OperatorContext context) => $"{context.Tensor(input)?.Shape[^1]} input channels, depth_multiplier {context.Option("depth_multiplier")}, {context.Tensor(output)?.Shape[^1]} output channels";
}

/// <summary>What the GPU delegate asks of the shape of ONE_HOT's indices: all dimensions but the last are 1 (rank 4: but batch and last).</summary>
/// <remarks>The axis is compared with the <em>size</em> of the last dimension, not with its index: that is what the source says (gpu_compatibility.cc).</remarks>
internal sealed class OneHotShapePredicate(Operand indices) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(indices) is not { } tensor) return Truth.Holds;
        var shape = tensor.Shape;
        if (context.Option("axis") is int axis and not -1 && (shape.Length == 0 || axis != shape[^1])) return Truth.Fails;
        for (var dimension = shape.Length > 3 ? 1 : 0; dimension < shape.Length - 1; dimension++)
            if (shape[dimension] != 1) return Truth.Fails;
        return Truth.Holds;
    }

    public override string Found(OperatorContext context) => context.Tensor(indices) is { } tensor ? $"indices {Shapes.Text(tensor)}, axis {context.Option("axis")}" : "";
}
