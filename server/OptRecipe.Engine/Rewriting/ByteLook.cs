using System.Runtime.InteropServices;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Rewriting;

/// <summary>Looking at bytes that may have to be read first.</summary>
internal static unsafe class ByteLook
{
    /// <summary>Lets somebody look at the bytes and no longer: borrowed when they are in memory, read otherwise into memory that is given back at once instead of waiting for a collection; at most
    /// 2 GiB.</summary>
    public static T Look<T>(this ByteRange range, Func<ReadOnlySpan<byte>, T> use)
    {
        if (range.Source is not { } source || range.IsEmpty) return use(default);
        var length = checked((int)range.Length);
        if (source.TryBorrow(range.Offset, length, out var memory)) return use(memory.Span);
        var block = NativeMemory.Alloc((nuint)length);
        try
        {
            var bytes = new Span<byte>(block, length);
            source.Read(range.Offset, bytes);
            return use(bytes);
        }
        finally
        {
            NativeMemory.Free(block);
        }
    }
}
