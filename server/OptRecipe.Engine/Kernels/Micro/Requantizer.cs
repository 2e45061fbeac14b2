using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Accumulators to stored numbers, a factor for each channel: clamp(zero point + round(x × factor)). All three roundings are one sum and one shift in 64 bits,
/// because nested floors collapse: with p = (x &lt;&lt; left) × M and e = −shift, ⌊(p + addend − correction) / 2^total⌋, where total = 31 + e and
/// <list type="bullet"><item>Single: addend 2^(30+e);</item><item>HalfUpTwice: addend 2^30 + 2^(30+e) for e > 0, else 2^30;</item>
/// <item>Double: the same, and for e > 0 a correction of 2^31 where p + 2^30 is negative, which makes halves go away from zero.</item></list></summary>
internal sealed unsafe class Requantizer
{
    private const int Width = 16;
    private readonly int _zeroPoint, _min, _max;
    // One for each channel, up to a multiple of the vector's width; 64-bit rows stand as evens, then odds, of each sixteen channels.
    private readonly int[] _multipliers, _lefts;
    private readonly long[] _addends, _totals, _corrections;
    private readonly bool _shiftsLeft;
    // Of the real mode only: evens and odds of each eight channels are not told apart there.
    private readonly double[] _real = [];

    /// <summary>Real factors instead: round(x × factor) in double, halves away from zero; what leaves 32 bits becomes the smallest number.</summary>
    public Requantizer(ReadOnlySpan<double> factors, int channels, int zeroPoint, int min, int max)
    {
        (_zeroPoint, _min, _max) = (zeroPoint, min, max);
        (_multipliers, _lefts, _addends, _totals, _corrections) = ([], [], [], [], []);
        _real = new double[(channels + Width - 1) / Width * Width];
        if (factors.Length == 1) Array.Fill(_real, factors[0]);
        else factors.CopyTo(_real);
    }

    public Requantizer(ReadOnlySpan<FixedPointFactor> factors, int channels, Rounding rounding, int zeroPoint, int min, int max)
    {
        (_zeroPoint, _min, _max) = (zeroPoint, min, max);
        var padded = (channels + Width - 1) / Width * Width;
        (_multipliers, _lefts) = (new int[padded], new int[padded]);
        (_addends, _totals, _corrections) = (new long[padded], new long[padded], new long[padded]);
        for (var channel = 0; channel < padded; channel++)
        {
            var factor = factors.Length == 1 ? factors[0] : channel < channels ? factors[channel] : default;
            var isSingle = rounding == Rounding.Single;
            var left = isSingle ? 0 : Math.Max(factor.Shift, 0);
            var e = isSingle ? -factor.Shift : Math.Max(-factor.Shift, 0);
            _multipliers[channel] = factor.Multiplier;
            _lefts[channel] = left;
            _shiftsLeft |= left > 0;
            var slot = Slot(channel);
            _totals[slot] = 31 + e;
            _addends[slot] = isSingle ? 1L << (30 + e) : (1L << 30) + (e > 0 ? 1L << (30 + e) : 0);
            _corrections[slot] = rounding == Rounding.Double && e > 0 ? 1L << 31 : 0;
        }
    }

    /// <summary>One row: accumulators of channels from <paramref name="channel"/>, a multiple of sixteen, on.</summary>
    /// <param name="isSigned">Whether the output is int8; uint8 otherwise.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int* accumulators, int channel, int count, byte* output, bool isSigned)
    {
        var index = 0;
        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated)
        {
            // The results are within the type's range already.
            for (; index <= count - Width; index += Width) Avx512F.ConvertToVector128Byte(Sixteen(accumulators + index, channel + index)).Store(output + index);
        }
        else if (Avx2.IsSupported && _real.Length == 0)
        {
            for (; index <= count - 8; index += 8) Narrow(Eight(accumulators + index, channel + index), isSigned).Store(output + index);
        }
        for (; index < count; index++) output[index] = (byte)One(accumulators[index], channel + index);
    }

    public int One(int accumulator, int channel)
    {
        if (_real.Length > 0)
        {
            var real = Math.Round(accumulator * _real[channel], MidpointRounding.AwayFromZero);
            return Math.Clamp((real is >= int.MinValue and <= int.MaxValue ? (int)real : int.MinValue) + _zeroPoint, _min, _max);
        }
        var slot = Slot(channel);
        var product = (long)(accumulator << _lefts[channel]) * _multipliers[channel];
        var sum = product + _addends[slot];
        if (product + (1L << 30) < 0) sum -= _corrections[slot];
        return Math.Clamp((int)(sum >> (int)_totals[slot]) + _zeroPoint, _min, _max);
    }

    /// <summary>Where the 64-bit values of a channel stand: evens of its sixteen first, then odds.</summary>
    private static int Slot(int channel) => channel / Width * Width + (channel % 2) * (Width / 2) + channel % Width / 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<int> Sixteen(int* accumulators, int channel)
    {
        if (_real.Length > 0) return SixteenReal(accumulators, channel);
        fixed (int* multipliers = &_multipliers[channel], lefts = &_lefts[channel])
        fixed (long* addends = &_addends[channel], totals = &_totals[channel], corrections = &_corrections[channel])
        {
            var x = Vector512.Load(accumulators);
            if (_shiftsLeft) x = Avx512F.ShiftLeftLogicalVariable(x, Vector512.Load(lefts).AsUInt32());
            var m = Vector512.Load(multipliers);
            var even = Scale512(Avx512F.Multiply(x, m), addends, corrections, totals);
            var odd = Scale512(Avx512F.Multiply(Vector512.ShiftRightLogical(x.AsInt64(), 32).AsInt32(), Vector512.ShiftRightLogical(m.AsInt64(), 32).AsInt32()), addends + 8, corrections + 8, totals + 8);
            var q = Vector512.ConditionalSelect(Vector512.Create(0x00000000FFFFFFFFL), even, Vector512.ShiftLeft(odd, 32)).AsInt32() + Vector512.Create(_zeroPoint);
            return Avx512F.Min(Avx512F.Max(q, Vector512.Create(_min)), Vector512.Create(_max));
        }
    }

    private Vector512<int> SixteenReal(int* accumulators, int channel)
    {
        fixed (double* factors = &_real[channel])
        {
            var low = Avx512F.ConvertToVector256Int32WithTruncation(Away(Avx512F.ConvertToVector512Double(Vector256.Load(accumulators)) * Vector512.Load(factors)));
            var high = Avx512F.ConvertToVector256Int32WithTruncation(Away(Avx512F.ConvertToVector512Double(Vector256.Load(accumulators + 8)) * Vector512.Load(factors + 8)));
            var q = Vector512.Create(low, high) + Vector512.Create(_zeroPoint);
            return Avx512F.Min(Avx512F.Max(q, Vector512.Create(_min)), Vector512.Create(_max));
        }
    }

    /// <summary>Adding the largest number below one half, with the value's sign, and cutting off rounds halves away from zero.</summary>
    private static Vector512<double> Away(Vector512<double> values) => values + ((values & Vector512.Create(-0.0)) | Vector512.Create(0.49999999999999994));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Scale512(Vector512<long> product, long* addends, long* corrections, long* totals)
    {
        var isNegative = Vector512.ShiftRightArithmetic(product + Vector512.Create(1L << 30), 63);
        var sum = product + Vector512.Load(addends) - (isNegative & Vector512.Load(corrections));
        return Avx512F.ShiftRightArithmeticVariable(sum, Vector512.Load(totals).AsUInt64());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Eight(int* accumulators, int channel)
    {
        // Eight channels are four evens and four odds of the sixteen that they belong to.
        var slot = channel / Width * Width + channel % Width / 2;
        fixed (int* multipliers = &_multipliers[channel], lefts = &_lefts[channel])
        fixed (long* addends = &_addends[slot], totals = &_totals[slot], corrections = &_corrections[slot])
        {
            var x = Vector256.Load(accumulators);
            if (_shiftsLeft) x = Avx2.ShiftLeftLogicalVariable(x, Vector256.Load(lefts).AsUInt32());
            var m = Vector256.Load(multipliers);
            var even = Scale256(Avx2.Multiply(x, m), addends, corrections, totals);
            var odd = Scale256(Avx2.Multiply(Vector256.ShiftRightLogical(x.AsInt64(), 32).AsInt32(), Vector256.ShiftRightLogical(m.AsInt64(), 32).AsInt32()), addends + 8, corrections + 8, totals + 8);
            var q = Vector256.ConditionalSelect(Vector256.Create(0x00000000FFFFFFFFL), even, Vector256.ShiftLeft(odd, 32)).AsInt32() + Vector256.Create(_zeroPoint);
            return Avx2.Min(Avx2.Max(q, Vector256.Create(_min)), Vector256.Create(_max));
        }
    }

    /// <summary>AVX2 has no arithmetic shift of 64 bits: the sum is made positive, shifted, and set back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Scale256(Vector256<long> product, long* addends, long* corrections, long* totals)
    {
        var isNegative = Vector256.LessThan(product + Vector256.Create(1L << 30), Vector256<long>.Zero);
        var sum = product + Vector256.Load(addends) - (isNegative & Vector256.Load(corrections));
        var total = Vector256.Load(totals).AsUInt64();
        var offset = Vector256.Create(long.MinValue);
        return Avx2.ShiftRightLogicalVariable(sum ^ offset, total) - Avx2.ShiftRightLogicalVariable(offset, total);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector64<byte> Narrow(Vector256<int> values, bool isSigned)
    {
        var words = Sse2.PackSignedSaturate(values.GetLower(), values.GetUpper());
        return (isSigned ? Sse2.PackSignedSaturate(words, words).AsByte() : Sse2.PackUnsignedSaturate(words, words)).GetLower();
    }
}
