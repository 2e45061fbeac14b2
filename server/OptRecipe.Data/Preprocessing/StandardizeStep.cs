namespace OptRecipe.Data.Preprocessing;

/// <summary>(x − mean) / max(deviation, 1/√count) over all values of the sample, as <c>tf.image.per_image_standardization</c>; sums in float64.</summary>
public sealed record StandardizeStep : PreprocessingStep
{
    public override int[] ShapeAfter(int[] shape) => shape;

    public override SampleValues Apply(SampleValues sample)
    {
        var values = sample.Values;
        if (values.Length == 0) return sample;
        double sum = 0, squares = 0;
        foreach (var value in values) sum += value;
        var mean = sum / values.Length;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        var deviation = Math.Max(Math.Sqrt(squares / values.Length), 1 / Math.Sqrt(values.Length));
        for (var index = 0; index < values.Length; index++) values[index] = (float)((values[index] - mean) / deviation);
        return sample;
    }
}
