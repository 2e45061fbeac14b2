using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>The pixels that a 1 × 1 convolution multiplies, converted on the way: bytes with their highest bit flipped or not, or words with the zero point subtracted.</summary>
/// <param name="mask">Bits of bytes that are flipped.</param>
internal sealed unsafe class PixelRows(ConvolutionGeometry geometry, bool isSigned, int zeroPoint, byte mask) : IPixelRows<byte>, IPixelRows<short>
{
    private readonly InputRuns _runs = new(geometry);
    private readonly int _channels = geometry.InputChannels;

    public byte* Input { get; set; }

    public void Read(long position, int rows, byte* to)
    {
        for (int done = 0, length; done < rows; done += length)
        {
            var from = Run(position + done, rows - done, out length);
            Flip(from, _runs.Stride, length, _channels, to + (nint)done * _channels, mask);
        }
    }

    public void Read(long position, int rows, short* to)
    {
        for (int done = 0, length; done < rows; done += length)
        {
            var from = Run(position + done, rows - done, out length);
            Widen(from, _runs.Stride, length, _channels, to + (nint)done * _channels, isSigned, (short)zeroPoint);
        }
    }

    /// <summary>Positions from one on that stand at even distances.</summary>
    private byte* Run(long position, int most, out int length)
    {
        length = Math.Min(most, _runs.Rest(position));
        return Input + _runs.Start(position);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Flip(byte* from, nint stride, int rows, int count, byte* to, byte mask)
    {
        nint length = count;
        if (stride == count) (length, rows) = ((nint)rows * count, 1);
        for (; rows > 0; rows--, from += stride, to += length)
        {
            nint index = 0;
            for (; index <= length - 32; index += 32) (Vector256.Load(from + index) ^ Vector256.Create(mask)).Store(to + index);
            if (index <= length - 16)
            {
                (Vector128.Load(from + index) ^ Vector128.Create(mask)).Store(to + index);
                index += 16;
            }
            if (index < length && length >= 16)
            {
                // The last sixteen again, some of them for the second time.
                index = length - 16;
                (Vector128.Load(from + index) ^ Vector128.Create(mask)).Store(to + index);
                continue;
            }
            for (; index < length; index++) to[index] = (byte)(from[index] ^ mask);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Widen(byte* from, nint stride, int rows, int count, short* to, bool isSigned, short zeroPoint)
    {
        nint length = count;
        if (stride == count) (length, rows) = ((nint)rows * count, 1);
        // Numbers plus 128 where they are signed, so that they widen without a sign.
        var flip = Vector128.Create((byte)(isSigned ? 0x80 : 0));
        var zero = Vector128.Create((short)(zeroPoint + (isSigned ? 128 : 0)));
        for (; rows > 0; rows--, from += stride, to += length)
        {
            nint index = 0;
            for (; index <= length - 16; index += 16)
            {
                var (low, high) = Vector128.Widen(Vector128.Load(from + index) ^ flip);
                (low.AsInt16() - zero).Store(to + index);
                (high.AsInt16() - zero).Store(to + index + 8);
            }
            for (; index < length; index++) to[index] = (short)((isSigned ? (sbyte)from[index] : from[index]) - zeroPoint);
        }
    }
}
