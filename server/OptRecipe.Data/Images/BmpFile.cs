using System.Numerics;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Images;

/// <summary>Windows bitmaps that are not run-length encoded: 1, 4, 8, 16, 24 and 32 bits a pixel.</summary>
internal static class BmpFile
{
    public static bool IsBmp(ReadOnlySpan<byte> bytes) => bytes.StartsWith("BM"u8);

    public static NumPyArray Read(byte[] bytes)
    {
        var reader = new BytesReader(bytes);
        reader.Skip(10);
        var (start, headerBytes) = (reader.LittleEndian32(), reader.LittleEndian32());
        if (headerBytes is < 40 or > 4096) throw new DataFormatException($"its header is {headerBytes} bytes long; those of Windows 3 and later are read");
        var (width, signedHeight) = ((int)reader.LittleEndian32(), (int)reader.LittleEndian32());
        reader.Skip(2);
        var (bits, compression) = (reader.LittleEndian16(), reader.LittleEndian32());
        reader.Skip(12);
        var colourCount = (int)Math.Min(reader.LittleEndian32(), 256);
        reader.Skip(4);
        if (compression is not (0 or 3)) throw new DataFormatException("it is compressed; save it uncompressed or as PNG");
        var height = Math.Abs((long)signedHeight);
        if (width <= 0 || height is 0 or > int.MaxValue || width * height > ImageFile.MostPixels) throw new DataFormatException($"its header claims {width} × {signedHeight} pixels");
        if (bits is not (1 or 4 or 8 or 16 or 24 or 32)) throw new DataFormatException($"it has {bits} bits a pixel, which no bitmap has");
        Span<uint> masks = bits == 16 ? [0x7C00, 0x3E0, 0x1F, 0] : [0xFF0000, 0xFF00, 0xFF, 0];
        if (compression == 3 && bits is 16 or 32)
            for (var index = 0; index < (headerBytes >= 56 ? 4 : 3); index++) masks[index] = compression == 3 ? reader.LittleEndian32() : masks[index];
        var palette = bits > 8 ? [] : Palette(bytes, 14 + (int)headerBytes, colourCount == 0 ? 1 << bits : colourCount);
        var stride = (width * (long)bits + 31) / 32 * 4;
        if (start > bytes.Length || stride * height > bytes.Length - start) throw new DataFormatException($"the data end early: {width} × {height} pixels take {stride * height} bytes, {Math.Max(bytes.Length - (long)start, 0)} are left");
        var isGrey = bits <= 8 && IsGrey(palette);
        var channels = bits <= 8 ? isGrey ? 1 : 3 : masks[3] != 0 ? 4 : 3;
        var values = new byte[checked((int)(width * height * channels))];
        for (var y = 0; y < height; y++)
        {
            // A positive height: the file begins with the lowest row.
            var row = bytes.AsSpan((int)(start + (signedHeight > 0 ? height - 1 - y : y) * stride), (int)stride);
            var target = values.AsSpan((int)(y * width * channels));
            for (var x = 0; x < width; x++)
                if (bits <= 8) Indexed(row, x, bits, palette, target.Slice(x * channels, channels));
                else Direct(row.Slice(x * bits / 8, bits / 8), masks, target.Slice(x * channels, channels));
        }
        return ImageFile.Array((int)height, width, channels, values);
    }

    /// <summary>Four bytes a colour: blue, green, red, nothing.</summary>
    private static byte[] Palette(byte[] bytes, int start, int count)
    {
        var reader = new BytesReader(bytes);
        reader.Skip(start);
        return reader.Take(count * 4).ToArray();
    }

    private static bool IsGrey(byte[] palette)
    {
        for (var index = 0; index + 3 < palette.Length; index += 4) if (palette[index] != palette[index + 1] || palette[index] != palette[index + 2]) return false;
        return true;
    }

    private static void Indexed(ReadOnlySpan<byte> row, int x, int bits, byte[] palette, Span<byte> target)
    {
        var bit = x * bits;
        var colour = row[bit / 8] >> (8 - bits - bit % 8) & ((1 << bits) - 1);
        if (colour * 4 >= palette.Length) throw new DataFormatException($"a pixel has colour {colour} of a palette of {palette.Length / 4}");
        for (var channel = 0; channel < target.Length; channel++) target[channel] = palette[colour * 4 + 2 - channel];
    }

    private static void Direct(ReadOnlySpan<byte> pixel, ReadOnlySpan<uint> masks, Span<byte> target)
    {
        uint value = 0;
        for (var index = 0; index < pixel.Length; index++) value |= (uint)pixel[index] << (8 * index);
        for (var channel = 0; channel < target.Length; channel++)
        {
            var mask = masks[channel];
            if (mask == 0) continue;
            var shift = BitOperations.TrailingZeroCount(mask);
            var most = mask >> shift;
            target[channel] = (byte)((ulong)((value & mask) >> shift) * 255 / most);
        }
    }
}
