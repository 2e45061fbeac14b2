namespace OptRecipe.Engine.Kernels.Micro;

internal readonly struct SingleMultiply(MicroKernelSet set) : IMultiply<float, float, float>
{
    public int MaxRows(int vectors) => set.SingleRows(vectors);
    public void Multiply(in ProductTile<float, float, float> tile, int rows) => set.MultiplySingle(tile, rows);
}

/// <summary>Float32 results, bounded already.</summary>
internal readonly unsafe struct SingleSink(float* output) : ITileSink<float>
{
    public float* Direct => output;
    public void Store(float* tile, int stride, int rows, int columns, long row, nint rowPitch, int firstColumn) => throw new NotSupportedException("float results are written where they belong");
}

internal readonly struct WordsMultiply(MicroKernelSet set) : IBandMultiply<short, short>
{
    public void Multiply(in IntegerBand<short, short> band, int rows) => set.MultiplyWords(band, rows);
    public void MultiplyRow(in IntegerBand<short, short> band, nint blockLength) => set.MultiplyWordsRow(band, blockLength);
}

internal readonly struct BytesMultiply(MicroKernelSet set) : IBandMultiply<byte, sbyte>
{
    public void Multiply(in IntegerBand<byte, sbyte> band, int rows) => set.MultiplyBytes(band, rows);
    public void MultiplyRow(in IntegerBand<byte, sbyte> band, nint blockLength) => set.MultiplyBytesRow(band, blockLength);
}
