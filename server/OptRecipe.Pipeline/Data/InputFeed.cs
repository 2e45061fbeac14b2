using System.Collections.Immutable;
using OptRecipe.Data;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Preprocessing;
using OptRecipe.Data.Samples;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Data;

/// <summary>How one input of a model is filled: from which array, through which steps.</summary>
internal sealed record InputFeed(ModelInput Input, string Array, ImmutableArray<PreprocessingStep> Steps)
{
    /// <param name="memory">What the sample's array may be put into; afterwards where it lies.</param>
    /// <exception cref="DataFormatException">The sample does not fit.</exception>
    public byte[] Bytes(ISampleSource source, int index, ref byte[]? memory)
    {
        var array = source.Read(index, Array, memory);
        memory = array.Bytes;
        if (Steps.IsEmpty)
        {
            Check(array.Shape, source.IsFlat);
            return InputBytes.Of(array, Input);
        }
        var values = Values(array, source.IsFlat);
        Check(values.Shape, source.IsFlat);
        return InputBytes.Of(values.Values, Input);
    }

    /// <summary>The values after all steps.</summary>
    /// <exception cref="DataFormatException">A step does not work on the sample.</exception>
    public SampleValues Values(NumPyArray array, bool isFlat)
    {
        var values = SampleValues.Of(array);
        // A row of numbers gets the input's shape first, so that steps find its channels.
        if (isFlat && SampleFits.Of(values.Shape, Input.Sample, isFlat) == SampleFit.Reshaped) values = values with { Shape = Input.Sample };
        foreach (var step in Steps) values = step.Apply(values);
        return values;
    }

    private void Check(int[] shape, bool isFlat)
    {
        if (!SampleFits.Of(shape, Input.Sample, isFlat).IsFine()) throw new DataFormatException($"the sample is {Text(shape)}; input `{Input.Name}` takes {Text(Input.Sample)}");
    }

    /// <summary><c>28×28×1</c>.</summary>
    internal static string Text(ReadOnlySpan<int> shape) => shape.IsEmpty ? "one number" : string.Join('×', shape.ToArray());
}
