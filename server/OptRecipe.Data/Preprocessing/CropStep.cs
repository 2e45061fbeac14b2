namespace OptRecipe.Data.Preprocessing;

/// <summary>The middle of a picture in this size; where the picture is smaller, zeros around it. As <c>tf.image.resize_with_crop_or_pad</c>.</summary>
public sealed record CropStep(int Height, int Width) : PreprocessingStep
{
    public override int[] ShapeAfter(int[] shape) => Picture.Resized(shape, Height, Width, "crop");

    public override SampleValues Apply(SampleValues sample)
    {
        var shape = ShapeAfter(sample.Shape);
        var (height, width, channels) = Picture.Sizes(sample.Shape);
        return new(Cut(sample.Values, (height, width), (Height, Width), channels), shape);
    }

    /// <summary>Odd differences leave the smaller half above and on the left.</summary>
    internal static float[] Cut(float[] values, (int Height, int Width) before, (int Height, int Width) after, int channels)
    {
        var result = new float[checked(after.Height * after.Width * channels)];
        var (top, left) = (Math.Max(before.Height - after.Height, 0) / 2, Math.Max(before.Width - after.Width, 0) / 2);
        var (above, beside) = (Math.Max(after.Height - before.Height, 0) / 2, Math.Max(after.Width - before.Width, 0) / 2);
        var length = Math.Min(before.Width, after.Width) * channels;
        for (var y = 0; y < Math.Min(before.Height, after.Height); y++)
            values.AsSpan(((top + y) * before.Width + left) * channels, length).CopyTo(result.AsSpan(((above + y) * after.Width + beside) * channels));
        return result;
    }
}

/// <summary>The middle, a share (0…1) of both sides, as <c>tf.image.central_crop</c>.</summary>
public sealed record CentralCropStep(double Fraction) : PreprocessingStep
{
    public override int[] ShapeAfter(int[] shape)
    {
        Picture.Resized(shape, 1, 1, "crop");
        return shape.Length == 2 ? [Cut(shape[0]), Cut(shape[1])] : [Cut(shape[0]), Cut(shape[1]), shape[2]];
    }

    public override SampleValues Apply(SampleValues sample)
    {
        var shape = ShapeAfter(sample.Shape);
        var (height, width, channels) = Picture.Sizes(sample.Shape);
        return new(CropStep.Cut(sample.Values, (height, width), (shape[0], shape[1]), channels), shape);
    }

    private int Cut(int size) => size - 2 * (int)((size - size * Fraction) / 2);
}
