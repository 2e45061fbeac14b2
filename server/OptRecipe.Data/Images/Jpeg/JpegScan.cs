namespace OptRecipe.Data.Images.Jpeg;

/// <summary>A component of a scan with its tables; a progressive scan needs one of them only.</summary>
internal sealed record JpegScanPart(JpegComponent Component, HuffmanTable? Dc, HuffmanTable? Ac);

/// <summary>Which coefficients a scan holds, and which of their bits (T.81, annex G).</summary>
/// <param name="High">The bit that an earlier scan ended with; 0 in a first scan.</param>
/// <param name="Low">The lowest bit of this one.</param>
internal readonly record struct JpegSpectrum(int First, int Last, int High, int Low)
{
    /// <exception cref="DataFormatException">No such scan can be.</exception>
    public void Check(bool isProgressive, int components)
    {
        var isFine = First <= Last && Last <= 63 && Low <= 13 && High <= 14 && components > 0
            && (!isProgressive || (First == 0 ? Last == 0 : components == 1));
        if (!isFine) throw new DataFormatException("a scan holds coefficients that the standard does not let it hold");
    }
}

/// <summary>Decodes one scan into the coefficients of its components.</summary>
internal sealed class JpegScan(JpegFrame frame, JpegScanPart[] parts, JpegSpectrum spectrum, int restartInterval, byte[] natural)
{
    /// <summary>Blocks whose band is at its end already.</summary>
    private int _endRun;

    /// <returns>Where the next marker stands.</returns>
    /// <exception cref="DataFormatException">The data end early or are damaged.</exception>
    public int Read(byte[] bytes, int position)
    {
        var bits = new JpegBits(bytes, position);
        var isAlone = parts.Length == 1;
        var only = parts[0].Component;
        var (across, down) = isAlone ? (only.BlocksAcross, only.BlocksDown) : (frame.UnitsAcross, frame.UnitsDown);
        Reset();
        for (int unit = 0, restart = 0, count = across * down; unit < count; unit++)
        {
            if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0)
            {
                bits.Restart(restart);
                restart = restart + 1 & 7;
                Reset();
            }
            var (x, y) = (unit % across, unit / across);
            if (isAlone) Block(ref bits, parts[0], only.Block(x, y));
            else
                foreach (var part in parts)
                    for (var v = 0; v < part.Component.Down; v++)
                        for (var h = 0; h < part.Component.Across; h++)
                            Block(ref bits, part, part.Component.Block(x * part.Component.Across + h, y * part.Component.Down + v));
        }
        return bits.Position;
    }

    private void Reset()
    {
        foreach (var part in parts) part.Component.Predictor = 0;
        _endRun = 0;
    }

    private void Block(ref JpegBits bits, JpegScanPart part, Span<short> block)
    {
        if (!frame.IsProgressive)
        {
            Dc(ref bits, part, block);
            Band(ref bits, part, block, 1);
        }
        else if (spectrum.First == 0)
        {
            if (spectrum.High == 0) Dc(ref bits, part, block);
            else if (bits.Take(1) == 1) block[0] |= (short)(1 << spectrum.Low);
        }
        else if (spectrum.High == 0) Band(ref bits, part, block, spectrum.First);
        else Refine(ref bits, part, block);
    }

    private void Dc(ref JpegBits bits, JpegScanPart part, Span<short> block)
    {
        var size = (part.Dc ?? throw new DataFormatException("a Huffman table is missing")).Decode(ref bits);
        if (size > 15) throw new DataFormatException("a difference is larger than any can be: the file is damaged");
        part.Component.Predictor = unchecked(part.Component.Predictor + bits.TakeSigned(size));
        block[0] = unchecked((short)(part.Component.Predictor << spectrum.Low));
    }

    private void Band(ref JpegBits bits, JpegScanPart part, Span<short> block, int first)
    {
        if (_endRun > 0)
        {
            _endRun--;
            return;
        }
        var table = part.Ac ?? throw new DataFormatException("a Huffman table is missing");
        for (var index = first; index <= spectrum.Last; index++)
        {
            var code = table.Decode(ref bits);
            var (run, size) = (code >> 4, code & 15);
            if (size == 0)
            {
                if (run < 15)
                {
                    // In a baseline scan a run of blocks cannot be: 0 ends this block, and so does whatever else stands there in libjpeg.
                    _endRun = frame.IsProgressive ? (1 << run) - 1 + bits.Take(run) : 0;
                    return;
                }
                index += 15;
                continue;
            }
            index += run;
            if (index > 63) throw new DataFormatException("a block has more than 64 coefficients: the file is damaged");
            block[natural[index]] = unchecked((short)(bits.TakeSigned(size) << spectrum.Low));
        }
    }

    /// <summary>One more bit of coefficients that are known, and coefficients that have had none so far.</summary>
    private void Refine(ref JpegBits bits, JpegScanPart part, Span<short> block)
    {
        var table = part.Ac ?? throw new DataFormatException("a Huffman table is missing");
        var bit = 1 << spectrum.Low;
        var index = spectrum.First;
        for (; _endRun == 0 && index <= spectrum.Last; index++)
        {
            var code = table.Decode(ref bits);
            var (run, size, value) = (code >> 4, code & 15, 0);
            if (size > 1) throw new DataFormatException("a refined coefficient has more than one bit: the file is damaged");
            if (size == 1) value = bits.Take(1) == 1 ? bit : -bit;
            else if (run < 15)
            {
                _endRun = (1 << run) + bits.Take(run);
                break;
            }
            for (; index <= spectrum.Last; index++)
            {
                ref var known = ref block[natural[index]];
                if (known != 0) Correct(ref bits, ref known, bit);
                else if (--run < 0) break;
            }
            if (value != 0 && index <= spectrum.Last) block[natural[index]] = (short)value;
        }
        if (_endRun == 0) return;
        for (; index <= spectrum.Last; index++)
            if (block[natural[index]] != 0) Correct(ref bits, ref block[natural[index]], bit);
        _endRun--;
    }

    private static void Correct(ref JpegBits bits, ref short known, int bit)
    {
        if (bits.Take(1) == 1 && (known & bit) == 0) known += (short)(known >= 0 ? bit : -bit);
    }
}
