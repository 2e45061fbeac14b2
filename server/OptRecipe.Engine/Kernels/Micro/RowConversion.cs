using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Converts a row of activations to what a product reads; a struct, so that the walk over rows is compiled for it.</summary>
internal interface IRowConversion<TIn, TOut>
{
    void Convert(ReadOnlySpan<TIn> from, Span<TOut> to);
}

/// <summary>As they are.</summary>
internal readonly struct CopyRow<T> : IRowConversion<T, T>
{
    public void Convert(ReadOnlySpan<T> from, Span<T> to) => from.CopyTo(to);
}

/// <summary>Bytes with some bits flipped: int8 becomes uint8 plus 128 by its highest.</summary>
internal readonly struct FlipRow(byte mask) : IRowConversion<byte, byte>
{
    public void Convert(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var index = 0;
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var target = ref MemoryMarshal.GetReference(to[..from.Length]);
        for (; index <= from.Length - 32; index += 32) (Vector256.LoadUnsafe(ref source, (nuint)index) ^ Vector256.Create(mask)).StoreUnsafe(ref target, (nuint)index);
        for (; index < from.Length; index++) to[index] = (byte)(from[index] ^ mask);
    }
}

/// <summary>Int8 or uint8 to int16 with the zero point subtracted.</summary>
internal readonly struct WidenRow(bool isSigned, short zeroPoint) : IRowConversion<byte, short>
{
    public void Convert(ReadOnlySpan<byte> from, Span<short> to)
    {
        var index = 0;
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var target = ref MemoryMarshal.GetReference(to[..from.Length]);
        var zero = Vector256.Create(zeroPoint);
        for (; index <= from.Length - 16; index += 16)
        {
            var bytes = Vector128.LoadUnsafe(ref source, (nuint)index);
            var wide = isSigned
                ? Vector256.Create(Vector128.WidenLower(bytes.AsSByte()), Vector128.WidenUpper(bytes.AsSByte()))
                : Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)).AsInt16();
            (wide - zero).StoreUnsafe(ref target, (nuint)index);
        }
        for (; index < from.Length; index++) to[index] = (short)((isSigned ? (sbyte)from[index] : from[index]) - zeroPoint);
    }
}

/// <summary>The upper byte of each number, with its sign.</summary>
internal readonly struct UpperRow : IRowConversion<short, short>
{
    public void Convert(ReadOnlySpan<short> from, Span<short> to)
    {
        var index = 0;
        to = to[..from.Length];
        for (; index <= from.Length - Vector256<short>.Count; index += Vector256<short>.Count) (Vector256.Create(from[index..]) >> 8).CopyTo(to[index..]);
        for (; index < from.Length; index++) to[index] = (short)(from[index] >> 8);
    }
}

/// <summary>The lower byte of each number.</summary>
internal readonly struct LowerRow : IRowConversion<short, short>
{
    public void Convert(ReadOnlySpan<short> from, Span<short> to)
    {
        var index = 0;
        to = to[..from.Length];
        for (; index <= from.Length - Vector256<short>.Count; index += Vector256<short>.Count) (Vector256.Create(from[index..]) & Vector256.Create((short)0xFF)).CopyTo(to[index..]);
        for (; index < from.Length; index++) to[index] = (short)(from[index] & 0xFF);
    }
}
