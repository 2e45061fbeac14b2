using System.Diagnostics.CodeAnalysis;

namespace OptRecipe.FlatBuffers;

internal static class Throw
{
    [DoesNotReturn]
    public static void OutOfFile(long at, long size, long length) =>
        throw new FlatBufferException(at, $"{size} bytes are expected, the file has {Math.Max(0, length - at)} from here on");

    [DoesNotReturn]
    public static void OffsetOutOfRange(long at, long offset, long length) =>
        throw new FlatBufferException(at, $"the offset {offset} leads outside the file of {length} bytes");

    [DoesNotReturn]
    public static void BadVTable(long at, string reason) => throw new FlatBufferException(at, $"the table's vtable {reason}");

    [DoesNotReturn]
    public static void VectorTooLong(long at, long count, int elementSize, long length) =>
        throw new FlatBufferException(at, $"a vector of {count} elements of {elementSize} bytes is announced, the file has {Math.Max(0, length - at - 4)} bytes from here on");

    [DoesNotReturn]
    public static void TooMuch(long at, long limit) =>
        throw new FlatBufferException(at, $"the structure unfolds to more than {limit} bytes, far more than the file holds");

    [DoesNotReturn]
    public static void TooLong(long length) => throw new InvalidOperationException($"a FlatBuffer of {length} bytes is too long: offsets reach 2 GiB");
}
