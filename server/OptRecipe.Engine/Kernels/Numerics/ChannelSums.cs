using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Sums of channels over rows, of stored numbers of 8 or 16 bits in int32, wrapping.</summary>
internal static unsafe class ChannelSums
{
    // So many pairs of bytes can be added in int16.
    private const int MostInInt16 = 64;

    /// <summary>sums[c] += Σ row[c].</summary>
    /// <param name="rows">Their elements are of 1 or 2 bytes.</param>
    public static void Add<T>(in ChannelRows<T> rows, Span<int> sums) where T : unmanaged, INumber<T>
    {
        fixed (int* to = sums)
        {
            int channel = 0, block = sizeof(T) == 1 ? 32 : 16;
            for (; channel <= sums.Length - block; channel += block)
            {
                if (sizeof(T) == 1) Bytes(rows, channel, to + channel);
                else Words(rows, channel, to + channel);
            }
            for (; channel < sums.Length; channel++)
            {
                var sum = to[channel];
                for (var outer = 0; outer < rows.OuterCount; outer++)
                    for (var inner = 0; inner < rows.InnerCount; inner++) sum += int.CreateTruncating(rows.Row(outer, inner)[channel]);
                to[channel] = sum;
            }
        }
    }

    /// <summary>Sum of all elements of a row.</summary>
    public static int OfRow<T>(ReadOnlySpan<T> row) where T : unmanaged, INumber<T>
    {
        var (sum, index) = (0, 0);
        fixed (T* from = row)
        {
            if (sizeof(T) == 1 && row.Length >= 64)
            {
                // Two halves are two rows of as many channels as a vector has.
                Vector256<int> a = Vector256<int>.Zero, b = a, c = a, d = a;
                Vector256<short> low = Vector256<short>.Zero, high = low;
                for (var left = MostInInt16; index <= row.Length - 64; index += 64)
                {
                    AddPair(Vector256.Load((byte*)(from + index)), Vector256.Load((byte*)(from + index + 32)), typeof(T) == typeof(sbyte), ref low, ref high);
                    if (--left > 0) continue;
                    Flush(ref a, ref b, ref c, ref d, ref low, ref high);
                    left = MostInInt16;
                }
                Flush(ref a, ref b, ref c, ref d, ref low, ref high);
                sum = Vector256.Sum(a + b + c + d);
            }
            for (; index < row.Length; index++) sum += int.CreateTruncating(from[index]);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Bytes<T>(in ChannelRows<T> rows, int channel, int* to) where T : unmanaged
    {
        Vector256<int> a = Vector256.Load(to), b = Vector256.Load(to + 8), c = Vector256.Load(to + 16), d = Vector256.Load(to + 24);
        Vector256<short> low = Vector256<short>.Zero, high = low;
        var left = MostInInt16;
        for (var outer = 0; outer < rows.OuterCount; outer++)
        {
            var from = rows.Row(outer, 0) + channel;
            for (var inner = 0; inner < rows.InnerCount; inner += 2, from += 2 * rows.InnerPitch)
            {
                AddPair(Vector256.Load((byte*)from), inner + 1 < rows.InnerCount ? Vector256.Load((byte*)(from + rows.InnerPitch)) : Vector256<byte>.Zero, typeof(T) == typeof(sbyte), ref low, ref high);
                if (--left > 0) continue;
                Flush(ref a, ref b, ref c, ref d, ref low, ref high);
                left = MostInInt16;
            }
        }
        Flush(ref a, ref b, ref c, ref d, ref low, ref high);
        a.Store(to);
        b.Store(to + 8);
        c.Store(to + 16);
        d.Store(to + 24);
    }

    /// <summary>Adds two rows of 32 bytes. Within each 128 bits the first eight channels go to <paramref name="low"/>, the others to <paramref name="high"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPair(Vector256<byte> first, Vector256<byte> second, bool isSigned, ref Vector256<short> low, ref Vector256<short> high)
    {
        if (Avx2.IsSupported)
        {
            // Bytes of both rows side by side, times 1, are added in pairs by one instruction.
            Vector256<byte> lows = Avx2.UnpackLow(first, second), highs = Avx2.UnpackHigh(first, second);
            low += isSigned ? Avx2.MultiplyAddAdjacent(Vector256<byte>.One, lows.AsSByte()) : Avx2.MultiplyAddAdjacent(lows, Vector256<sbyte>.One);
            high += isSigned ? Avx2.MultiplyAddAdjacent(Vector256<byte>.One, highs.AsSByte()) : Avx2.MultiplyAddAdjacent(highs, Vector256<sbyte>.One);
            return;
        }
        var (lower, upper) = (Widen(first.GetLower(), isSigned) + Widen(second.GetLower(), isSigned), Widen(first.GetUpper(), isSigned) + Widen(second.GetUpper(), isSigned));
        low += Vector256.Create(lower.GetLower(), upper.GetLower());
        high += Vector256.Create(lower.GetUpper(), upper.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush(ref Vector256<int> a, ref Vector256<int> b, ref Vector256<int> c, ref Vector256<int> d, ref Vector256<short> low, ref Vector256<short> high)
    {
        a += Vector256.WidenLower(low);
        b += Vector256.WidenLower(high);
        c += Vector256.WidenUpper(low);
        d += Vector256.WidenUpper(high);
        (low, high) = (Vector256<short>.Zero, Vector256<short>.Zero);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Words<T>(in ChannelRows<T> rows, int channel, int* to) where T : unmanaged
    {
        Vector256<int> low = Vector256.Load(to), high = Vector256.Load(to + 8);
        for (var outer = 0; outer < rows.OuterCount; outer++)
        {
            var from = rows.Row(outer, 0) + channel;
            for (var inner = 0; inner < rows.InnerCount; inner++, from += rows.InnerPitch)
            {
                var words = Vector256.Load((short*)from);
                low += Vector256.WidenLower(words);
                high += Vector256.WidenUpper(words);
            }
        }
        low.Store(to);
        high.Store(to + 8);
    }

    /// <summary>Sixteen bytes as words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Widen(Vector128<byte> bytes, bool isSigned) =>
        isSigned ? Vector256.Create(Vector128.WidenLower(bytes.AsSByte()), Vector128.WidenUpper(bytes.AsSByte())) : Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)).AsInt16();
}

/// <summary>Rows of channels of a tensor, at even distances in two directions.</summary>
/// <param name="First">First element of the first row.</param>
internal readonly unsafe record struct ChannelRows<T>(nint First, int OuterCount, nint OuterPitch, int InnerCount, nint InnerPitch) where T : unmanaged
{
    public T* Row(int outer, int inner) => (T*)First + outer * OuterPitch + inner * InnerPitch;
}
