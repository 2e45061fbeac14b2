using System.Collections.Immutable;

namespace OptRecipe.Data.Preprocessing;

/// <summary>(x − mean) / std in float32, with one number each or one for each channel (index of the last dimension).</summary>
public sealed record NormalizeStep(ImmutableArray<float> Means, ImmutableArray<float> Deviations) : PreprocessingStep
{
    public override int[] ShapeAfter(int[] shape)
    {
        Check(Means, "mean");
        Check(Deviations, "std");
        return shape;

        void Check(ImmutableArray<float> numbers, string name)
        {
            if (numbers.Length != 1 && (shape.Length == 0 || numbers.Length != shape[^1]))
                throw new DataFormatException($"`normalize` has {numbers.Length} numbers for `{name}`, the sample {(shape.Length == 0 ? 1 : shape[^1])} channels");
        }
    }

    public override SampleValues Apply(SampleValues sample)
    {
        ShapeAfter(sample.Shape);
        var values = sample.Values;
        if (Means.Length == 1 && Deviations.Length == 1)
        {
            var (mean, deviation) = (Means[0], Deviations[0]);
            for (var index = 0; index < values.Length; index++) values[index] = (values[index] - mean) / deviation;
            return sample;
        }
        var channels = Math.Max(Means.Length, Deviations.Length);
        for (var index = 0; index < values.Length; index++)
        {
            var channel = index % channels;
            values[index] = (values[index] - Means[Means.Length == 1 ? 0 : channel]) / Deviations[Deviations.Length == 1 ? 0 : channel];
        }
        return sample;
    }
}
