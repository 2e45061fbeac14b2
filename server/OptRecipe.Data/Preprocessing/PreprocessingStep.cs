namespace OptRecipe.Data.Preprocessing;

/// <summary>One thing that is done to every sample before the model sees it. Immutable.</summary>
public abstract record PreprocessingStep
{
    /// <summary>The shape it makes of another.</summary>
    /// <exception cref="DataFormatException">It does not work on such a shape.</exception>
    public abstract int[] ShapeAfter(int[] shape);

    /// <summary>The new values; the ones given may be changed in place.</summary>
    /// <exception cref="DataFormatException">It does not work on such a shape.</exception>
    public abstract SampleValues Apply(SampleValues sample);
}
