using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Images.Jpeg;

/// <summary>From components to pixels: chroma is brought to full size, YCbCr (JFIF) becomes RGB with 16-bit constants.</summary>
internal static class JpegColours
{
    private const int Bits = 16;
    private const int Half = 1 << Bits - 1;

    public static NumPyArray Of(JpegFrame frame)
    {
        var (width, height) = (frame.Width, frame.Height);
        if (frame.Components.Length == 1)
        {
            var grey = new byte[width * height];
            var only = frame.Components[0];
            for (var y = 0; y < height; y++) only.Samples.AsSpan(y * only.Stride * 8, width).CopyTo(grey.AsSpan(y * width));
            return ImageFile.Array(height, width, 1, grey);
        }
        var planes = frame.Components.Select(component => ChromaUpsampling.FullSize(component, frame)).ToArray();
        var values = new byte[checked(width * height * 3)];
        for (var pixel = 0; pixel < width * height; pixel++) (values[pixel * 3], values[pixel * 3 + 1], values[pixel * 3 + 2]) = (planes[0][pixel], planes[1][pixel], planes[2][pixel]);
        if (IsYCbCr(frame))
            for (var index = 0; index < values.Length; index += 3) ToRgb(values.AsSpan(index, 3));
        return ImageFile.Array(height, width, 3, values);
    }

    /// <summary>As libjpeg guesses: segments say it, else the components' names do.</summary>
    private static bool IsYCbCr(JpegFrame frame) => frame.HasJfif || (frame.AdobeTransform >= 0 ? frame.AdobeTransform != 0
        : frame.Components.Select(component => component.Id) is var ids && !ids.SequenceEqual("RGB"u8.ToArray()));

    private static void ToRgb(Span<byte> pixel)
    {
        var (y, blue, red) = ((int)pixel[0], pixel[1] - 128, pixel[2] - 128);
        pixel[0] = Clamped(y + (91881 * red + Half >> Bits));
        pixel[1] = Clamped(y + (-22554 * blue - 46802 * red + Half >> Bits));
        pixel[2] = Clamped(y + (116130 * blue + Half >> Bits));
    }

    private static byte Clamped(int value) => (byte)Math.Clamp(value, 0, 255);
}
