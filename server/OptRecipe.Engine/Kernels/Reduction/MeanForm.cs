using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>How a mean of quantized numbers is made of the sum of stored numbers S over n elements (factor M = input scale / output scale).</summary>
internal enum MeanForm
{
    /// <summary>(S − n × z) times M with 1/n folded into its multiplier, rounded twice.</summary>
    FoldedMultiplier,
    /// <summary>S times M / n of float32, rounded twice, minus the rounded z × M.</summary>
    BiasedMultiplier,
    /// <summary>(S − n × z) times M, rounded twice, then divided by n with halves away from zero.</summary>
    DividedAfterScaling,
    /// <summary>S / n towards zero.</summary>
    TruncatedQuotient,
    /// <summary>S / n × M − z × M in float32, halves away from zero.</summary>
    Single,
}

/// <summary>Which form a runtime's kernel takes; measured.</summary>
internal static class MeanFormTable
{
    /// <param name="isSpatial">Rank 4, dimensions 1 and 2 are folded and kept as ones, and the axes name them without a sign.</param>
    public static MeanForm Of(PlayedRuntime runtime, TensorType type, bool isSpatial, bool isSameQuantization) => runtime switch
    {
        not PlayedRuntime.TFLite29 => MeanForm.FoldedMultiplier,
        _ when isSpatial => type == TensorType.UInt8 ? MeanForm.BiasedMultiplier : MeanForm.DividedAfterScaling,
        _ => isSameQuantization ? MeanForm.TruncatedQuotient : MeanForm.Single,
    };
}
