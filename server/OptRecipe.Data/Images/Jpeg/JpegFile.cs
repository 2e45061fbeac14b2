using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Images.Jpeg;

/// <summary>JPEG (ITU-T T.81), 8 bits, baseline and progressive, Huffman coded. Values are libjpeg's with its accurate integer transform and triangle-filtered chroma, which tools and TensorFlow use.</summary>
internal static class JpegFile
{
    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xD8, 0xFF, ..];

    /// <exception cref="DataFormatException">The bytes are no such file, or hold what is not read.</exception>
    public static NumPyArray Read(byte[] bytes)
    {
        var frame = new JpegReader(bytes).Read();
        foreach (var component in frame.Components) component.Transform();
        return JpegColours.Of(frame);
    }
}
