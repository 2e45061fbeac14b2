namespace OptRecipe.Data.Preprocessing;

/// <summary>Drops fractions; what lies outside the range becomes its nearer end, and what is no number 0.</summary>
public sealed record CastStep(float Lowest, float Highest) : PreprocessingStep
{
    public override int[] ShapeAfter(int[] shape) => shape;

    public override SampleValues Apply(SampleValues sample)
    {
        var values = sample.Values;
        for (var index = 0; index < values.Length; index++) values[index] = float.IsNaN(values[index]) ? 0 : Math.Clamp(MathF.Truncate(values[index]), Lowest, Highest);
        return sample;
    }
}
