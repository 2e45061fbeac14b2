namespace OptRecipe.Data.Preprocessing;

/// <summary>x · factor + offset, rounded to float32 after each operation.</summary>
public sealed record ScaleStep(float Factor, float Offset) : PreprocessingStep
{
    public override int[] ShapeAfter(int[] shape) => shape;

    public override SampleValues Apply(SampleValues sample)
    {
        var values = sample.Values;
        for (var index = 0; index < values.Length; index++)
        {
            // Apart, so that no fused multiply-add takes their place.
            var product = values[index] * Factor;
            values[index] = product + Offset;
        }
        return sample;
    }
}
