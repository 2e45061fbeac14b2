namespace OptRecipe.Engine.Kernels;

/// <summary>The counter-based generator Philox 4x32-10 (Salmon and others, 2011) in TensorFlow's arrangement: the first seed is the key, the second the upper half of the counter;
/// each step gives four words.</summary>
internal struct Philox
{
    private readonly ulong _key;
    private ulong _low, _high;

    public Philox(ulong seed, ulong seed2) => (_key, _high) = (seed, seed2);

    public Philox(ulong key, ulong counterLow, ulong counterHigh) => (_key, _low, _high) = (key, counterLow, counterHigh);

    public static int WordCount => 4;
    public readonly ulong CounterLow => _low;

    /// <summary>Passes over steps.</summary>
    public void Skip(ulong count)
    {
        var before = _low;
        _low += count;
        if (_low < before) _high++;
    }

    /// <summary>The next four words.</summary>
    public void Next(Span<uint> words)
    {
        var (c0, c1, c2, c3) = ((uint)_low, (uint)(_low >> 32), (uint)_high, (uint)(_high >> 32));
        var (k0, k1) = ((uint)_key, (uint)(_key >> 32));
        for (var round = 0; round < 10; round++)
        {
            var (a, b) = (0xD2511F53UL * c0, 0xCD9E8D57UL * c2);
            (c0, c1, c2, c3) = ((uint)(b >> 32) ^ c1 ^ k0, (uint)b, (uint)(a >> 32) ^ c3 ^ k1, (uint)a);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        (words[0], words[1], words[2], words[3]) = (c0, c1, c2, c3);
        Skip(1);
    }

    /// <summary>0 ≤ x &lt; 1, from the lower 23 bits.</summary>
    public static float ToSingle(uint word) => BitConverter.UInt32BitsToSingle(0x3F800000 | word & 0x7FFFFF) - 1;

    /// <summary>0 ≤ x &lt; 1, from 52 bits.</summary>
    public static double ToDouble(uint high, uint low) => BitConverter.UInt64BitsToDouble(0x3FF0000000000000 | (ulong)(high & 0xFFFFF) << 32 | low) - 1;
}
