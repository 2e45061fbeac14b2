using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>An 8-bit input as a fixed-point number with four integer bits.</summary>
internal readonly struct SigmoidInput(FixedPointFactor factor, int radius, int zeroPoint)
{
    public const int IntegerBits = 4;

    public static SigmoidInput Of(float scale, int zeroPoint)
    {
        var factor = FixedPointFactor.Of(scale * (double)(1 << (31 - IntegerBits)));
        return new(factor, NativeConversion.ToInt32(Math.Floor(Math.ScaleB(((1 << IntegerBits) - 1) << (31 - IntegerBits), -factor.Shift))), zeroPoint);
    }

    /// <summary>The lowest or highest number of all where the input is beyond what four integer bits hold, else 0.</summary>
    public int Limit(int q, out int x)
    {
        var centered = q - zeroPoint;
        x = factor.Apply(centered, Rounding.Double);
        return centered <= -radius ? int.MinValue : centered >= radius ? int.MaxValue : 0;
    }
}
