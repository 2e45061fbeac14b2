using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>What XNNPACK asks of the shapes of TRANSPOSE_CONV: with SAME a kernel not smaller than the stride and an input of the size that output and stride give;
/// with VALID an output not smaller than the kernel.</summary>
internal sealed class TransposeConvShapePredicate(PredicateArgument argument) : Predicate
{
    private readonly Operand input = argument.Operand("input");
    private readonly Operand weights = argument.Operand("weights");
    private readonly Operand outputShape = argument.Operand("output_shape");

    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(outputShape) is not { } shape || !context.TryReadIntegers(shape, out var sizes) || sizes.Length != 4) return Truth.Holds;
        if (context.Tensor(input) is not { Shape: [_, var height, var width, _] } || context.Tensor(weights) is not { Shape: [_, var kernelHeight, var kernelWidth, _] }) return Truth.Holds;
        if (context.Operator.Options is not { } options) return Truth.Holds;
        var isSame = options.Int32("padding") == (int)Padding.Same;
        return From(Fits(isSame, height, sizes[1], kernelHeight, options.Int32("stride_h")) && Fits(isSame, width, sizes[2], kernelWidth, options.Int32("stride_w")));
    }

    private static bool Fits(bool isSame, int input, long output, int kernel, int stride) =>
        isSame ? stride > 0 && kernel >= stride && input == (output + stride - 1) / stride : output >= kernel;

    public override string Found(OperatorContext context) =>
        $"input {Text(context, input)}, weights {Text(context, weights)}, stride {context.Option("stride_h")}×{context.Option("stride_w")}, output {Text(context, argument.Operand("output"))}";

    private static string Text(OperatorContext context, Operand operand) => context.Tensor(operand) is { } tensor ? Shapes.Text(tensor) : "missing";
}
