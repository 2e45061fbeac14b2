using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>PAD and PADV2: elements in front of and behind each dimension; the second input is [rank, 2]. They are zeros (for quantized tensors the output's zero point) or the one value
/// of the third input, which has the output's scale and zero point.</summary>
internal sealed class Pad : MovingKernel
{
    private static readonly int[] PaddingInput = [1];
    private readonly StridedCopy _copy = new();
    private int _bytes;

    protected override ReadOnlySpan<int> ShapeInputs => PaddingInput;

    protected override void Check(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        _bytes = context.ElementBytes(input);
        context.RequireType(output, input.Type);
        Paddings.Check(context, context.Input(1), input.Rank, context.Runtime == PlayedRuntime.LiteRT23 ? [TensorType.Int16, TensorType.Int8, TensorType.Bool] : []);
        var isInteger = input.Type is TensorType.Int8 or TensorType.UInt8 or TensorType.Int16;
        var (lowest, highest) = Numerics.ActivationRange.TypeRange(input.Type);
        if (context.OptionalInput(2) is not { } value)
        {
            if (isInteger && (output.ZeroPoint < lowest || output.ZeroPoint > highest)) throw context.Refusal($"the zero point {output.ZeroPoint} is outside {output}");
            return;
        }
        context.RequireType(value, input.Type);
        if (value.Count != 1) throw context.Refusal($"the value to pad with is {value}, one value is expected");
        if (isInteger && (!input.Quantization.IsNone || input.Type == TensorType.UInt8)) context.RequireSameQuantization(value, output);
    }

    protected override void Plan(KernelContext context)
    {
        var input = context.Input(0);
        var paddings = Values(context);
        Span<int> shape = stackalloc int[input.Rank];
        Paddings.Shape(context, input.Shape, paddings, shape);
        context.Resize(context.Output(0), shape);
        Paddings.Inside(_copy, input.Shape, paddings, shape);
    }

    /// <summary>TensorFlow Lite 2.9 reads the paddings as INT32 whatever they are.</summary>
    private static IntegerValues Values(KernelContext context) => context.Runtime == PlayedRuntime.TFLite29 ? context.Integers(1).AsInt32() : context.Integers(1);

    protected override void Move(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        var target = output.Write<byte>();
        if (context.OptionalInput(2) is { } value) MovingChecks.FillWith(target, value.Bytes);
        else
        {
            // The zero point of a type that takes one fits its one or two bytes.
            var zero = input.Type is TensorType.Int8 or TensorType.UInt8 or TensorType.Int16 ? (Int128)output.ZeroPoint : 0;
            MovingChecks.FillWith(target, System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<Int128>(in zero))[.._bytes]);
        }
        _copy.Run(input.Bytes, target, 8 * _bytes);
    }
}

/// <summary>Paddings in front of and behind each dimension, [rank, 2].</summary>
internal static class Paddings
{
    public static void Check(KernelContext context, RuntimeTensor paddings, int rank, params ReadOnlySpan<TensorType> otherTypes)
    {
        IntegerValues.CheckType(context, paddings, otherTypes);
        if (paddings.Rank != 2 || paddings.Dim(0) != rank || paddings.Dim(1) != 2) throw context.Refusal($"the paddings are {paddings}, [{rank},2] is expected");
    }

    public static void Shape(KernelContext context, ReadOnlySpan<int> input, IntegerValues paddings, Span<int> shape)
    {
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            var (before, after) = (paddings.Int32(2 * dimension), paddings.Int32(2 * dimension + 1));
            if (before < 0 || after < 0) throw context.Refusal($"the padding of dimension {dimension} is {before} and {after}");
            shape[dimension] = checked(input[dimension] + before + after);
        }
    }

    /// <summary>Lays out the input in the midst of the padded output.</summary>
    public static void Inside(StridedCopy copy, ReadOnlySpan<int> input, IntegerValues paddings, ReadOnlySpan<int> shape)
    {
        var (from, to) = (1, 1);
        copy.Start();
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            copy.Shift(0, unchecked((int)paddings[2 * dimension] * to));
            copy.Repeat(input[dimension], from, to);
            from = unchecked(from * input[dimension]);
            to = unchecked(to * shape[dimension]);
        }
    }
}
