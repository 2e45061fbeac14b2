using System.Numerics;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Vectors;

namespace OptRecipe.Engine.Kernels;

/// <summary>The two rows or columns that a resized one lies between.</summary>
/// <param name="Fraction">Distance from the lower neighbour; in ten fractional bits <paramref name="Bits"/>.</param>
internal readonly record struct Neighbours(int Low, int High, float Fraction, long Bits)
{
    public const int One = 1 << 10;
}

/// <summary>The mean of four elements, weighted by nearness.</summary>
internal interface IBlend<T>
{
    /// <summary>One row of the output, from the rows above and below it.</summary>
    void Row(int vectorBits, ReadOnlySpan<T> upper, ReadOnlySpan<T> lower, Span<T> to, int channels, in Neighbours row, ReadOnlySpan<Neighbours> columns);
}

internal readonly struct SingleBlend(bool joinsWeights) : IBlend<float>
{
    public unsafe void Row(int vectorBits, ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, Span<float> to, int channels, in Neighbours row, ReadOnlySpan<Neighbours> columns)
    {
        fixed (float* high = upper, low = lower, result = to)
        {
            if (vectorBits >= 512 && channels >= Floats512.Count) Pixels<Floats512>(high, low, result, channels, row.Fraction, columns);
            else if (vectorBits >= 256 && channels >= Floats256.Count) Pixels<Floats256>(high, low, result, channels, row.Fraction, columns);
            else if (vectorBits >= 128 && channels >= Floats128.Count) Pixels<Floats128>(high, low, result, channels, row.Fraction, columns);
            else
                for (var x = 0; x < columns.Length; x++)
                {
                    var (left, right) = (columns[x].Low * channels, columns[x].High * channels);
                    for (var channel = 0; channel < channels; channel++)
                        result[x * channels + channel] = Of(joinsWeights, high[left + channel], high[right + channel], low[left + channel], low[right + channel], row.Fraction, columns[x].Fraction);
                }
        }
    }

    public static float Of(bool joinsWeights, float upperLeft, float upperRight, float lowerLeft, float lowerRight, float y, float x) => joinsWeights
        ? upperLeft * ((1 - y) * (1 - x)) + upperRight * ((1 - y) * x) + lowerLeft * (y * (1 - x)) + lowerRight * (y * x)
        : upperLeft * (1 - y) * (1 - x) + lowerLeft * y * (1 - x) + upperRight * (1 - y) * x + lowerRight * y * x;

    /// <summary>At least one vector of channels; the last one of a pixel may begin inside the one before it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void Pixels<T>(float* upper, float* lower, float* to, int channels, float y, ReadOnlySpan<Neighbours> columns) where T : struct, IFloats<T>
    {
        var joins = joinsWeights;
        T up = T.All(1 - y), down = T.All(y);
        for (var index = 0; index < columns.Length; index++, to += channels)
        {
            ref readonly var column = ref columns[index];
            nint left = (nint)column.Low * channels, right = (nint)column.High * channels, channel = 0;
            float x = column.Fraction;
            T near = T.All(1 - x), far = T.All(x);
            T nearUp = up * near, farUp = up * far, nearDown = down * near, farDown = down * far;
            while (true)
            {
                T a = T.Load(upper + left + channel), b = T.Load(upper + right + channel), c = T.Load(lower + left + channel), d = T.Load(lower + right + channel);
                var sum = joins ? a * nearUp + b * farUp + c * nearDown + d * farDown : a * up * near + c * down * near + b * up * far + d * down * far;
                sum.Store(to + channel);
                if (channel == channels - T.Count) break;
                channel = Math.Min(channel + T.Count, channels - T.Count);
            }
        }
    }
}

/// <summary>In float32, plus ½, cut.</summary>
internal readonly struct ByteBlend(bool joinsWeights) : IBlend<byte>
{
    public void Row(int vectorBits, ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> to, int channels, in Neighbours row, ReadOnlySpan<Neighbours> columns)
    {
        var target = 0;
        foreach (ref readonly var column in columns)
        {
            var (left, right) = (column.Low * channels, column.High * channels);
            for (var channel = 0; channel < channels; channel++)
                to[target++] = (byte)(SingleBlend.Of(joinsWeights, upper[left + channel], upper[right + channel], lower[left + channel], lower[right + channel], row.Fraction, column.Fraction) + 0.5f);
        }
    }
}

/// <summary>With positions of ten fractional bits, halves away from zero.</summary>
internal readonly struct IntegerBlend<T> : IBlend<T> where T : unmanaged, INumber<T>
{
    private const int One = Neighbours.One;

    public unsafe void Row(int vectorBits, ReadOnlySpan<T> upper, ReadOnlySpan<T> lower, Span<T> to, int channels, in Neighbours row, ReadOnlySpan<Neighbours> columns)
    {
        // The sums of 8-bit numbers fit 32 bits.
        if (typeof(T) == typeof(sbyte) && vectorBits > 0)
            fixed (T* high = upper, low = lower, result = to)
            {
                if (vectorBits >= 512 && channels >= Ints512.Count)
                {
                    Pixels<Ints512>((sbyte*)high, (sbyte*)low, (sbyte*)result, channels, (int)row.Bits, columns);
                    return;
                }
                if (vectorBits >= 256 && channels >= Ints256.Count)
                {
                    Pixels<Ints256>((sbyte*)high, (sbyte*)low, (sbyte*)result, channels, (int)row.Bits, columns);
                    return;
                }
                if (channels >= Ints128.Count)
                {
                    Pixels<Ints128>((sbyte*)high, (sbyte*)low, (sbyte*)result, channels, (int)row.Bits, columns);
                    return;
                }
            }
        var target = 0;
        foreach (ref readonly var column in columns)
        {
            var (left, right) = (column.Low * channels, column.High * channels);
            long nearUp = (One - row.Bits) * (One - column.Bits), farUp = (One - row.Bits) * column.Bits, nearDown = row.Bits * (One - column.Bits), farDown = row.Bits * column.Bits;
            for (var channel = 0; channel < channels; channel++)
            {
                var sum = long.CreateTruncating(upper[left + channel]) * nearUp + long.CreateTruncating(lower[left + channel]) * nearDown
                    + long.CreateTruncating(upper[right + channel]) * farUp + long.CreateTruncating(lower[right + channel]) * farDown;
                to[target++] = T.CreateTruncating((sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Pixels<TVector>(sbyte* upper, sbyte* lower, sbyte* to, int channels, int y, ReadOnlySpan<Neighbours> columns) where TVector : struct, IInts<TVector>
    {
        for (var index = 0; index < columns.Length; index++, to += channels)
        {
            ref readonly var column = ref columns[index];
            nint left = (nint)column.Low * channels, right = (nint)column.High * channels, channel = 0;
            var x = (int)column.Bits;
            TVector nearUp = TVector.All((One - y) * (One - x)), farUp = TVector.All((One - y) * x), nearDown = TVector.All(y * (One - x)), farDown = TVector.All(y * x);
            while (true)
            {
                var sum = TVector.Load(upper + left + channel) * nearUp + TVector.Load(lower + left + channel) * nearDown
                    + TVector.Load(upper + right + channel) * farUp + TVector.Load(lower + right + channel) * farDown;
                TVector.DivideByPowerOfTwo(sum, 20).Store(to + channel);
                if (channel == channels - TVector.Count) break;
                channel = Math.Min(channel + TVector.Count, channels - TVector.Count);
            }
        }
    }
}
