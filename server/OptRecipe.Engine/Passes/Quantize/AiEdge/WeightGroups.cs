using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.AiEdge;

/// <summary>Which weights share a scale: all, those of one channel, or those of one block of a row.</summary>
/// <param name="Count">Number of scales.</param>
/// <param name="Dimension">The channel dimension; −1 for one scale, 0 for blocks.</param>
internal readonly record struct WeightGroups(int Count, int Inner, int Dimension, int BlockSize)
{
    /// <param name="dimension">The operator's channel dimension.</param>
    public static WeightGroups Of(Tensor tensor, WeightOptions options, int dimension)
    {
        if (options.Granularity == WeightGranularity.Block) return new((int)(tensor.ElementCount() / options.BlockSize), options.BlockSize, 0, options.BlockSize);
        if (options.Granularity == WeightGranularity.Tensor || dimension < 0) return new(1, (int)tensor.ElementCount(), -1, 0);
        var inner = 1;
        foreach (var size in tensor.Shape.AsSpan()[(dimension + 1)..]) inner *= size;
        return new(tensor.Shape[dimension], inner, dimension, 0);
    }

    /// <summary>Whether the weights of a group stand together.</summary>
    public bool IsContiguous(int elementCount) => (long)Count * Inner == elementCount;

    public int GroupOf(int element) => element / Math.Max(Inner, 1) % Math.Max(Count, 1);

    /// <summary>The weights of one group in their order.</summary>
    public float[] Values(ReadOnlySpan<float> weights, int group)
    {
        if (IsContiguous(weights.Length)) return weights.Slice(group * Inner, Inner).ToArray();
        var values = new float[weights.Length / Count];
        var at = 0;
        for (var start = group * Inner; start < weights.Length; start += Count * Inner)
            foreach (var value in weights.Slice(start, Inner)) values[at++] = value;
        return values;
    }
}
