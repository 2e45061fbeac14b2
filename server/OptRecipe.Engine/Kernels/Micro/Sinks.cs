namespace OptRecipe.Engine.Kernels.Micro;

internal readonly struct SingleMultiply(MicroKernelSet set) : IMultiply<float, float, float>
{
    public void Multiply(in ProductTile<float, float, float> tile, int rows) => set.MultiplySingle(tile, rows);
}

internal readonly struct WordsMultiply(MicroKernelSet set) : IBandMultiply<short, short>
{
    public void Multiply(in IntegerBand<short, short> band, int rows) => set.MultiplyWords(band, rows);
    public void MultiplyRow(in IntegerBand<short, short> band, nint blockLength, int groups) => set.MultiplyWordsRow(band, blockLength, groups);
}

internal readonly struct BytesMultiply(MicroKernelSet set) : IBandMultiply<byte, sbyte>
{
    public void Multiply(in IntegerBand<byte, sbyte> band, int rows) => set.MultiplyBytes(band, rows);
    public void MultiplyRow(in IntegerBand<byte, sbyte> band, nint blockLength, int groups) => set.MultiplyBytesRow(band, blockLength, groups);
}

/// <summary>Float32 results, bounded already.</summary>
internal readonly unsafe struct SingleSink(float* output, int outputChannels) : ITileSink<float>
{
    public float* Direct => output;

    public void Store(float* tile, int stride, int rows, int columns, long row, int firstColumn)
    {
        for (var index = 0; index < rows; index++)
            new ReadOnlySpan<float>(tile + index * stride, columns).CopyTo(new Span<float>(output + (row + index) * outputChannels + firstColumn, columns));
    }
}
