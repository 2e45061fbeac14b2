using OptRecipe.Data.Images.Jpeg;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Images;

/// <summary>Pictures as arrays of height × width, or height × width × channels, uint8 or (16-bit PNG) uint16: the values of the file, not turned and not converted.</summary>
public static class ImageFile
{
    /// <summary>More pixels than any camera has: a header that claims more lies or is no sample.</summary>
    internal const long MostPixels = 1 << 28;

    /// <summary>Whether bytes begin as a picture does that is read here.</summary>
    public static bool IsImage(ReadOnlySpan<byte> bytes) => PngFile.IsPng(bytes) || JpegFile.IsJpeg(bytes) || BmpFile.IsBmp(bytes);

    /// <summary>Reads a picture by its first bytes; its name does not matter.</summary>
    /// <exception cref="DataFormatException">The bytes are no picture, or one of a kind that is not read.</exception>
    public static NumPyArray Read(byte[] bytes)
    {
        if (PngFile.IsPng(bytes)) return PngFile.Read(bytes);
        if (JpegFile.IsJpeg(bytes)) return JpegFile.Read(bytes);
        if (BmpFile.IsBmp(bytes)) return BmpFile.Read(bytes);
        throw new DataFormatException("it is no PNG, JPEG or BMP");
    }

    /// <summary>One channel has no dimension of its own.</summary>
    internal static NumPyArray Array(int height, int width, int channels, byte[] values, int bytesEach = 1) =>
        new(new('u', bytesEach), channels == 1 ? [height, width] : [height, width, channels], values);
}
