namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Rows of a matrix product of integers, C = A × B + bias in int32 (wrapping), at even distances. A row of A is gathered from segments of consecutive elements, as in
/// <see cref="ProductTile{TA, TB, TC}"/>; B is one packed block of columns.</summary>
/// <typeparam name="TA">Elements of A: int16 (zero points subtracted) or bytes (<see cref="MicroKernelSet.Int8Offset"/>).</typeparam>
internal unsafe struct IntegerBand<TA, TB> where TA : unmanaged where TB : unmanaged
{
    /// <summary>First element of the first row's first segment.</summary>
    public TA* A;
    /// <summary>Elements from a row to the next.</summary>
    public nint RowStride;
    /// <summary>Segments of a row: <see cref="OuterCount"/> × <see cref="InnerCount"/>, each of <see cref="Depth"/> elements, rounded up to whole steps; A may be read that far.</summary>
    public int OuterCount, InnerCount, Depth;
    /// <summary>Elements from a segment to the next.</summary>
    public nint OuterPitch, InnerPitch;
    /// <summary>Vectors of columns in the block, 1 or 2.</summary>
    public int Vectors;
    /// <summary>The packed block: for each segment, for each step of the depth, the columns' weights.</summary>
    public TB* B;
    /// <summary>What the sums start from, one a column of the block.</summary>
    public int* Bias;
    /// <summary>The sums: a row of the block's columns after the other.</summary>
    public int* C;
}

/// <summary>The few vector operations of an integer product, for one width: sum + x × weights with x the same in every lane. Implementations are structs, so that the tile is
/// compiled for them and nothing is called.</summary>
internal unsafe interface IIntegerSimd<TVector, TA, TB> where TA : unmanaged where TB : unmanaged
{
    /// <summary>Sums in a vector.</summary>
    static abstract int Lanes { get; }
    /// <summary>Elements of the depth that one step takes.</summary>
    static abstract int Step { get; }
    static abstract TVector LoadSum(int* from);
    static abstract void StoreSum(TVector sum, int* to);
    static abstract TVector Add(TVector left, TVector right);
    static abstract TVector LoadWeights(TB* from);
    /// <summary>One step of A in every lane.</summary>
    static abstract TVector Broadcast(TA* from);
    static abstract TVector MultiplyAdd(TVector x, TVector weights, TVector sum);
}
