namespace OptRecipe.Data.Preprocessing;

/// <summary>Moves the channels of a sample: from the first dimension to the last, or back.</summary>
public sealed record LayoutStep(bool ToChannelsLast) : PreprocessingStep
{
    public override int[] ShapeAfter(int[] shape) => shape.Length < 2
        ? throw new DataFormatException("`layout` moves channels; the sample has one dimension")
        : ToChannelsLast ? [.. shape[1..], shape[0]] : [shape[^1], .. shape[..^1]];

    public override SampleValues Apply(SampleValues sample)
    {
        var shape = ShapeAfter(sample.Shape);
        var channels = ToChannelsLast ? sample.Shape[0] : sample.Shape[^1];
        if (channels == 0) return new([], shape);
        var places = sample.Values.Length / channels;
        var result = new float[sample.Values.Length];
        for (var place = 0; place < places; place++)
            for (var channel = 0; channel < channels; channel++)
            {
                var (last, first) = (place * channels + channel, channel * places + place);
                result[ToChannelsLast ? last : first] = sample.Values[ToChannelsLast ? first : last];
            }
        return new(result, shape);
    }
}
