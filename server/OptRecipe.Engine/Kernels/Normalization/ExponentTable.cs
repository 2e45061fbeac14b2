using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>Exponentials of the 256 differences that 8-bit numbers have to their row's greatest.</summary>
internal static class ExponentTable
{
    /// <summary>Integer bits of a scaled difference.</summary>
    public const int IntegerBits = 5;

    /// <summary>e^(−scale × beta × i) in float32.</summary>
    public static float[] Floats(float scale, float beta)
    {
        var table = new float[256];
        for (var index = 0; index < table.Length; index++) table[index] = (float)Math.Exp(-scale * beta * index);
        return table;
    }

    /// <summary>The factor that makes a difference a fixed-point number with five integer bits.</summary>
    public static FixedPointFactor Factor(KernelContext context, RuntimeTensor input, double beta)
    {
        var real = Math.Min(beta * context.ScaleOf(input) * (1 << (31 - IntegerBits)), int.MaxValue);
        return real > 1 ? FixedPointFactor.Of(real) : throw context.Refusal($"the scale {input.Scale} times beta {beta} is too small for fixed-point arithmetic");
    }

    /// <summary>The least difference whose exponential is not taken as zero.</summary>
    public static int Least(FixedPointFactor factor) => -(int)Math.Floor(Math.ScaleB(((1 << IntegerBits) - 1) << (31 - IntegerBits), -factor.Shift));

    /// <summary>e^(−i × scale) without integer bits, −1 where it is taken as zero.</summary>
    public static int[] FixedPoint(FixedPointFactor factor)
    {
        var table = new int[256];
        for (var index = 0; index < table.Length; index++)
            table[index] = -index < Least(factor) ? -1 : FixedPoint32.ExpOfNegative(factor.Apply(-index, Rounding.Double), IntegerBits);
        return table;
    }
}
