namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>A stored number at another scale and zero point: zOut + factor × (q − zIn).</summary>
internal readonly struct Rescaling(FixedPointFactor factor, int inputZeroPoint, int outputZeroPoint, Rounding rounding = Rounding.Double) : IUnaryFunction<int, int>
{
    public int Apply(int q) => unchecked(factor.Apply(q - inputZeroPoint, rounding) + outputZeroPoint);
}
