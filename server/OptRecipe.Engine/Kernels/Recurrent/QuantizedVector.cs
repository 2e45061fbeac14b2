using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>How a hybrid kernel turns float activations into int8 while it runs.</summary>
internal enum ActivationScheme { None, Symmetric, Asymmetric }

/// <summary>A vector of activations, with its int8 form where the weights are int8.</summary>
internal readonly ref struct QuantizedVector
{
    public required ReadOnlySpan<float> Values { get; init; }
    public ReadOnlySpan<sbyte> Quantized { get; init; }
    public float Scale { get; init; }
    public int ZeroPoint { get; init; }

    /// <param name="quantized">Room for the int8 form, where there is one.</param>
    public static QuantizedVector Of(ReadOnlySpan<float> values, Span<sbyte> quantized, ActivationScheme scheme)
    {
        if (scheme == ActivationScheme.None) return new() { Values = values };
        quantized = quantized[..values.Length];
        var (scale, zeroPoint) = scheme == ActivationScheme.Asymmetric ? HybridQuantization.Asymmetric(values, quantized) : (HybridQuantization.Symmetric(values, quantized), 0);
        return new() { Values = values, Quantized = quantized, Scale = scale, ZeroPoint = zeroPoint };
    }
}
