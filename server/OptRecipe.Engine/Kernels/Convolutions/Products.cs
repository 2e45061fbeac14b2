using System.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>The innermost loops of convolutions and matrix products: sums of products of input elements and weights. A struct, so that the loops around it are compiled for it.</summary>
internal interface IProduct<TInput, TWeight, TSum>
{
    /// <summary>sum + Σ input[i] × weights[i], in this order. Both have the same length.</summary>
    TSum Add(TSum sum, ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights);

    /// <summary>sums[c] += input[c / multiplier] × weights[c] for every c of <paramref name="sums"/>.</summary>
    void AddEach(Span<TSum> sums, ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights, int multiplier);
}

/// <summary>Float32 products, summed one after the other.</summary>
internal readonly struct SingleProduct : IProduct<float, float, float>
{
    public float Add(float sum, ReadOnlySpan<float> input, ReadOnlySpan<float> weights)
    {
        weights = weights[..input.Length];
        for (var index = 0; index < input.Length; index++) sum += input[index] * weights[index];
        return sum;
    }

    public void AddEach(Span<float> sums, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, int multiplier)
    {
        weights = weights[..sums.Length];
        if (multiplier == 1)
        {
            input = input[..sums.Length];
            for (var channel = 0; channel < sums.Length; channel++) sums[channel] += input[channel] * weights[channel];
        }
        else
            for (var channel = 0; channel < sums.Length; channel++) sums[channel] += input[channel / multiplier] * weights[channel];
    }
}

/// <summary>(input − zero point) × (weight − zero point). Sums wrap, as they do in C.</summary>
internal readonly struct IntegerProduct<TInput, TWeight, TSum>(int inputZeroPoint, int weightZeroPoint) : IProduct<TInput, TWeight, TSum>
    where TInput : INumberBase<TInput>
    where TWeight : INumberBase<TWeight>
    where TSum : IBinaryInteger<TSum>
{
    private readonly TSum _inputZeroPoint = TSum.CreateTruncating(inputZeroPoint), _weightZeroPoint = TSum.CreateTruncating(weightZeroPoint);

    public TSum Add(TSum sum, ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights)
    {
        weights = weights[..input.Length];
        var (inputZeroPoint, weightZeroPoint) = (_inputZeroPoint, _weightZeroPoint);
        for (var index = 0; index < input.Length; index++)
            sum += (TSum.CreateTruncating(input[index]) - inputZeroPoint) * (TSum.CreateTruncating(weights[index]) - weightZeroPoint);
        return sum;
    }

    public void AddEach(Span<TSum> sums, ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights, int multiplier)
    {
        weights = weights[..sums.Length];
        var (inputZeroPoint, weightZeroPoint) = (_inputZeroPoint, _weightZeroPoint);
        for (var channel = 0; channel < sums.Length; channel++)
            sums[channel] += (TSum.CreateTruncating(input[multiplier == 1 ? channel : channel / multiplier]) - inputZeroPoint)
                * (TSum.CreateTruncating(weights[channel]) - weightZeroPoint);
    }
}
