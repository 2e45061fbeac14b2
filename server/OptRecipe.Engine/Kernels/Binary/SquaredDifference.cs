using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SQUARED_DIFFERENCE: output = (a − b)². Plain integers wrap. int8: both operands on twice the larger scale with 7 bits of fraction, subtracted, squared and scaled to
/// the output's, rounded doubly each time.</summary>
internal sealed class SquaredDifference : BinaryKernel
{
    private const int LeftShift = 7;

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        if (a.Type == TensorType.Float32) return new BinaryLoop<float, float, float, Unclamped<float>>(default);
        if (a.Type == TensorType.Int32) return new BinaryLoop<int, int, int, Unclamped<int>>(default);
        if (a.Type != TensorType.Int8) return null;
        foreach (var tensor in (ReadOnlySpan<RuntimeTensor>)[a, b, output]) QuantizedOperand.Check(context, tensor);
        var scale = CommonScale.Twice(a, b) / (1 << LeftShift);
        return BinaryLoop.Stored(a.Type, new Quantized(new(a, b, LeftShift), FixedPointFactor.Of(scale * scale / output.Scale), output.ZeroPoint));
    }

    private readonly struct Unclamped<T> : IBinaryFunction<T, T, T> where T : INumber<T>
    {
        public T Apply(T a, T b) => (a - b) * (a - b);
    }

    private readonly struct Quantized(CommonScale common, FixedPointFactor factor, int zero) : IBinaryFunction<int, int, int>
    {
        public int Apply(int a, int b)
        {
            var difference = common.First(a) - common.Second(b);
            return (int)Math.Clamp((long)factor.Apply(difference * difference, Rounding.Double) + zero, sbyte.MinValue, sbyte.MaxValue);
        }
    }
}
