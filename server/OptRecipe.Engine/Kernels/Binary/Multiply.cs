using System.Numerics;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>MUL: output = activation(a × b). Floats are clamped to their finite range, plain integers wrap. Quantized: (a − za) × (b − zb) × sa × sb / so,
/// rounded doubly, the factor computed in float32; int16 has zero points of 0. int16 operands with an 8-bit output are fractions of 2^15 whose product is
/// divided by 2^8, halves away from zero. Two constants are multiplied while preparing.</summary>
internal sealed class Multiply : BinaryKernel
{
    private const string Schema = "MulOptions";

    protected override bool Folds => true;

    protected override TensorType ResultType(RuntimeTensor a, RuntimeTensor output) =>
        a.Type == TensorType.Int16 && QuantizedOperand.IsEightBit(output) ? output.Type : a.Type;

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        var activation = FusedActivation.Of(context, Schema);
        if (a.Type == TensorType.Complex64)
        {
            if (activation != ActivationFunctionType.None) throw context.Refusal($"the fused activation {activation} is not defined for complex numbers");
            return new BinaryLoop<Vector2, Vector2, Vector2, ComplexProduct>(default);
        }
        var isPlain = a.Type == TensorType.Int16 && output.Type == TensorType.Int16 && output.Quantization.IsNone;
        // Older runtimes take int16 without parameters for quantized with a scale of 0, and give zeros.
        if (isPlain && context.Runtime == PlayedRuntime.TFLite29) return BinaryLoop.Stored(a.Type, new QuantizedProduct(0, 0, 0, default, (0, 0)));
        if (a.Type == TensorType.Float32) return ClampedPairs<Multiplication>.Of(context.Kernels, activation);
        if (isPlain || a.Type is TensorType.Float16 or TensorType.Int32 or TensorType.UInt32 or TensorType.Int64)
            return ElementTypes.Number(a.Type, new ClampedLoops<Multiplication>(activation));
        if (a.Type != TensorType.Int16 && !QuantizedOperand.IsEightBit(a)) return null;
        QuantizedOperand.Check(context, output, output.Type == TensorType.Int16);
        var range = FusedActivation.Quantized(context, activation, output);
        if (output.Type != a.Type)
        {
            var narrowing = new FractionProduct(output.ZeroPoint, range);
            return output.Type == TensorType.Int8
                ? new BinaryLoop<short, short, sbyte, StoredFunction<short, short, sbyte, FractionProduct>>(new(narrowing))
                : new BinaryLoop<short, short, byte, StoredFunction<short, short, byte, FractionProduct>>(new(narrowing));
        }
        QuantizedOperand.Check(context, a, a.Type == TensorType.Int16);
        QuantizedOperand.Check(context, b, a.Type == TensorType.Int16);
        var factor = FixedPointFactor.Of(a.Scale * b.Scale / output.Scale);
        return StoredRows.Of(context.Kernels, a.Type, new QuantizedProduct(a.ZeroPoint, b.ZeroPoint, output.ZeroPoint, factor, range));
    }

    private readonly struct ComplexProduct : IBinaryFunction<Vector2, Vector2, Vector2>
    {
        public Vector2 Apply(Vector2 a, Vector2 b) => new(a.X * b.X - a.Y * b.Y, a.X * b.Y + a.Y * b.X);
    }

    private readonly struct QuantizedProduct(int zeroA, int zeroB, int zero, FixedPointFactor factor, (int Min, int Max) range) : IStoredFunction
    {
        private readonly VectorFactor _vector = new(factor);

        public int Apply(int a, int b) => (int)Math.Clamp((long)factor.Apply((a - zeroA) * (b - zeroB), Rounding.Double) + zero, range.Min, range.Max);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T OfVectors<T>(T a, T b) where T : struct, IInts<T> =>
            T.Clamp(T.Scale((a - T.All(zeroA)) * (b - T.All(zeroB)), _vector), range.Min - zero, range.Max - zero) + T.All(zero);
    }

    private readonly struct FractionProduct(int zero, (int Min, int Max) range) : IBinaryFunction<int, int, int>
    {
        // The 16-bit doubling high product is the 32-bit one with an operand shifted to the top.
        public int Apply(int a, int b)
        {
            var product = Math.Min(FixedPointFactor.DoublingHighMultiply(a << 16, b), short.MaxValue);
            return Math.Clamp(FixedPointFactor.DivideByPowerOfTwo(product, 8) + zero, range.Min, range.Max);
        }
    }
}
