using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OptRecipe.Engine.Kernels;

/// <summary>How the filter of a convolution is made of stored weights: as [output channels][height][width][input channels of a group].</summary>
internal interface IFilterOrder
{
    /// <summary>Differs where the order does.</summary>
    string Name { get; }
    byte[] Of(ReadOnlySpan<byte> stored, int elementBytes);
}

internal static class FilterOrders
{
    public static ReadOnlySpan<T> Of<T>(this IFilterOrder order, ReadOnlySpan<T> stored) where T : unmanaged => MemoryMarshal.Cast<byte, T>(order.Of(MemoryMarshal.AsBytes(stored), Unsafe.SizeOf<T>()));
}

/// <summary>Of weights stored as [rows][columns][length], rows and columns exchanged.</summary>
internal sealed record TurnedFilter(int Rows, int Columns, int Length = 1) : IFilterOrder
{
    public string Name => $"turned {Rows}×{Columns}×{Length}";

    public byte[] Of(ReadOnlySpan<byte> stored, int elementBytes)
    {
        var (turned, length) = (new byte[stored.Length], Length * elementBytes);
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Columns; column++) stored.Slice((row * Columns + column) * length, length).CopyTo(turned.AsSpan((column * Rows + row) * length));
        return turned;
    }
}
