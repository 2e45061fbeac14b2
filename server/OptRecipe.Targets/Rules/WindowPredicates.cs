using OptRecipe.TFLite;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>The window that a convolution or a pooling moves over its input, in rows and columns.</summary>
internal readonly record struct Window(int Height, int Width, int StrideH, int StrideW, int DilationH, int DilationW)
{
    /// <summary>Null when operands or options are missing.</summary>
    public static Window? Of(OperatorContext context)
    {
        if (context.Option("stride_h") is not int strideH || context.Option("stride_w") is not int strideW || strideH < 1 || strideW < 1) return null;
        if (context.Option("filter_height") is int height && context.Option("filter_width") is int width) return new(height, width, strideH, strideW, 1, 1);
        if (context.Operator.Inputs is not [_, var weights, ..] || context.TensorAt(weights) is not { Shape: [_, var rows, var columns, _] }) return null;
        return new(rows, columns, strideH, strideW, Dilation(context, "dilation_h_factor"), Dilation(context, "dilation_w_factor"));
    }

    public long DilatedHeight => (Height - 1L) * DilationH + 1;
    public long DilatedWidth => (Width - 1L) * DilationW + 1;

    private static int Dilation(OperatorContext context, string option) => context.Option(option) is int factor ? factor : 1;
}

/// <summary>Whether the operator adds rows or columns: padding SAME that does not come out as zero. <c>padded: true</c>.</summary>
internal sealed class PaddedPredicate(Operand input, Operand output, bool expected) : Predicate
{
    public override Truth Test(OperatorContext context) => From(IsPadded(context) == expected);

    public override string Found(OperatorContext context) => IsPadded(context) ? "padding SAME" : "no padding";

    private bool IsPadded(OperatorContext context)
    {
        if (context.Option("padding") is not int padding || padding != (int)Padding.Same || Window.Of(context) is not { } window) return false;
        if (context.Tensor(input) is not { Shape: [_, var height, var width, _] } || context.Tensor(output) is not { Shape: [_, var rows, var columns, _] }) return false;
        return (rows - 1L) * window.StrideH + window.DilatedHeight > height || (columns - 1L) * window.StrideW + window.DilatedWidth > width;
    }

    public static PaddedPredicate Read(PredicateArgument argument) => new(argument.Operand("input"), argument.Operand("output"), argument.Node.Text == "true");
}

/// <summary>The size of the window with its dilation: <c>window: {height: ..64, area: ..4096}</c>.</summary>
internal sealed class WindowPredicate(ValueSet? heights, ValueSet? areas) : Predicate
{
    public override Truth Test(OperatorContext context) => From(Window.Of(context) is not { } window
        || (heights?.Contains(window.DilatedHeight) is not false && areas?.Contains((double)window.DilatedHeight * window.DilatedWidth) is not false));

    public override string Found(OperatorContext context) => Window.Of(context) is { } window ? $"a window of {window.DilatedHeight}×{window.DilatedWidth}" : "";

    public static WindowPredicate Read(PredicateArgument argument) => new(Set(argument.Node["height"]), Set(argument.Node["area"]));

    private static ValueSet? Set(TableNode? node) => node is null ? null : ValueSet.Read(node);
}
