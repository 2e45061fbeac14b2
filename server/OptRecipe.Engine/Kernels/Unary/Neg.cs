using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

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
