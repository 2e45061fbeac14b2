namespace OptRecipe.Data.Images.Jpeg;

/// <summary>A canonical Huffman code of up to 16 bits (T.81, annex C), decoded by one look-up for short codes and by lengths for the others.</summary>
internal sealed class HuffmanTable
{
    private const int ShortBits = 9;

    private readonly byte[] _values;
    private readonly int[] _firstCode = new int[18], _firstIndex = new int[18], _afterLast = new int[18];
    /// <summary>Length · 256 + value, 0 where the code is longer.</summary>
    private readonly ushort[] _short = new ushort[1 << ShortBits];

    /// <param name="counts">Codes of each length from 1 to 16.</param>
    /// <exception cref="DataFormatException">More codes than a length has room for.</exception>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        _values = values.ToArray();
        for (int length = 1, code = 0, index = 0; length <= 16; length++, code <<= 1)
        {
            (_firstCode[length], _firstIndex[length]) = (code, index);
            for (var count = counts[length - 1]; count > 0; count--, code++, index++)
            {
                if (length > ShortBits) continue;
                if (code >= 1 << length) break;
                _short.AsSpan(code << ShortBits - length, 1 << ShortBits - length).Fill((ushort)(length << 8 | _values[index]));
            }
            if (code > 1 << length) throw new DataFormatException("a Huffman table has more codes than fit");
            _afterLast[length] = code;
        }
    }

    public byte Decode(ref JpegBits bits)
    {
        var found = _short[bits.Peek(ShortBits)];
        if (found != 0)
        {
            bits.Drop(found >> 8);
            return (byte)found;
        }
        var code = bits.Take(ShortBits);
        for (var length = ShortBits + 1; length <= 16; length++)
        {
            code = code << 1 | bits.Take(1);
            if (code < _afterLast[length] && code >= _firstCode[length]) return _values[_firstIndex[length] + code - _firstCode[length]];
        }
        throw new DataFormatException("a code is in no Huffman table: the file is damaged");
    }
}
