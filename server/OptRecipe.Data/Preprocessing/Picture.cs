namespace OptRecipe.Data.Preprocessing;

/// <summary>Shapes of pictures: height × width, or height × width × channels.</summary>
internal static class Picture
{
    /// <summary>No model takes a larger picture; what is larger is a slip of the keyboard.</summary>
    private const long MostValues = 1 << 28;

    public static (int Height, int Width, int Channels) Sizes(int[] shape) => shape.Length == 2 ? (shape[0], shape[1], 1) : (shape[0], shape[1], shape[2]);

    /// <exception cref="DataFormatException">The sample is no picture.</exception>
    public static int[] Resized(int[] shape, int height, int width, string step)
    {
        if (shape.Length is not (2 or 3)) throw new DataFormatException($"`{step}` takes pictures, height × width or height × width × channels; the sample has {shape.Length} dimensions");
        if ((long)height * width * (shape.Length == 3 ? shape[2] : 1) > MostValues) throw new DataFormatException($"`{step}` would make {height} × {width} pixels, more than a model takes");
        return shape.Length == 2 ? [height, width] : [height, width, shape[2]];
    }
}
