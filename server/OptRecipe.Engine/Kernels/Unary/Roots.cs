using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SQRT and RSQRT, which refuse quantized numbers below zero when they meet them.</summary>
internal abstract class Root : UnaryKernel
{
    protected override void CheckValues(KernelContext context, RuntimeTensor input)
    {
        var least = input.Type switch { TensorType.Int8 => Least(input.Read<sbyte>()), TensorType.Int16 => Least(input.Read<short>()), _ => int.MaxValue };
        if (least < input.ZeroPoint) throw context.Refusal($"there is no root of a number below zero, the input holds {least} with the zero point {input.ZeroPoint}");
    }

    private static int Least<T>(ReadOnlySpan<T> values) where T : System.Numerics.IBinaryInteger<T>
    {
        var least = int.MaxValue;
        foreach (var value in values) least = Math.Min(least, int.CreateTruncating(value));
        return least;
    }
}

/// <summary>SQRT. Quantized: the float32 root over the output's scale, truncated.</summary>
internal sealed class Sqrt : Root
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        return input.Type switch
        {
            TensorType.Float32 => FloatLoops.Of(input.Type, default(Function)),
            TensorType.Int8 or TensorType.Int16 => QuantizedLoops.Of(input.Type, output.Type, new Quantized(context.RequireScale(input), input.ZeroPoint, context.RequireScale(output), output.ZeroPoint)),
            _ => null,
        };
    }

    private readonly struct Function : IUnaryFunction<float, float>
    {
        public float Apply(float x) => MathF.Sqrt(x);
    }

    private readonly struct Quantized(float inputScale, int inputZeroPoint, float outputScale, int outputZeroPoint) : IUnaryFunction<int, int>
    {
        public int Apply(int q) => NativeConversion.ToInt32(MathF.Sqrt(inputScale * (q - inputZeroPoint)) / outputScale) + outputZeroPoint;
    }
}

/// <summary>RSQRT: 1 / sqrt(x); quantized zero gives the greatest number. INT8: in fixed point, scaled by 1 / (sqrt(input scale) × output scale). INT16: through a table.</summary>
internal sealed class Rsqrt : Root
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        return input.Type switch
        {
            TensorType.Float32 => FloatLoops.Of(input.Type, default(Function)),
            TensorType.Int8 => QuantizedLoops.Of(input.Type, output.Type, Quantized.Of(context.RequireScale(input), input.ZeroPoint, context.RequireScale(output), output.ZeroPoint)),
            TensorType.Int16 => FunctionTables.Of(context, input, output, Bounded.Of(context, input, output)),
            _ => null,
        };
    }

    private readonly struct Function : IUnaryFunction<float, float>
    {
        public float Apply(float x) => 1 / MathF.Sqrt(x);
    }

    private readonly struct Bounded(float most) : IUnaryFunction<float, float>
    {
        public static Bounded Of(KernelContext context, RuntimeTensor input, RuntimeTensor output)
        {
            context.RequireScale(input);
            return new(short.MaxValue * context.RequireScale(output));
        }

        public float Apply(float x) => x <= 0 ? most : 1 / MathF.Sqrt(x);
    }

    private readonly struct Quantized(FixedPointFactor factor, int inputZeroPoint, int outputZeroPoint) : IUnaryFunction<int, int>
    {
        /// <summary>Bits behind the point while the root is not yet scaled.</summary>
        private const int FractionalBits = 20;

        public static Quantized Of(float inputScale, int inputZeroPoint, float outputScale, int outputZeroPoint) =>
            new(FixedPointFactor.Of(1 / (double)(MathF.Sqrt(inputScale) * outputScale)), inputZeroPoint, outputZeroPoint);

        public int Apply(int q)
        {
            if (q <= inputZeroPoint) return sbyte.MaxValue;
            var root = InverseSquareRoot.Of(q - inputZeroPoint);
            var fraction = (root with { Shift = root.Shift + FractionalBits }).Apply(1, Rounding.Double);
            return (factor with { Shift = factor.Shift - FractionalBits }).Apply(fraction, Rounding.Double) + outputZeroPoint;
        }
    }
}
