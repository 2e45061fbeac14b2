using System.Numerics;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SQUARED_DIFFERENCE: output = (a − b)². Plain integers wrap. int8 (int16): both operands on twice the larger scale with 7 (no) bits of fraction, subtracted,
/// squared and scaled to the output's, rounded doubly each time.</summary>
internal sealed class SquaredDifference : BinaryKernel
{
    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        if (a.Type == TensorType.Float32) return FloatRows.Of(context.Kernels, default(OfFloats));
        if (a.Type == TensorType.Int32) return new BinaryLoop<int, int, int, Unclamped<int>>(default);
        // Only the runtime for microcontrollers takes int16.
        if (a.Type != TensorType.Int8 && (a.Type != TensorType.Int16 || context.Runtime != PlayedRuntime.TFLiteMicro)) return null;
        foreach (var tensor in (ReadOnlySpan<RuntimeTensor>)[a, b, output]) QuantizedOperand.Check(context, tensor);
        var leftShift = a.Type == TensorType.Int8 ? 7 : 0;
        var scale = CommonScale.Twice(a, b) / (1 << leftShift);
        var factor = FixedPointFactor.Of(scale * scale / output.Scale);
        return StoredRows.Of(context.Kernels, a.Type, new Quantized(new(a, b, leftShift), factor, output.ZeroPoint, ActivationRange.TypeRange(a.Type)));
    }

    private readonly struct Unclamped<T> : IBinaryFunction<T, T, T> where T : INumber<T>
    {
        public T Apply(T a, T b) => (a - b) * (a - b);
    }

    private readonly struct OfFloats : IFloatPairFunction
    {
        public float Apply(float a, float b) => (a - b) * (a - b);
        public (float First, float Second) Constants => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVectors<T>(T a, T b, T first, T second) where T : struct, IFloats<T> => (a - b) * (a - b);
    }

    private readonly struct Quantized(CommonScale common, FixedPointFactor factor, int zero, (int Min, int Max) range) : IStoredFunction
    {
        private readonly VectorFactor _vector = new(factor);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T OfVectors<T>(T a, T b) where T : struct, IInts<T>
        {
            var difference = common.First(a) - common.Second(b);
            return T.Clamp(T.Scale(difference * difference, _vector), range.Min - zero, range.Max - zero) + T.All(zero);
        }

        public int Apply(int a, int b)
        {
            var difference = common.First(a) - common.Second(b);
            return (int)Math.Clamp((long)factor.Apply(difference * difference, Rounding.Double) + zero, range.Min, range.Max);
        }
    }
}
