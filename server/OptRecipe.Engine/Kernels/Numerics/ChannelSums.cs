using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Sums of channels over rows, of stored numbers of 8 or 16 bits in int32, wrapping.</summary>
internal static unsafe class ChannelSums
{
    // So many bytes can be added in int16.
    private const int MostInInt16 = 128;

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
            if (sizeof(T) == 1 && row.Length >= 32)
            {
                var total = Vector256<int>.Zero;
                while (index <= row.Length - 32)
                {
                    var (low, high, end) = (Vector256<short>.Zero, Vector256<short>.Zero, Math.Min(row.Length - 32, index + 32 * (MostInInt16 - 1)));
                    for (; index <= end; index += 32)
                    {
                        low += Widen(from + index);
                        high += Widen(from + index + 16);
                    }
                    total += Vector256.WidenLower(low) + Vector256.WidenUpper(low) + Vector256.WidenLower(high) + Vector256.WidenUpper(high);
                }
                sum = Vector256.Sum(total);
            }
            for (; index < row.Length; index++) sum += int.CreateTruncating(from[index]);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Bytes<T>(in ChannelRows<T> rows, int channel, int* to) where T : unmanaged
    {
        Vector256<int> a = Vector256.Load(to), b = Vector256.Load(to + 8), c = Vector256.Load(to + 16), d = Vector256.Load(to + 24);
        Vector256<short> low = Vector256<short>.Zero, high = low;
        var left = MostInInt16;
        for (var outer = 0; outer < rows.OuterCount; outer++)
        {
            var from = rows.Row(outer, 0) + channel;
            for (var inner = 0; inner < rows.InnerCount; inner++, from += rows.InnerPitch)
            {
                low += Widen(from);
                high += Widen(from + 16);
                if (--left > 0) continue;
                Flush(ref a, ref b, ref low);
                Flush(ref c, ref d, ref high);
                left = MostInInt16;
            }
        }
        Flush(ref a, ref b, ref low);
        Flush(ref c, ref d, ref high);
        a.Store(to);
        b.Store(to + 8);
        c.Store(to + 16);
        d.Store(to + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush(ref Vector256<int> low, ref Vector256<int> high, ref Vector256<short> words)
    {
        low += Vector256.WidenLower(words);
        high += Vector256.WidenUpper(words);
        words = Vector256<short>.Zero;
    }

    /// <summary>Sixteen bytes as words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Widen<T>(T* from) where T : unmanaged
    {
        if (typeof(T) == typeof(sbyte))
            return Avx2.IsSupported ? Avx2.ConvertToVector256Int16((sbyte*)from) : Vector256.Create(Vector128.WidenLower(Vector128.Load((sbyte*)from)), Vector128.WidenUpper(Vector128.Load((sbyte*)from)));
        return Avx2.IsSupported ? Avx2.ConvertToVector256Int16((byte*)from) : Vector256.Create(Vector128.WidenLower(Vector128.Load((byte*)from)), Vector128.WidenUpper(Vector128.Load((byte*)from))).AsInt16();
    }
}

/// <summary>Rows of channels of a tensor, at even distances in two directions.</summary>
/// <param name="First">First element of the first row.</param>
internal readonly unsafe record struct ChannelRows<T>(nint First, int OuterCount, nint OuterPitch, int InnerCount, nint InnerPitch) where T : unmanaged
{
    public T* Row(int outer, int inner) => (T*)First + outer * OuterPitch + inner * InnerPitch;
}
