using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>How a convolution or matrix product scales its sums to the output.</summary>
/// <param name="Sums32">Rounding of 32-bit sums; null: with the real factor in double, once, halves away from zero.</param>
/// <param name="IsReal64">64-bit sums (16-bit activations): true as above in double, false with a multiplier of 16 bits.</param>
/// <param name="MultipliesInSingle">Whether input scale × weight scale is rounded to float32; true in the kernels that know one scale for all channels.</param>
/// <param name="Lanes">Channels beyond the last whole group of as many are rounded twice: they miss the vector code.</param>
/// <param name="LosesChannelScales">A kernel that knows one scale for all channels and takes 0 where there are several.</param>
/// <param name="ChecksBias">Whether a bias whose scale is not that of the sums is refused, as it is where scales are multiplied in float32.</param>
public readonly record struct ProductRounding(Rounding? Sums32, bool IsReal64 = false, bool MultipliesInSingle = false, int Lanes = 1, bool LosesChannelScales = false, bool ChecksBias = false);

/// <summary>The rounding of each operator and runtime, measured (golden/kernels/README.md, facts/quantization.md §17).</summary>
public static class ProductRoundingTable
{
    /// <summary>TFLite 2.9 multiplies matrices with its own library, but groups with the reference kernel.</summary>
    public static ProductRounding Conv2D(PlayedRuntime runtime, bool isUInt8, bool is16Bit, bool isGrouped) =>
        new(isGrouped ? Rounding.Double : Matrices(runtime, is16Bit), MultipliesInSingle: isUInt8);

    /// <summary>Weights of 4 bits run in LiteRT's optimized kernel only.</summary>
    public static ProductRounding DepthwiseConv2D(PlayedRuntime runtime, bool isUInt8, bool isInt4) =>
        isInt4 && runtime == PlayedRuntime.LiteRT23 ? new(Rounding.HalfUpTwice, Lanes: 8) : new(Rounding.Double, MultipliesInSingle: isUInt8);

    public static ProductRounding TransposeConv(PlayedRuntime runtime, bool isUInt8) => new(Rounding.Double, MultipliesInSingle: isUInt8);

    /// <param name="isPlain">Whether the fast kernels take it: dense weights, for 16-bit activations without zero point.</param>
    /// <param name="isDense">Whether the weights are stored row after row: neither sparse nor shuffled.</param>
    public static ProductRounding FullyConnected(PlayedRuntime runtime, bool is16Bit, bool isPerChannel, bool isPlain, bool isDense) => runtime switch
    {
        PlayedRuntime.LiteRT23 => new(isDense ? null : Rounding.Double, IsReal64: true, MultipliesInSingle: !isDense && !isPerChannel, ChecksBias: true),
        PlayedRuntime.TFLite29 => new(isPlain ? Matrices(runtime, is16Bit) : Rounding.Double, MultipliesInSingle: true, LosesChannelScales: isPerChannel),
        _ => new(Rounding.Double, MultipliesInSingle: !isPerChannel),
    };

    public static ProductRounding BatchMatMul(PlayedRuntime runtime, bool isPerChannel) =>
        new(Matrices(runtime, is16Bit: false), MultipliesInSingle: true, LosesChannelScales: isPerChannel && runtime == PlayedRuntime.TFLite29);

    /// <summary>The matrix library of TFLite 2.9 has code for this processor's vectors for 8 bits, and plain code that rounds once for 16.</summary>
    private static Rounding Matrices(PlayedRuntime runtime, bool is16Bit) =>
        runtime != PlayedRuntime.TFLite29 ? Rounding.Double : is16Bit ? Rounding.Single : Rounding.HalfUpTwice;
}
