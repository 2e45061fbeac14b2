namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A few rows of a matrix product C = A × B, as a convolution needs it: a row of A is gathered from segments of consecutive elements, kh × kw of them in general,
/// one for a plain product. B is packed in blocks of columns.</summary>
/// <typeparam name="TA">Elements of A: float32, int16 (zero points subtracted) or bytes.</typeparam>
/// <typeparam name="TC">Elements of C: float32, or int32 accumulators.</typeparam>
internal unsafe struct ProductTile<TA, TB, TC> where TA : unmanaged where TB : unmanaged where TC : unmanaged
{
    /// <summary>First element of the first row's first segment.</summary>
    public TA* A;
    /// <summary>Elements from a row to the next.</summary>
    public nint RowStride;
    /// <summary>Segments of a row: <see cref="OuterCount"/> × <see cref="InnerCount"/>, each of <see cref="Depth"/> elements.</summary>
    public int OuterCount, InnerCount, Depth;
    /// <summary>Elements from a segment to the next.</summary>
    public nint OuterPitch, InnerPitch;
    /// <summary>The packed block: for each segment, for each step of the depth, the columns' weights.</summary>
    public TB* B;
    /// <summary>Elements of B that are left out behind the segments of each outer step: taps that this tile does not have.</summary>
    public nint OuterSkip;
    /// <summary>Vectors of columns of the block, 1 or 2.</summary>
    public int Vectors;
    /// <summary>What the accumulators start from, one a column of the block.</summary>
    public TC* Bias;
    /// <summary>First element of the result and elements from a row to the next.</summary>
    public TC* C;
    public nint CStride;
    /// <summary>The product has no other rows, on any instruction set: then several sums for one column are added up at the end. Float sums of a row that happens to stand alone in its tile are taken in
    /// the same order as those of its neighbours, for tiles are cut differently on other sets.</summary>
    public bool IsOnlyRow;
    /// <summary>Columns that are written; at most as many as the block has.</summary>
    public int Columns;
    /// <summary>Bounds of a fused activation; accumulators of integers are not bounded.</summary>
    public TC Low, High;
}
