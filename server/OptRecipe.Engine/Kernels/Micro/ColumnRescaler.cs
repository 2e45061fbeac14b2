using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Rows of int32 sums times a factor for each column, rounded as <see cref="Rounding.Double"/> says, in place.</summary>
internal sealed unsafe class ColumnRescaler
{
    private const int Lanes = 8;
    private readonly FixedPointFactor[] _factors;
    private readonly int[] _multipliers, _lefts, _rights;

    /// <param name="factors">One for each column of a row.</param>
    public ColumnRescaler(ReadOnlySpan<FixedPointFactor> factors)
    {
        _factors = factors.ToArray();
        var padded = (factors.Length + Lanes - 1) / Lanes * Lanes;
        (_multipliers, _lefts, _rights) = (new int[padded], new int[padded], new int[padded]);
        for (var column = 0; column < factors.Length; column++)
        {
            _multipliers[column] = factors[column].Multiplier;
            _lefts[column] = Math.Max(factors[column].Shift, 0);
            _rights[column] = Math.Max(-factors[column].Shift, 0);
        }
    }

    /// <summary>Scales one row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Run(Span<int> row)
    {
        var column = 0;
        if (Avx2.IsSupported)
        {
            fixed (int* values = row, multipliers = _multipliers, lefts = _lefts, rights = _rights)
            {
                for (; column <= row.Length - Lanes; column += Lanes)
                {
                    var x = Avx2.ShiftLeftLogicalVariable(Vector256.Load(values + column), Vector256.Load(lefts + column).AsUInt32());
                    Divide(High(x, Vector256.Load(multipliers + column)), Vector256.Load(rights + column)).Store(values + column);
                }
            }
        }
        for (; column < row.Length; column++) row[column] = _factors[column].Apply(row[column], Rounding.Double);
    }

    /// <summary>(2ab + 2^31) >> 32, of which the 64-bit sums hold the bits 31 … 62.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> High(Vector256<int> a, Vector256<int> b)
    {
        var half = Vector256.Create(1L << 30);
        var even = Vector256.ShiftRightLogical(Avx2.Multiply(a, b) + half, 31).AsInt32();
        var odd = Vector256.ShiftLeft(Avx2.Multiply(Vector256.ShiftRightLogical(a.AsInt64(), 32).AsInt32(), Vector256.ShiftRightLogical(b.AsInt64(), 32).AsInt32()) + half, 1).AsInt32();
        return Avx2.Blend(even, odd, 0b10101010);
    }

    /// <summary>x / 2^exponent, halves away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Divide(Vector256<int> x, Vector256<int> exponents)
    {
        var mask = Avx2.ShiftLeftLogicalVariable(Vector256<int>.One, exponents.AsUInt32()) - Vector256<int>.One;
        // Comparisons give −1 where they hold.
        var threshold = Vector256.ShiftRightArithmetic(mask, 1) - Vector256.LessThan(x, Vector256<int>.Zero);
        return Avx2.ShiftRightArithmeticVariable(x, exponents.AsUInt32()) - Vector256.GreaterThan(x & mask, threshold);
    }
}
