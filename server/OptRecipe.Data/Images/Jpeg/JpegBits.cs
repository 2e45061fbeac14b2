namespace OptRecipe.Data.Images.Jpeg;

/// <summary>Bits of a scan: a stuffed zero after 0xFF is skipped, a marker ends them. Past the end zeros can be looked at, but not taken.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> bytes, int position)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private uint _held;
    private int _count;

    /// <summary>The first byte that was not read, the marker at the end of the scan.</summary>
    public int Position { get; private set; } = position;

    /// <summary>The next bits without taking them, filled up with zeros at the end.</summary>
    public int Peek(int count)
    {
        Fill(count);
        return (int)(count <= _count ? _held >> _count - count : _held << count - _count) & (1 << count) - 1;
    }

    /// <exception cref="DataFormatException">The scan ends before.</exception>
    public void Drop(int count)
    {
        if (count > _count) throw new DataFormatException("the data end early: the picture is not whole");
        _count -= count;
    }

    /// <exception cref="DataFormatException">The scan ends before.</exception>
    public int Take(int count)
    {
        if (count == 0) return 0;
        var bits = Peek(count);
        Drop(count);
        return bits;
    }

    /// <summary>A number of so many bits, those below half of its range negative (T.81, EXTEND).</summary>
    public int TakeSigned(int count)
    {
        var value = Take(count);
        return count > 0 && value < 1 << count - 1 ? value - (1 << count) + 1 : value;
    }

    /// <summary>Goes past a restart marker; what is left of the last byte is dropped.</summary>
    /// <exception cref="DataFormatException">Another marker stands there, or none.</exception>
    public void Restart(int expected)
    {
        (_held, _count) = (0, 0);
        // Any number of 0xFF may stand before a marker.
        while (Position + 1 < _bytes.Length && _bytes[Position] == 0xFF && _bytes[Position + 1] == 0xFF) Position++;
        if (Position + 1 >= _bytes.Length || _bytes[Position] != 0xFF || _bytes[Position + 1] != 0xD0 + expected)
            throw new DataFormatException($"restart marker {expected} is missing: the file is damaged or not whole");
        Position += 2;
    }

    private void Fill(int count)
    {
        while (_count < count && Position < _bytes.Length)
        {
            var value = _bytes[Position];
            if (value == 0xFF)
            {
                if (Position + 1 >= _bytes.Length || _bytes[Position + 1] != 0) return;
                Position++;
            }
            Position++;
            _held = _held << 8 | value;
            _count += 8;
        }
    }
}
