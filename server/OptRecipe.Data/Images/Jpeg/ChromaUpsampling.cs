namespace OptRecipe.Data.Images.Jpeg;

/// <summary>
/// Components at full size. Twice as wide, twice as high or both: a triangle filter of 3/4 and 1/4, with libjpeg's roundings (its "fancy upsampling"), which alternate so that no shift remains. Any other ratio repeats samples.
/// </summary>
internal static class ChromaUpsampling
{
    /// <summary>One value for each pixel of the picture.</summary>
    public static byte[] FullSize(JpegComponent component, JpegFrame frame)
    {
        var (across, down) = (frame.MostAcross / component.Across, frame.MostDown / component.Down);
        var isWhole = across * component.Across == frame.MostAcross && down * component.Down == frame.MostDown;
        if (!isWhole) throw new DataFormatException("its colour components are sampled in a ratio that is not whole; save it as 4:4:4, 4:2:2 or 4:2:0");
        var result = new byte[checked(frame.Width * frame.Height)];
        var line = new byte[component.Width * across + 1];
        // Narrow pictures are repeated, as libjpeg does it.
        var isSmooth = component.Width > 2;
        for (var y = 0; y < frame.Height; y++)
        {
            var row = y / down;
            switch (across, down)
            {
                case (2, 1) when isSmooth: Wider(Row(component, row), line); break;
                case (2, 2) when isSmooth: WiderAndHigher(Row(component, row), Row(component, Neighbour(component, y)), line); break;
                case (1, 2): Higher(Row(component, row), Row(component, Neighbour(component, y)), line, y % 2 == 0 ? 1 : 2); break;
                default:
                    var source = Row(component, row);
                    for (var x = 0; x < frame.Width; x++) line[x] = source[x / across];
                    break;
            }
            line.AsSpan(0, frame.Width).CopyTo(result.AsSpan(y * frame.Width));
        }
        return result;
    }

    private static ReadOnlySpan<byte> Row(JpegComponent component, int row) => component.Samples.AsSpan(row * component.Stride * 8, component.Width);

    /// <summary>The row above for even rows, below for odd ones; the picture's edge is repeated.</summary>
    private static int Neighbour(JpegComponent component, int y) => Math.Clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, component.Height - 1);

    private static void Wider(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var last = source.Length - 1;
        for (var x = 0; x <= last; x++)
        {
            target[2 * x] = x == 0 ? source[0] : (byte)(source[x] * 3 + source[x - 1] + 1 >> 2);
            target[2 * x + 1] = x == last ? source[last] : (byte)(source[x] * 3 + source[x + 1] + 2 >> 2);
        }
    }

    private static void Higher(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<byte> target, int rounding)
    {
        for (var x = 0; x < near.Length; x++) target[x] = (byte)(near[x] * 3 + far[x] + rounding >> 2);
    }

    private static void WiderAndHigher(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<byte> target)
    {
        var last = near.Length - 1;
        var (before, here) = (0, near[0] * 3 + far[0]);
        for (var x = 0; x <= last; x++)
        {
            var next = x == last ? 0 : near[x + 1] * 3 + far[x + 1];
            target[2 * x] = (byte)(x == 0 ? here * 4 + 8 >> 4 : here * 3 + before + 8 >> 4);
            target[2 * x + 1] = (byte)(x == last ? here * 4 + 7 >> 4 : here * 3 + next + 7 >> 4);
            (before, here) = (here, next);
        }
    }
}
