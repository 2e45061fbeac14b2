using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RSQRT: 1 / sqrt(x); quantized zero gives the greatest number. INT8: in fixed point, scaled by 1 / (sqrt(input scale) × output scale). INT16: through a table.</summary>
internal sealed class Rsqrt : Root
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        return input.Type switch
        {
            TensorType.Float32 => FloatLoops.Of(context.Kernels, input.Type, default(Function)),
            TensorType.Int8 => QuantizedLoops.Of(context.Kernels, input.Type, output.Type, Quantized.Of(context.RequireScale(input), input.ZeroPoint, context.RequireScale(output), output.ZeroPoint)),
            TensorType.Int16 => FunctionTables.Of(context, input, output, Bounded.Of(context, input, output)),
            _ => null,
        };
    }

    private readonly struct Function : IFloatFunction
    {
        public float Apply(float x) => 1 / MathF.Sqrt(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => T.All(1) / T.Sqrt(x);
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
