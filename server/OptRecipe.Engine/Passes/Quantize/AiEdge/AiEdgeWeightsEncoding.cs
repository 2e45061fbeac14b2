using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.AiEdge;

/// <summary>Scales and bytes of one weight tensor.</summary>
internal static class AiEdgeWeightsEncoding
{
    /// <exception cref="PassException">A weight is infinite or not a number.</exception>
    public static (float[] Scales, int[] ZeroPoints) ScalesOf(Tensor tensor, WeightGroups groups, WeightOptions options, ReadOnlySpan<float> values)
    {
        try
        {
            return WeightScales.Of(values, groups, options);
        }
        catch (NotFiniteNumberException)
        {
            throw new PassException($"`{tensor.Name}` holds a weight that is infinite or not a number, so it has no form of {options.Bits} bits");
        }
    }
}
