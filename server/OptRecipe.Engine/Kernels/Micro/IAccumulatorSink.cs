namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Takes sums of an integer product to where they belong; called on several threads at once.</summary>
internal unsafe interface IAccumulatorSink
{
    /// <param name="sums">Rows of <paramref name="stride"/> sums each.</param>
    /// <param name="position">The first row's number among all output positions; the others follow.</param>
    void Store(int* sums, int stride, int rows, long position, int firstColumn, int columns);
}

/// <summary>Sums requantized to int8 or uint8.</summary>
internal sealed unsafe class RequantizedOutput(Requantizer requantizer, int outputChannels) : IAccumulatorSink
{
    public byte* Output { get; set; }

    public void Store(int* sums, int stride, int rows, long position, int firstColumn, int columns) =>
        requantizer.Run(sums, firstColumn, columns, Output + (nint)position * outputChannels + firstColumn, new RequantizedRows(rows, stride, outputChannels));
}
