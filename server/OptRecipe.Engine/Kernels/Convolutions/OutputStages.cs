using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>What becomes of a sum of products: bias, scale, zero point and activation range of its output channel.</summary>
internal interface IOutputStage<TSum, TOutput>
{
    TOutput Finish(TSum sum, int channel);
}

/// <summary>sum + bias, within the activation range; NaN stays.</summary>
internal readonly ref struct SingleStage(ReadOnlySpan<float> bias, float min, float max) : IOutputStage<float, float>
{
    private readonly ReadOnlySpan<float> _bias = bias;

    public float Finish(float sum, int channel) => Limit(sum + (_bias.IsEmpty ? 0f : _bias[channel]), min, max);

    internal static float Limit(float value, float min, float max) => value < min ? min : value > max ? max : value;
}

/// <summary>Float output of integer sums: sum × (scale of the quantized input row × scale of the weights) + bias, within the activation range.</summary>
internal readonly ref struct HybridStage(float rowScale, ReadOnlySpan<float> weightScales, ReadOnlySpan<float> bias, float min, float max) : IOutputStage<int, float>
{
    private readonly ReadOnlySpan<float> _weightScales = weightScales, _bias = bias;

    public float Finish(int sum, int channel) =>
        SingleStage.Limit(sum * (rowScale * _weightScales[channel]) + (_bias.IsEmpty ? 0f : _bias[channel]), min, max);
}

/// <summary>32-bit sums times a 31-bit multiplier per channel, rounded as the runtime's kernel does: <paramref name="rounding"/> up to <paramref name="tail"/>, twice from there.</summary>
internal readonly ref struct FixedPointStage<TOutput>(ReadOnlySpan<FixedPointFactor> factors, ReadOnlySpan<int> bias, Rounding rounding, int tail, int zeroPoint, int min, int max)
    : IOutputStage<int, TOutput> where TOutput : IBinaryInteger<TOutput>
{
    private readonly ReadOnlySpan<FixedPointFactor> _factors = factors;
    private readonly ReadOnlySpan<int> _bias = bias;

    public TOutput Finish(int sum, int channel)
    {
        if (!_bias.IsEmpty) sum += _bias[channel];
        return TOutput.CreateTruncating(Math.Min(Math.Max(_factors[channel].Apply(sum, channel < tail ? rounding : Rounding.Double) + zeroPoint, min), max));
    }
}

/// <summary>64-bit sums of 16-bit activations times a multiplier that is cut to 16 bits.</summary>
internal readonly ref struct NarrowStage(ReadOnlySpan<FixedPointFactor> factors, ReadOnlySpan<long> bias, int zeroPoint, int min, int max) : IOutputStage<long, short>
{
    private readonly ReadOnlySpan<FixedPointFactor> _factors = factors;
    private readonly ReadOnlySpan<long> _bias = bias;

    public short Finish(long sum, int channel)
    {
        if (!_bias.IsEmpty) sum += _bias[channel];
        return (short)Math.Min(Math.Max(_factors[channel].Apply16(sum) + zeroPoint, min), max);
    }
}

/// <summary>Sums times the real factor in double, rounded once with halves away from zero. What leaves 32 bits becomes the smallest number, as x86 converts.</summary>
internal readonly ref struct RealStage<TSum, TOutput>(ReadOnlySpan<double> factors, ReadOnlySpan<TSum> bias, int zeroPoint, int min, int max) : IOutputStage<TSum, TOutput>
    where TSum : IBinaryInteger<TSum>
    where TOutput : IBinaryInteger<TOutput>
{
    private readonly ReadOnlySpan<double> _factors = factors;
    private readonly ReadOnlySpan<TSum> _bias = bias;

    public TOutput Finish(TSum sum, int channel)
    {
        if (!_bias.IsEmpty) sum += _bias[channel];
        var real = Math.Round(double.CreateTruncating(sum) * _factors[channel], MidpointRounding.AwayFromZero);
        var scaled = real is >= int.MinValue and <= int.MaxValue ? (int)real : int.MinValue;
        return TOutput.CreateTruncating(Math.Min(Math.Max(scaled + zeroPoint, min), max));
    }
}

/// <summary>The sum itself.</summary>
internal readonly struct RawStage : IOutputStage<int, int>
{
    public int Finish(int sum, int channel) => sum;
}
