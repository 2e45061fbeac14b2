namespace OptRecipe.Data.Images.Jpeg;

/// <summary>
/// The inverse cosine transform of an 8 × 8 block in integers: the factorization of Loeffler, Ligtenberg and Moschytz with 13-bit constants, columns first and two extra bits between the passes. Results are those of
/// libjpeg's "islow" method.
/// </summary>
internal static class InverseTransform
{
    private const int ConstantBits = 13;
    private const int ExtraBits = 2;

    private const int C0298 = 2446, C0390 = 3196, C0541 = 4433, C0765 = 6270, C0899 = 7373, C1175 = 9633, C1501 = 12299, C1847 = 15137, C1961 = 16069, C2053 = 16819, C2562 = 20995, C3072 = 25172;

    /// <param name="block">Quantized coefficients in natural order.</param>
    /// <param name="samples">Eight rows of eight, <paramref name="stride"/> apart; 0 to 255.</param>
    public static void Apply(ReadOnlySpan<short> block, ReadOnlySpan<ushort> quantization, Span<byte> samples, int stride)
    {
        Span<int> between = stackalloc int[64];
        Span<int> line = stackalloc int[8];
        for (var column = 0; column < 8; column++)
        {
            for (var row = 0; row < 8; row++) line[row] = block[row * 8 + column] * quantization[row * 8 + column];
            Pass(line, ConstantBits - ExtraBits);
            for (var row = 0; row < 8; row++) between[row * 8 + column] = line[row];
        }
        for (var row = 0; row < 8; row++)
        {
            between.Slice(row * 8, 8).CopyTo(line);
            Pass(line, ConstantBits + ExtraBits + 3);
            for (var column = 0; column < 8; column++) samples[row * stride + column] = (byte)Math.Clamp(line[column] + 128, 0, 255);
        }
    }

    /// <summary>One dimension; the result is shifted right by so many bits, rounded. Damaged files overflow, quietly.</summary>
    private static void Pass(Span<int> line, int shift)
    {
        unchecked
        {
            // Even part: a rotation of 2 and 6, sum and difference of 0 and 4.
            var z1 = (line[2] + line[6]) * C0541;
            var (even2, even3) = (z1 - line[6] * C1847, z1 + line[2] * C0765);
            var (even0, even1) = (line[0] + line[4] << ConstantBits, line[0] - line[4] << ConstantBits);
            var (a0, a3, a1, a2) = (even0 + even3, even0 - even3, even1 + even2, even1 - even2);
            // Odd part.
            var (o0, o1, o2, o3) = (line[7], line[5], line[3], line[1]);
            var (s1, s2, s3, s4) = (o0 + o3, o1 + o2, o0 + o2, o1 + o3);
            var s5 = (s3 + s4) * C1175;
            (s1, s2, s3, s4) = (-s1 * C0899, -s2 * C2562, s5 - s3 * C1961, s5 - s4 * C0390);
            var (b0, b1, b2, b3) = (o0 * C0298 + s1 + s3, o1 * C2053 + s2 + s4, o2 * C3072 + s2 + s3, o3 * C1501 + s1 + s4);
            var half = 1 << shift - 1;
            line[0] = a0 + b3 + half >> shift;
            line[7] = a0 - b3 + half >> shift;
            line[1] = a1 + b2 + half >> shift;
            line[6] = a1 - b2 + half >> shift;
            line[2] = a2 + b1 + half >> shift;
            line[5] = a2 - b1 + half >> shift;
            line[3] = a3 + b0 + half >> shift;
            line[4] = a3 - b0 + half >> shift;
        }
    }
}
