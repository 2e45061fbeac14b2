using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Sums of int16 activations, with a bias of 64 bits, to int16 in AVX2: clamp(round((sum + bias) × factor)) with a factor for each channel, either a multiplier of 16 bits
/// (<see cref="FixedPointFactor.Apply16"/>) or a real one in double, halves away from zero. A sum is one number of 32 bits, or upper × 256 + lower.</summary>
internal sealed unsafe class WordRequantizer
{
    private const int Lanes = 8;
    private readonly bool _isReal;
    private readonly int _min, _max;
    // Of eight neighbouring channels each; 64-bit values of the even ones first.
    private readonly int[] _multipliers, _offsets;
    private readonly long[] _addends, _shifts;
    private readonly double[] _factors, _biases;

    private WordRequantizer(bool isReal, int columns, int min, int max)
    {
        var padded = (columns + Lanes - 1) / Lanes * Lanes;
        (_isReal, _min, _max) = (isReal, min, max);
        (_multipliers, _offsets, _addends, _shifts) = isReal ? ([], [], [], []) : (new int[padded], new int[padded], new long[padded], new long[padded]);
        (_factors, _biases) = isReal ? (new double[padded], new double[padded]) : ([], []);
    }

    /// <summary>With multipliers of 16 bits; null for factors beyond 2^14.</summary>
    /// <param name="factors">In the order of columns, as <paramref name="bias"/>.</param>
    public static WordRequantizer? Of(ReadOnlySpan<FixedPointFactor> factors, ReadOnlySpan<long> bias, int min, int max)
    {
        var requantizer = new WordRequantizer(false, factors.Length, min, max);
        for (var column = 0; column < factors.Length; column++)
        {
            var (multiplier, total) = factors[column].Narrow;
            if (total < 1) return null;
            var slot = column / Lanes * Lanes + column % 2 * (Lanes / 2) + column % Lanes / 2;
            requantizer._multipliers[column] = multiplier;
            // With 2^63 added, a shift without a sign gives 2^(63 − total) more than one with it; sums wrap.
            requantizer._addends[slot] = unchecked(bias[column] * multiplier + (1L << (total - 1)) + long.MinValue);
            requantizer._shifts[slot] = total;
            requantizer._offsets[column] = (int)(long.MinValue >>> total);
        }
        return requantizer;
    }

    /// <summary>With real factors; null where a bias is so large that double does not hold every sum.</summary>
    public static WordRequantizer? Of(ReadOnlySpan<double> factors, ReadOnlySpan<long> bias, int min, int max)
    {
        const long MostBias = 1L << 51;
        var requantizer = new WordRequantizer(true, factors.Length, min, max);
        for (var column = 0; column < factors.Length; column++)
        {
            if (bias[column] is < -MostBias or > MostBias) return null;
            (requantizer._factors[column], requantizer._biases[column]) = (factors[column], bias[column]);
        }
        return requantizer;
    }

    /// <summary>Rows of sums of columns from <paramref name="column"/>, a multiple of eight, on; whole vectors of them may be read.</summary>
    /// <param name="upper">As far from row to row as the output; null where sums are whole.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Run(int* upper, int* sums, int column, int count, short* output, RequantizedRows rows)
    {
        for (var done = 0; done < count; done += Lanes)
        {
            var part = Math.Min(Lanes, count - done);
            if (_isReal) Real(upper is null ? null : upper + done, sums + done, column + done, part, output + done, rows);
            else Narrow(upper is null ? null : upper + done, sums + done, column + done, part, output + done, rows);
        }
    }

    private void Narrow(int* upper, int* sums, int column, int count, short* output, RequantizedRows rows)
    {
        fixed (int* multipliers = &_multipliers[column], offsets = &_offsets[column])
        fixed (long* addends = &_addends[column], shifts = &_shifts[column])
        {
            Vector256<int> m = Vector256.Load(multipliers), offset = Vector256.Load(offsets);
            var oddM = Vector256.ShiftRightLogical(m.AsInt64(), 32).AsInt32();
            Vector256<long> even = Vector256.Load(addends), odd = Vector256.Load(addends + 4);
            Vector256<ulong> evenShift = Vector256.Load(shifts).AsUInt64(), oddShift = Vector256.Load(shifts + 4).AsUInt64();
            Vector256<int> upperM = m << 8, upperOddM = oddM << 8;
            for (var row = 0; row < rows.Count; row++, sums += rows.AccumulatorStride, output += rows.OutputStride)
            {
                var x = Vector256.Load(sums);
                Vector256<long> p = Avx2.Multiply(x, m) + even, q = Avx2.Multiply(Odd(x), oddM) + odd;
                if (upper is not null)
                {
                    var y = Vector256.Load(upper);
                    (p, q) = (p + Avx2.Multiply(y, upperM), q + Avx2.Multiply(Odd(y), upperOddM));
                    upper += rows.OutputStride;
                }
                var result = Avx2.Blend(Avx2.ShiftRightLogicalVariable(p, evenShift).AsInt32(), (Avx2.ShiftRightLogicalVariable(q, oddShift) << 32).AsInt32(), 0b10101010) - offset;
                Store(result, output, count);
            }
        }
    }

    private void Real(int* upper, int* sums, int column, int count, short* output, RequantizedRows rows)
    {
        fixed (double* factors = &_factors[column], biases = &_biases[column])
        {
            Vector256<double> factor0 = Vector256.Load(factors), factor1 = Vector256.Load(factors + 4), bias0 = Vector256.Load(biases), bias1 = Vector256.Load(biases + 4);
            for (var row = 0; row < rows.Count; row++, sums += rows.AccumulatorStride, output += rows.OutputStride)
            {
                Vector256<double> x = Avx.ConvertToVector256Double(Vector128.Load(sums)) + bias0, y = Avx.ConvertToVector256Double(Vector128.Load(sums + 4)) + bias1;
                if (upper is not null)
                {
                    var bytes = Vector256.Create(256.0);
                    (x, y) = (x + Avx.ConvertToVector256Double(Vector128.Load(upper)) * bytes, y + Avx.ConvertToVector256Double(Vector128.Load(upper + 4)) * bytes);
                    upper += rows.OutputStride;
                }
                // What leaves 32 bits becomes the smallest number.
                var low = Avx.ConvertToVector128Int32WithTruncation(Requantize256.Away(x * factor0));
                Store(Vector256.Create(low, Avx.ConvertToVector128Int32WithTruncation(Requantize256.Away(y * factor1))), output, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Odd(Vector256<int> values) => Avx2.Shuffle(values, 0b11_11_01_01);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(Vector256<int> values, short* to, int count)
    {
        values = Vector256.Min(Vector256.Max(values, Vector256.Create(_min)), Vector256.Create(_max));
        var words = Sse2.PackSignedSaturate(values.GetLower(), values.GetUpper());
        if (count == Lanes) words.Store(to);
        else
            for (var index = 0; index < count; index++) to[index] = words[index];
    }
}
