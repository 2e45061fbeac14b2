using OptRecipe.Data.Bytes;

namespace OptRecipe.Data.Images.Jpeg;

/// <summary>Goes through the markers of a file: tables, the frame and its scans.</summary>
internal sealed class JpegReader(byte[] bytes)
{
    /// <summary>Progressive files take ten or so; each costs a walk over the whole picture.</summary>
    private const int MostScans = 200;

    /// <summary>Place in a block of each coefficient in the file's order (T.81, figure A.6).</summary>
    private static readonly byte[] Natural =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private readonly ushort[]?[] _quantization = new ushort[]?[4];
    private readonly HuffmanTable?[] _dc = new HuffmanTable?[4], _ac = new HuffmanTable?[4];
    private JpegFrame? _frame;
    private int _restartInterval, _adobe = -1, _scans;
    private bool _hasJfif;

    /// <summary>The frame with all coefficients.</summary>
    /// <exception cref="DataFormatException"/>
    public JpegFrame Read()
    {
        var position = 2;
        while (true)
        {
            while (position < bytes.Length && bytes[position] != 0xFF) position++;
            while (position < bytes.Length && bytes[position] == 0xFF) position++;
            if (position >= bytes.Length) throw new DataFormatException("the data end early: the picture is not whole");
            var marker = bytes[position++];
            if (marker == 0xD9) break;
            if (marker is 0x01 or 0 or (>= 0xD0 and <= 0xD8)) continue;
            var reader = new BytesReader(bytes);
            reader.Skip(position);
            var segment = reader.Take(Math.Max(reader.BigEndian16() - 2, 0));
            position = reader.Position;
            if (Segment(marker, segment)) position = Scan(segment, position);
        }
        var frame = _frame ?? throw new DataFormatException("it holds no picture");
        (frame.AdobeTransform, frame.HasJfif) = (_adobe, _hasJfif);
        return frame;
    }

    /// <summary>Whether a scan's data follow.</summary>
    private bool Segment(byte marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case 0xC4: HuffmanTables(segment); break;
            case 0xDB: QuantizationTables(segment); break;
            case 0xDD: _restartInterval = new BytesReader(segment).BigEndian16(); break;
            case 0xE0: _hasJfif |= segment.StartsWith("JFIF\0"u8); break;
            case 0xEE: if (segment.StartsWith("Adobe"u8) && segment.Length >= 12) _adobe = segment[11]; break;
            case 0xC0 or 0xC1 or 0xC2: Frame(segment, marker == 0xC2); break;
            case 0xDA: return true;
            case 0xCC or (>= 0xC9 and <= 0xCB) or (>= 0xCD and <= 0xCF): throw new DataFormatException("it is coded arithmetically, which hardly any tool reads; save it again with Huffman codes");
            case 0xC3 or (>= 0xC5 and <= 0xC7): throw new DataFormatException("it is lossless or hierarchical JPEG; save it as baseline, progressive or PNG");
            case 0xDC: throw new DataFormatException("its height is written after the picture, which is not read; save it again");
        }
        return false;
    }

    private void Frame(ReadOnlySpan<byte> segment, bool isProgressive)
    {
        if (_frame is not null) throw new DataFormatException("it holds two frames");
        var reader = new BytesReader(segment);
        var bits = reader.Byte();
        if (bits != 8) throw new DataFormatException($"it has {bits} bits a value; 8 are read");
        var (height, width, count) = (reader.BigEndian16(), reader.BigEndian16(), reader.Byte());
        if (width == 0 || height == 0 || (long)width * height > ImageFile.MostPixels) throw new DataFormatException($"its header claims {width} × {height} pixels");
        if (count == 4) throw new DataFormatException("it has four colour components (CMYK); convert it to RGB");
        if (count is not (1 or 3)) throw new DataFormatException($"it has {count} colour components; grey and RGB are read");
        var components = new JpegComponent[count];
        for (var index = 0; index < count; index++)
        {
            var (id, sampling, table) = (reader.Byte(), reader.Byte(), reader.Byte());
            if (sampling >> 4 is < 1 or > 4 || (sampling & 15) is < 1 or > 4 || table > 3) throw new DataFormatException($"component {id} has sampling factors or a table that the standard does not know");
            // One component alone has nothing to be sampled against.
            components[index] = count == 1 ? new(id, 1, 1, table) : new(id, sampling >> 4, sampling & 15, table);
        }
        _frame = new(width, height, isProgressive, components);
        foreach (var component in components) component.Measure(_frame);
        // Every block takes at least one bit.
        if (components.Sum(component => component.BlockCount) > bytes.Length * 8L) throw new DataFormatException($"its header claims {width} × {height} pixels; {bytes.Length} bytes cannot hold them");
        foreach (var component in components) component.Allocate();
    }

    private int Scan(ReadOnlySpan<byte> segment, int position)
    {
        var frame = _frame ?? throw new DataFormatException("a scan comes before the frame");
        if (++_scans > MostScans) throw new DataFormatException($"it has more than {MostScans} scans");
        var reader = new BytesReader(segment);
        var parts = new List<JpegScanPart>();
        for (var left = reader.Byte(); left > 0; left--)
        {
            var (id, tables) = (reader.Byte(), reader.Byte());
            var component = Array.Find(frame.Components, component => component.Id == id && !parts.Any(part => part.Component == component)) ?? throw new DataFormatException($"a scan names component {id}, which the frame does not have");
            component.Quantization ??= _quantization[component.QuantizationTable] ?? throw new DataFormatException($"quantization table {component.QuantizationTable} is missing");
            parts.Add(new(component, Table(_dc, tables >> 4), Table(_ac, tables & 15)));
        }
        var (first, last, approximation) = (reader.Byte(), reader.Byte(), reader.Byte());
        var spectrum = frame.IsProgressive ? new JpegSpectrum(first, last, approximation >> 4, approximation & 15) : new(0, 63, 0, 0);
        spectrum.Check(frame.IsProgressive, parts.Count);
        return new JpegScan(frame, [.. parts], spectrum, _restartInterval, Natural).Read(bytes, position);
    }

    private static HuffmanTable? Table(HuffmanTable?[] tables, int index) => index < tables.Length ? tables[index] : throw new DataFormatException($"a scan names Huffman table {index}");

    private void HuffmanTables(ReadOnlySpan<byte> segment)
    {
        var reader = new BytesReader(segment);
        while (reader.Left > 0)
        {
            var kind = reader.Byte();
            var counts = reader.Take(16);
            var total = 0;
            foreach (var count in counts) total += count;
            if ((kind & 15) > 3 || kind >> 4 > 1 || total > 256) throw new DataFormatException("a Huffman table is none that the standard knows");
            (kind >> 4 == 0 ? _dc : _ac)[kind & 15] = new(counts, reader.Take(total));
        }
    }

    private void QuantizationTables(ReadOnlySpan<byte> segment)
    {
        var reader = new BytesReader(segment);
        while (reader.Left > 0)
        {
            var kind = reader.Byte();
            if ((kind & 15) > 3) throw new DataFormatException($"quantization table {kind & 15} is none that the standard knows");
            var table = new ushort[64];
            foreach (var place in Natural) table[place] = kind >> 4 == 0 ? reader.Byte() : reader.BigEndian16();
            _quantization[kind & 15] = table;
        }
    }
}
