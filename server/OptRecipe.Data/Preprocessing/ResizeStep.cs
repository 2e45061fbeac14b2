namespace OptRecipe.Data.Preprocessing;

/// <summary>A picture in another size, as <c>tf.image.resize</c>: float32 values, nothing is rounded.</summary>
public sealed record ResizeStep(int Height, int Width, ResizeMethod Method = ResizeMethod.Bilinear, bool Antialias = false, ResizeCoordinates Coordinates = ResizeCoordinates.HalfPixel) : PreprocessingStep
{
    public override int[] ShapeAfter(int[] shape) => Picture.Resized(shape, Height, Width, "resize");

    public override SampleValues Apply(SampleValues sample)
    {
        var shape = ShapeAfter(sample.Shape);
        var (height, width, channels) = Picture.Sizes(sample.Shape);
        if (height == 0 || width == 0) throw new DataFormatException("`resize` makes nothing of an empty picture");
        var (down, across) = (ResizeAxis.Of(height, Height, this), ResizeAxis.Of(width, Width, this));
        var wide = new float[checked(height * Width * channels)];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < Width; x++)
                foreach (var (index, weight) in across[x]) Add(sample.Values.AsSpan((y * width + index) * channels, channels), weight, wide.AsSpan((y * Width + x) * channels, channels));
        var result = new float[checked(Height * Width * channels)];
        var rowLength = Width * channels;
        for (var y = 0; y < Height; y++)
            foreach (var (index, weight) in down[y]) Add(wide.AsSpan(index * rowLength, rowLength), weight, result.AsSpan(y * rowLength, rowLength));
        return new(result, shape);
    }

    private static void Add(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        if (weight == 1)
        {
            for (var index = 0; index < target.Length; index++) target[index] += source[index];
            return;
        }
        for (var index = 0; index < target.Length; index++)
        {
            // Apart, so that no fused multiply-add takes their place.
            var product = source[index] * weight;
            target[index] += product;
        }
    }
}
