using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ABS. Quantized: |q − zero point| rescaled to the output, rounded twice; INT16 without parameters and INT32 are plain numbers, of which the smallest is its own
/// result.</summary>
internal sealed class Abs : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type switch
    {
        TensorType.Float32 => ElementLoop.Of<float, float, Single>(default),
        TensorType.Int32 => ElementLoop.Of<int, int, Integer<int>>(default),
        TensorType.Int16 when input.Quantization.IsNone => ElementLoop.Of<short, short, Integer<short>>(default),
        TensorType.Int8 or TensorType.Int16 => Quantized(context, input, output),
        _ => null,
    };

    private static ElementLoop? Quantized(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireSymmetricInt16(input);
        context.RequireSymmetricInt16(output);
        var factor = FixedPointFactor.Of(context.RequireScale(input) / context.RequireScale(output));
        return QuantizedLoops.Of(input.Type, output.Type, new Distance(input.ZeroPoint, new(factor, 0, output.ZeroPoint)));
    }

    private readonly struct Single : IUnaryFunction<float, float>
    {
        public float Apply(float x) => MathF.Abs(x);
    }

    private readonly struct Integer<T> : IUnaryFunction<T, T> where T : IBinaryInteger<T>
    {
        public T Apply(T x) => T.IsNegative(x) ? unchecked(-x) : x;
    }

    private readonly struct Distance(int zeroPoint, Rescaling rescaling) : IUnaryFunction<int, int>
    {
        public int Apply(int q) => rescaling.Apply(default(Integer<int>).Apply(q - zeroPoint));
    }
}

/// <summary>NEG: of the stored numbers, without regard to scales and zero points; the smallest integer is its own result.</summary>
internal sealed class Neg : UnaryKernel
{
    protected override bool Computes(RuntimeTensor output) => false;

    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type switch
    {
        TensorType.Float32 => ElementLoop.Of<float, float, Negative<float>>(default),
        TensorType.Float16 or TensorType.BFloat16 => ElementLoop.Of<ushort, ushort, NegativeHalf>(default),
        TensorType.Int8 => ElementLoop.Of<sbyte, sbyte, Negative<sbyte>>(default),
        TensorType.Int16 => ElementLoop.Of<short, short, Negative<short>>(default),
        TensorType.Int32 => ElementLoop.Of<int, int, Negative<int>>(default),
        TensorType.Int64 => ElementLoop.Of<long, long, Negative<long>>(default),
        _ => null,
    };

    private readonly struct Negative<T> : IUnaryFunction<T, T> where T : INumber<T>
    {
        public T Apply(T x) => unchecked(-x);
    }

    private readonly struct NegativeHalf : IUnaryFunction<ushort, ushort>
    {
        public ushort Apply(ushort x) => (ushort)(x ^ 0x8000);
    }
}

/// <summary>SIGN: −1, 0 or 1; NaN stays.</summary>
internal sealed class Sign : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type switch
    {
        TensorType.Float32 => ElementLoop.Of<float, float, SignOf<float>>(default),
        TensorType.Float64 => ElementLoop.Of<double, double, SignOf<double>>(default),
        TensorType.Int32 => ElementLoop.Of<int, int, SignOf<int>>(default),
        _ => null,
    };

    private readonly struct SignOf<T> : IUnaryFunction<T, T> where T : INumber<T>
    {
        public T Apply(T x) => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.IsNaN(x) ? x : T.Zero;
    }
}

/// <summary>LOGICAL_NOT of BOOL.</summary>
internal sealed class LogicalNot : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type == TensorType.Bool ? ElementLoop.Of<byte, byte, Not>(default) : null;

    private readonly struct Not : IUnaryFunction<byte, byte>
    {
        public byte Apply(byte x) => x == 0 ? (byte)1 : (byte)0;
    }
}
