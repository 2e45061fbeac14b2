using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LOGISTIC: 1 / (1 + e^−x). 8 bits: output scale 1/256, through a table of rounded float results or in fixed point; INT16: output scale 1/32768, through a table of
/// the function or in fixed point.</summary>
internal sealed class Logistic : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (input.Type is TensorType.Float32 or TensorType.Float16 or TensorType.BFloat16) return FloatLoops.Of(context.Kernels, input.Type, default(Function));
        if (input.Type is not (TensorType.Int8 or TensorType.UInt8 or TensorType.Int16)) return null;
        context.RequireScale(output, input.Type == TensorType.Int16 ? 1f / 32768 : 1f / 256, error: 0);
        if (input.Type != TensorType.Int16)
            return ArithmeticTable.SigmoidInt8(context.Runtime) == Arithmetic.FloatTable ? FunctionTables.Of(context, input, output, default(TableFunction))
                : QuantizedLoops.Of(context.Kernels, input.Type, output.Type, new FixedPoint(SigmoidInput.Of(context.ScaleOf(input), input.ZeroPoint), output.ZeroPoint));
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        var scale = context.RequireScale(input);
        return ArithmeticTable.SigmoidInt16PowerOfTwo(context.Runtime) == Arithmetic.FixedPoint && SigmoidTable.TryPowerOfTwo(scale, out var power) && power == -12
            ? ElementLoop.Of<short, short, FixedPointInt16>(default)
            : ElementLoop.Of<short, short, SigmoidTable.Logistic>(new(SigmoidTable.InputScale.Of(scale, mostPowerOfTwo: 0)));
    }

    /// <summary>With the runtimes' shortcut: below −9 the result is e^x, off by a ten-thousandth.</summary>
    private readonly struct Function : IFloatFunction
    {
        public float Apply(float x) => x > 16.6190472f ? 1 : x < -9 ? (float)Math.Exp(x) : default(TableFunction).Apply(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T>
        {
            var power = Exponential.Exp(T.All(-1) * T.Abs(x));
            var upper = T.All(1) / (T.All(1) + power);
            return T.IfLess(x, T.All(0), T.IfLess(x, T.All(-9), power, power * upper), upper);
        }
    }

    private readonly struct TableFunction : IUnaryFunction<float, float>
    {
        public float Apply(float x) => 1 / (1 + (float)Math.Exp(-x));
    }

    private readonly struct FixedPoint(SigmoidInput input, int outputZeroPoint) : IUnaryFunction<int, int>
    {
        public int Apply(int q)
        {
            var limit = input.Limit(q, out var x);
            return limit != 0 ? limit : FixedPointFactor.DivideByPowerOfTwo(FixedPoint32.Logistic(x, SigmoidInput.IntegerBits), 31 - 8) + outputZeroPoint;
        }
    }

    private readonly struct FixedPointInt16 : IUnaryFunction<short, short>
    {
        public short Apply(short x) => FixedPoint16.Logistic(x, integerBits: 3);
    }
}
