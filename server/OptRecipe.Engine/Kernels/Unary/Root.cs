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
