using OptRecipe.Data.Preprocessing;
using OptRecipe.Recipe.Binding;

namespace OptRecipe.Pipeline.Data;

/// <summary>What a recipe says about preprocessing as what is done.</summary>
internal static class PreprocessingTable
{
    public static PreprocessingStep Of(BoundPreprocessing bound) => bound switch
    {
        BoundNormalize normalize => new NormalizeStep(normalize.Means, normalize.Deviations),
        BoundScale scale => new ScaleStep(scale.Factor, scale.Offset),
        _ => throw new OptRecipe.Data.DataFormatException("only `normalize` and `scale` are done to samples in this version"),
    };
}
