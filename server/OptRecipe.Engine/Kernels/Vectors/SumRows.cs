using System.Numerics;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Micro;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>ADD and SUB of 8-bit numbers: a × factor + b × factor in float32, which is the fixed-point result wherever the sum is not next to a half. Those few are computed
/// exactly, so that every result is the exact one.</summary>
internal static class SumRows
{
    /// <summary>Null where the set has no vectors, or the scales would bring too many sums next to a half.</summary>
    public static BinaryLoop? Of<TElement>(MicroKernelSet kernels, in QuantizedSum sum) where TElement : unmanaged, IBinaryInteger<TElement> =>
        sum.Nearly(typeof(TElement) == typeof(sbyte)) is not { } nearly || nearly.HasManyTies() ? null : kernels.VectorBits switch
        {
            512 => new SumRows<TElement, Floats512>(kernels, sum, nearly),
            256 => new SumRows<TElement, Floats256>(kernels, sum, nearly),
            128 => new SumRows<TElement, Floats128>(kernels, sum, nearly),
            _ => null,
        };
}

/// <summary>The sum as a × FactorA + b × FactorB + Constant with unsigned a and b; as the bits of a float32 it is <see cref="Origin"/> plus the result with so many fractional
/// bits, moved up by a half and by the greatest error.</summary>
/// <param name="Tie">Fractional bits of which a sum beside a half has none.</param>
internal sealed record NearSum(float FactorA, float FactorB, float Constant, int FractionalBits, int Tie, int Low, int High)
{
    /// <summary>Whether more than one of 64 sums is next to a half, as with scales whose ratios are round: then computing all of them exactly is faster.</summary>
    public bool HasManyTies()
    {
        const int Step = 4, Limit = 256 / Step * (256 / Step) / 64;
        var ties = 0;
        for (var a = 0; a < 256; a += Step)
            for (var b = 0; b < 256; b += Step)
            {
                var sum = MathF.FusedMultiplyAdd(b + a / Step % Step, FactorB, MathF.FusedMultiplyAdd(a + b / Step % Step, FactorA, Constant));
                if ((BitConverter.SingleToInt32Bits(sum) & Tie) == 0) ties++;
            }
        return ties > Limit;
    }

    public int Origin { get; } = BitConverter.SingleToInt32Bits(1.5f * (1 << (23 - FractionalBits)));
}

internal sealed unsafe class SumRows<TElement, TVector>(MicroKernelSet kernels, QuantizedSum sum, NearSum nearly) : VectorRows<TElement>
    where TElement : unmanaged, IBinaryInteger<TElement> where TVector : struct, IByteFloats<TVector>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void Row(TElement* a, nint aStep, TElement* b, nint bStep, TElement* to, nint count)
    {
        if (ByteTable.TryRow(kernels, a, aStep, b, bStep, to, count, sum)) return;
        var block = 4 * TVector.Count;
        // What is left at the end, and what ties are computed from when the output has taken the memory of an operand.
        TElement* copyA = stackalloc TElement[block], copyB = stackalloc TElement[block], copyTo = stackalloc TElement[block], repeated = stackalloc TElement[block];
        // An operand that is one element is a block that is read over and over.
        if (aStep == 0 || bStep == 0) new Span<TElement>(repeated, block).Fill(aStep == 0 ? *a : *b);
        if (aStep == 0) a = repeated;
        else if (bStep == 0) b = repeated;
        var (aBlock, bBlock) = (aStep * block, bStep * block);
        var (factorA, factorB, constant) = (TVector.All(nearly.FactorA), TVector.All(nearly.FactorB), TVector.All(nearly.Constant));
        var (origin, shift, tie, low, high) = (nearly.Origin, nearly.FractionalBits, nearly.Tie, nearly.Low, nearly.High);
        var flip = (byte)(typeof(TElement) == typeof(sbyte) ? 0x80 : 0);
        for (; count > 0; count -= block, a += aBlock, b += bBlock, to += block)
        {
            TElement* x = a, y = b, result = to;
            if (count < block)
            {
                if (aStep != 0) x = Copy(a, copyA, (int)count);
                if (bStep != 0) y = Copy(b, copyB, (int)count);
                result = copyTo;
            }
            TVector.LoadBytes((byte*)x, flip, out var x0, out var x1, out var x2, out var x3);
            TVector.LoadBytes((byte*)y, flip, out var y0, out var y1, out var y2, out var y3);
            x0 = TVector.MultiplyAdd(y0, factorB, TVector.MultiplyAdd(x0, factorA, constant));
            x1 = TVector.MultiplyAdd(y1, factorB, TVector.MultiplyAdd(x1, factorA, constant));
            x2 = TVector.MultiplyAdd(y2, factorB, TVector.MultiplyAdd(x2, factorA, constant));
            x3 = TVector.MultiplyAdd(y3, factorB, TVector.MultiplyAdd(x3, factorA, constant));
            if (TVector.HasNone(x0, x1, x2, x3, tie)) Exact(Copy(x, copyA, block), Copy(y, copyB, block), result, x0, x1, x2, x3);
            else TVector.StoreBytes(x0, x1, x2, x3, origin, shift, low, high, result);
            if (count < block) Copy(copyTo, to, (int)count);
        }
    }

    /// <summary>A block in which some sums are next to a half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Exact(TElement* a, TElement* b, TElement* to, TVector first, TVector second, TVector third, TVector fourth)
    {
        TVector.StoreBytes(first, second, third, fourth, nearly.Origin, nearly.FractionalBits, nearly.Low, nearly.High, to);
        Exact(a, b, to, TVector.WithNone(first, nearly.Tie));
        Exact(a + 1, b + 1, to + 1, TVector.WithNone(second, nearly.Tie));
        Exact(a + 2, b + 2, to + 2, TVector.WithNone(third, nearly.Tie));
        Exact(a + 3, b + 3, to + 3, TVector.WithNone(fourth, nearly.Tie));
    }

    /// <summary>The lanes of one vector, which are every fourth element.</summary>
    private void Exact(TElement* a, TElement* b, TElement* to, uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var index = 4 * BitOperations.TrailingZeroCount(lanes);
            to[index] = TElement.CreateTruncating(sum.Apply(int.CreateTruncating(a[index]), int.CreateTruncating(b[index])));
        }
    }

    private static TElement* Copy(TElement* from, TElement* to, int count)
    {
        new ReadOnlySpan<TElement>(from, count).CopyTo(new(to, count));
        return to;
    }
}
