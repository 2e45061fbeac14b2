namespace OptRecipe.Data.Samples;

/// <summary>How a sample looks, to tell an array of one sample from an array of many.</summary>
/// <param name="Dimensions">Of one sample.</param>
/// <param name="EndsInOne">Its last dimension is 1, which files often leave out.</param>
public readonly record struct SampleRank(int Dimensions, bool EndsInOne)
{
    /// <summary>Whether an array is one sample; otherwise its first dimension counts samples.</summary>
    public bool IsOneSample(ReadOnlySpan<int> shape)
    {
        if (shape.Length > Dimensions) return false;
        if (shape.Length < Dimensions) return true;
        // As many dimensions as a sample: many samples that all leave the last 1 out, unless it is there.
        return !EndsInOne || shape.Length > 0 && shape[^1] == 1;
    }
}
