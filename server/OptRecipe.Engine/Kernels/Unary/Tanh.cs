using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>TANH. 8 bits: through a table of rounded float results, or in fixed point with the output scale 1/128 whatever the file says; INT16: output scale 1/32768, through a
/// table of the logistic function or in fixed point.</summary>
internal sealed class Tanh : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (input.Type is TensorType.Float32 or TensorType.Float16 or TensorType.BFloat16) return FloatLoops.Of(context.Kernels, input.Type, default(Function));
        if (input.Type is TensorType.Int8 or TensorType.UInt8)
            return ArithmeticTable.SigmoidInt8(context.Runtime) == Arithmetic.FloatTable ? FunctionTables.Of(context, input, output, default(Function))
                : QuantizedLoops.Of(context.Kernels, input.Type, output.Type, new FixedPoint(SigmoidInput.Of(context.ScaleOf(input), input.ZeroPoint), input.Type == TensorType.UInt8 ? 128 : 0));
        if (input.Type != TensorType.Int16) return null;
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        context.RequireScale(output, 1f / 32768, error: 7e-4f);
        var scale = context.RequireScale(input);
        return ArithmeticTable.SigmoidInt16PowerOfTwo(context.Runtime) == Arithmetic.FixedPoint && SigmoidTable.TryPowerOfTwo(scale, out var power) && power is -12 or -11
            ? ElementLoop.Of<short, short, FixedPointInt16>(new(power + 12))
            : ElementLoop.Of<short, short, SigmoidTable.Tanh>(new(SigmoidTable.InputScale.Of(scale, mostPowerOfTwo: 1)));
    }

    private readonly struct Function : IFloatFunction
    {
        public float Apply(float x) => (float)Math.Tanh(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVector<T>(T x, T first, T second) where T : struct, IFloats<T> => Exponential.Tanh(x);
    }

    private readonly struct FixedPoint(SigmoidInput input, int outputZeroPoint) : IUnaryFunction<int, int>
    {
        public int Apply(int q)
        {
            var limit = input.Limit(q, out var x);
            return limit != 0 ? limit : FixedPointFactor.DivideByPowerOfTwo(FixedPoint32.Tanh(x, SigmoidInput.IntegerBits), 31 - 7) + outputZeroPoint;
        }
    }

    private readonly struct FixedPointInt16(int leftShift) : IUnaryFunction<short, short>
    {
        public short Apply(short x) => FixedPoint16.Tanh((short)FixedPoint16.Saturate(x << leftShift), integerBits: 3);
    }
}
