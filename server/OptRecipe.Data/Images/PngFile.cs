using System.Buffers.Binary;
using System.IO.Compression;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Images;

/// <summary>PNG (ISO/IEC 15948): all colour types and depths, interlaced or not; every checksum is looked at.</summary>
internal static class PngFile
{
    /// <summary>Deflate makes at most 1032 bytes of one.</summary>
    private const long MostExpansion = 1032;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    public static NumPyArray Read(byte[] bytes)
    {
        var reader = new BytesReader(bytes);
        reader.Skip(Signature.Length);
        PngHeader? header = null;
        byte[] palette = [], alpha = [];
        using var packed = new MemoryStream();
        while (true)
        {
            var length = reader.BigEndian32();
            var typeAndData = reader.Take(checked((int)Math.Min(length, int.MaxValue - 8)) + 4);
            if (reader.BigEndian32() != Checksums.Crc32(typeAndData)) throw new DataFormatException($"the checksum of chunk {Name(typeAndData)} does not match: the file is damaged");
            var data = typeAndData[4..];
            switch (BinaryPrimitives.ReadUInt32BigEndian(typeAndData))
            {
                case 0x49484452: header = PngHeader.Read(data); break;
                case 0x504C5445: palette = data.ToArray(); break;
                case 0x74524E53: alpha = data.ToArray(); break;
                case 0x49444154: packed.Write(data); break;
                case 0x49454E44: return Decode(header ?? throw new DataFormatException("it has no header"), palette, alpha, packed);
                // A capital letter: whoever does not know the chunk cannot show the picture.
                default:
                    if ((typeAndData[0] & 0x20) == 0) throw new DataFormatException($"it needs chunk {Name(typeAndData)}, which is not read");
                    break;
            }
        }
    }

    private static string Name(ReadOnlySpan<byte> type) => string.Concat(type[..4].ToArray().Select(c => char.IsAsciiLetter((char)c) ? (char)c : '?'));

    private static NumPyArray Decode(PngHeader header, byte[] palette, byte[] alpha, MemoryStream packed)
    {
        if (header.RawBytes > (packed.Length + 1) * MostExpansion) throw new DataFormatException($"its header claims {header.Width} × {header.Height} pixels; {packed.Length} bytes cannot hold them");
        packed.Position = 0;
        using var stream = new ZLibStream(packed, CompressionMode.Decompress);
        var samples = new byte[checked((int)(header.Width * (long)header.Height * header.SamplesPerPixel * header.BytesPerSample))];
        foreach (var pass in header.Passes()) ReadPass(stream, header, pass, samples);
        if (header.IsPalette) return Coloured(header, palette, alpha, samples);
        if (header.BitDepth < 8)
        {
            // Few bits are spread over the whole range of a byte.
            var factor = 255 / ((1 << header.BitDepth) - 1);
            for (var index = 0; index < samples.Length; index++) samples[index] = (byte)(samples[index] * factor);
        }
        return ImageFile.Array(header.Height, header.Width, header.SamplesPerPixel, samples, header.BytesPerSample);
    }

    private static void ReadPass(ZLibStream stream, PngHeader header, PngPass pass, byte[] samples)
    {
        var (pixelBytes, rowBytes) = (Math.Max(1, header.BitsPerPixel / 8), (int)((pass.Columns * (long)header.BitsPerPixel + 7) / 8));
        var (row, above) = (new byte[rowBytes + 1], new byte[rowBytes + 1]);
        for (var y = 0; y < pass.Rows; y++)
        {
            Fill(stream, row);
            PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), pixelBytes);
            for (var x = 0; x < pass.Columns; x++)
            {
                var pixel = (pass.Y + y * (long)pass.StepY) * header.Width + pass.X + x * pass.StepX;
                Store(row.AsSpan(1), x, header, samples.AsSpan((int)(pixel * header.SamplesPerPixel * header.BytesPerSample)));
            }
            (row, above) = (above, row);
        }
    }

    private static void Store(ReadOnlySpan<byte> row, int x, PngHeader header, Span<byte> target)
    {
        if (header.BitDepth < 8)
        {
            var bit = x * header.BitDepth;
            target[0] = (byte)(row[bit / 8] >> (8 - header.BitDepth - bit % 8) & ((1 << header.BitDepth) - 1));
            return;
        }
        var count = header.BitsPerPixel / 8;
        var source = row.Slice(x * count, count);
        if (header.BitDepth == 8) source.CopyTo(target);
        // The file is big-endian, arrays are little-endian.
        else for (var index = 0; index < count; index += 2) (target[index], target[index + 1]) = (source[index + 1], source[index]);
    }

    private static NumPyArray Coloured(PngHeader header, byte[] palette, byte[] alpha, byte[] indices)
    {
        if (palette.Length == 0 || palette.Length % 3 != 0) throw new DataFormatException("it has no palette");
        var channels = alpha.Length > 0 ? 4 : 3;
        var values = new byte[checked(indices.Length * channels)];
        for (var pixel = 0; pixel < indices.Length; pixel++)
        {
            var colour = indices[pixel];
            if (colour * 3 >= palette.Length) throw new DataFormatException($"a pixel has colour {colour} of a palette of {palette.Length / 3}");
            palette.AsSpan(colour * 3, 3).CopyTo(values.AsSpan(pixel * channels));
            if (channels == 4) values[pixel * 4 + 3] = colour < alpha.Length ? alpha[colour] : (byte)255;
        }
        return ImageFile.Array(header.Height, header.Width, channels, values);
    }

    private static void Fill(ZLibStream stream, byte[] row)
    {
        try
        {
            if (stream.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length) throw new DataFormatException("the data end early: the picture is not whole");
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new DataFormatException("its compressed data are damaged", error);
        }
    }
}
