namespace OptRecipe.Data.Preprocessing;

public enum ChannelOrder { Rgb, Bgr, Gray }

/// <summary>Number and order of a picture's channels. Grey is repeated, alpha is dropped, colours become 0.2989 R + 0.587 G + 0.114 B as <c>tf.image.rgb_to_grayscale</c> weighs them.</summary>
public sealed record ChannelsStep(ChannelOrder Order) : PreprocessingStep
{
    public override int[] ShapeAfter(int[] shape)
    {
        Picture.Resized(shape, 1, 1, "channels");
        if (shape.Length == 3 && shape[2] is < 1 or > 4) throw new DataFormatException($"`channels` takes pictures of 1 to 4 channels; the sample has {shape[2]}");
        return [shape[0], shape[1], Order == ChannelOrder.Gray ? 1 : 3];
    }

    public override SampleValues Apply(SampleValues sample)
    {
        var shape = ShapeAfter(sample.Shape);
        var before = sample.Shape.Length == 2 ? 1 : sample.Shape[2];
        var pixels = sample.Values.Length / before;
        var result = new float[checked(pixels * shape[2])];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var source = sample.Values.AsSpan(pixel * before, before);
            // Two channels are grey and alpha.
            var (red, green, blue) = before >= 3 ? (source[0], source[1], source[2]) : (source[0], source[0], source[0]);
            var target = result.AsSpan(pixel * shape[2], shape[2]);
            if (Order == ChannelOrder.Gray) target[0] = before >= 3 ? 0.2989f * red + 0.587f * green + 0.114f * blue : red;
            else (target[0], target[1], target[2]) = Order == ChannelOrder.Rgb ? (red, green, blue) : (blue, green, red);
        }
        return new(result, shape);
    }
}
