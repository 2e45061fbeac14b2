namespace OptRecipe.Engine.Kernels;

/// <summary>How the filter of a convolution is made of stored weights: as [output channels][height][width][input channels of a group].</summary>
internal interface IFilterOrder
{
    /// <summary>Differs where the order does.</summary>
    string Name { get; }
    T[] Of<T>(ReadOnlySpan<T> stored);
}

/// <summary>Of weights stored as [rows][columns][length], rows and columns exchanged.</summary>
internal sealed record TurnedFilter(int Rows, int Columns, int Length = 1) : IFilterOrder
{
    public string Name => $"turned {Rows}×{Columns}×{Length}";

    public T[] Of<T>(ReadOnlySpan<T> stored)
    {
        var turned = new T[stored.Length];
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Columns; column++) stored.Slice((row * Columns + column) * Length, Length).CopyTo(turned.AsSpan((column * Rows + row) * Length));
        return turned;
    }
}
