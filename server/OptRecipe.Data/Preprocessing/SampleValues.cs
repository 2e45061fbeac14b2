using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Preprocessing;

/// <summary>A sample on its way through preprocessing: float32 values, the last dimension fastest.</summary>
public sealed record SampleValues(float[] Values, int[] Shape)
{
    /// <exception cref="DataFormatException">The array holds text or complex numbers.</exception>
    public static SampleValues Of(NumPyArray array) => array.Type.IsText || array.Type.Letter == 'c'
        ? throw new DataFormatException($"the array is {array.Type.Name}; numbers are preprocessed")
        : new(array.ToSingles(), array.Shape);
}
