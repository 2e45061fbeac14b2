using OptRecipe.Engine.Passes.Quantize;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>The fast loops against the formula of facts/quantization.md §3, element by element.</summary>
public sealed class SymmetricWeightsTests
{
    private static sbyte Formula(float weight, float inverse) => (sbyte)Math.Clamp(MathF.Round(weight * inverse, MidpointRounding.AwayFromZero), -127, 127);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(257)]
    [InlineData(4099)]
    public void One_scale_for_the_tensor_follows_the_formula(int length)
    {
        var weights = Weights(length, length);
        var quantized = new sbyte[length];
        var scale = SymmetricWeights.PerTensor(weights, quantized);
        var bound = weights.Select(MathF.Abs).Append(0).Max();
        Assert.Equal(bound <= 5e-7 ? (float)(1e-6 / 254) : (float)(bound / 127.0), scale);
        Assert.Equal(weights.Select(weight => bound == 0 ? (sbyte)0 : Formula(weight, 127f / bound)), quantized);
    }

    [Theory]
    [InlineData(1, 7, 9)]
    [InlineData(1, 16, 64)]
    [InlineData(9, 24, 1)]
    [InlineData(9, 5, 1)]
    [InlineData(3, 4, 33)]
    public void One_scale_per_channel_follows_the_formula(int outer, int channels, int inner)
    {
        var weights = Weights(outer * channels * inner, 3);
        for (var index = 0; index < weights.Length; index++)
            if (index / inner % channels == 1) weights[index] = 0;
        var (quantized, scales) = (new sbyte[weights.Length], new float[channels]);
        SymmetricWeights.PerChannel(weights, outer, channels, inner, scales, quantized);
        for (var channel = 0; channel < channels; channel++)
        {
            var ofChannel = weights.Index().Where(entry => entry.Index / inner % channels == channel).ToArray();
            var scale = Math.Max(2.0 * ofChannel.Max(entry => MathF.Abs(entry.Item)), 1e-6) / 254;
            Assert.Equal((float)scale, scales[channel]);
            Assert.All(ofChannel, entry => Assert.Equal((sbyte)Math.Clamp(Math.Round(entry.Item / scale, MidpointRounding.AwayFromZero), -127, 127), quantized[entry.Index]));
        }
        Assert.True(float.IsNormal(scales[1]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_not_finite_is_refused_wherever_it_stands(float value)
    {
        for (var position = 0; position < 40; position++)
        {
            var weights = Weights(40, 1);
            weights[position] = value;
            Assert.Throws<NotFiniteNumberException>(() => SymmetricWeights.PerTensor(weights, new sbyte[40]));
            Assert.Throws<NotFiniteNumberException>(() => SymmetricWeights.PerChannel(weights, 1, 4, 10, new float[4], new sbyte[40]));
            Assert.Throws<NotFiniteNumberException>(() => SymmetricWeights.PerChannel(weights, 4, 10, 1, new float[10], new sbyte[40]));
        }
    }

    /// <summary>Random weights, a quarter of them exactly halfway between two steps when the bound is 1.</summary>
    private static float[] Weights(int length, int seed)
    {
        var random = new Random(seed);
        var weights = new float[length];
        for (var index = 0; index < length; index++)
            weights[index] = random.Next(4) == 0 ? (random.Next(-126, 127) + 0.5f) / 127 : 2 * random.NextSingle() - 1;
        if (length > 0) weights[random.Next(length)] = 1;
        return weights;
    }
}
