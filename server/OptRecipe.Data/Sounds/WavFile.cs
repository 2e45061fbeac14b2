using System.Runtime.InteropServices;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Sounds;

/// <summary>RIFF WAVE sound as float32 frames × channels from −1 to 1: PCM of 8, 16, 24 and 32 bits divided by 2^(bits − 1) as <c>tf.audio.decode_wav</c> does it, and IEEE floats as they are.</summary>
public static class WavFile
{
    private const ushort Pcm = 1, Float = 3, Extensible = 0xFFFE;

    /// <exception cref="DataFormatException">The bytes are no such file, or hold what is not read.</exception>
    public static NumPyArray Read(byte[] bytes)
    {
        var reader = new BytesReader(bytes);
        if (bytes.Length < 12 || !reader.Take(4).SequenceEqual("RIFF"u8)) throw new DataFormatException("it does not begin as a WAV file does");
        reader.Skip(4);
        if (!reader.Take(4).SequenceEqual("WAVE"u8)) throw new DataFormatException("it is a RIFF file, but no sound");
        (ushort Format, int Channels, int Bits)? format = null;
        while (true)
        {
            if (reader.Left < 8) throw new DataFormatException("it ends before its data chunk");
            var (name, length) = (reader.Take(4).ToArray(), reader.LittleEndian32());
            var isData = name.AsSpan().SequenceEqual("data"u8);
            if (length > reader.Left) throw new DataFormatException($"chunk {(isData ? "`data`" : "of another kind")} claims {length} bytes, {reader.Left} follow: the file is not whole");
            var chunk = reader.Take((int)length);
            if (name.AsSpan().SequenceEqual("fmt "u8)) format = Format(chunk);
            if (isData) return Decode(format ?? throw new DataFormatException("its data come before its format"), chunk);
            // Chunks begin at even places.
            if (length % 2 == 1 && reader.Left > 0) reader.Skip(1);
        }
    }

    private static (ushort, int, int) Format(ReadOnlySpan<byte> chunk)
    {
        var reader = new BytesReader(chunk);
        var (format, channels) = (reader.LittleEndian16(), reader.LittleEndian16());
        reader.Skip(10);
        var bits = reader.LittleEndian16();
        if (format == Extensible)
        {
            reader.Skip(8);
            format = reader.LittleEndian16();
        }
        if (channels == 0) throw new DataFormatException("it has no channels");
        if ((format, bits) is not ((Pcm, 8 or 16 or 24 or 32) or (Float, 32 or 64)))
            throw new DataFormatException($"its format is {format} with {bits} bits; PCM of 8, 16, 24 and 32 bits and floats of 32 and 64 are read");
        return (format, channels, bits);
    }

    private static NumPyArray Decode((ushort Format, int Channels, int Bits) format, ReadOnlySpan<byte> data)
    {
        var width = format.Bits / 8;
        var frames = data.Length / (width * format.Channels);
        var values = new float[frames * format.Channels];
        for (var index = 0; index < values.Length; index++) values[index] = Value(format.Format, data.Slice(index * width, width));
        return new(new('f', 4), [frames, format.Channels], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }

    private static float Value(ushort format, ReadOnlySpan<byte> sample) => (format, sample.Length) switch
    {
        // Eight bits alone are unsigned.
        (Pcm, 1) => (sample[0] - 128) / 128f,
        (Pcm, 2) => BitConverter.ToInt16(sample) / 32768f,
        (Pcm, 3) => (sample[0] << 8 | sample[1] << 16 | sample[2] << 24) / 2147483648f,
        (Pcm, _) => (float)(BitConverter.ToInt32(sample) / 2147483648.0),
        (_, 4) => BitConverter.ToSingle(sample),
        _ => (float)BitConverter.ToDouble(sample),
    };
}
