namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A rectangle of output positions whose windows have the same taps inside the input. Its positions are walked in runs, along a row or down a column: within a run
/// they stand at even distances in the input and in the output.</summary>
/// <param name="ItemPitch">Elements of the input from an item of the batch to the next.</param>
/// <param name="RunsPerItem">Runs of one item of the batch.</param>
/// <param name="RunLength">Positions of a run.</param>
/// <param name="Start">Where the first tap of the first position stands, in elements of the input.</param>
/// <param name="RunPitch">Elements of the input from a run to the next.</param>
/// <param name="RowStride">Elements of the input from a position to the next.</param>
/// <param name="Position">The first position's number in an item.</param>
/// <param name="RunPositions">Positions from a run to the next.</param>
/// <param name="RowPositions">Positions from one of a run to the next: 1 along a row.</param>
/// <param name="OuterPitch">Elements of the input from an outer tap to the next.</param>
/// <param name="FirstStep">Steps of packed weights before the first tap.</param>
/// <param name="SkippedSteps">Steps of packed weights to leave out behind each outer tap.</param>
internal sealed record ConvolutionRegion(
    int Items, nint ItemPitch, int RunsPerItem, int RunLength, nint Start, nint RunPitch, nint RowStride, long Position, long RunPositions, int RowPositions,
    nint OuterPitch, int OuterCount, int InnerCount, int Depth, int FirstStep, int SkippedSteps)
{
    /// <summary>Tiles of a run, of at most so many rows.</summary>
    public int TilesPerRun(int maxRows) => (RunLength + maxRows - 1) / maxRows;

    public int Tiles(int maxRows) => checked(Items * RunsPerItem * TilesPerRun(maxRows));

    /// <summary>A measure of the time that the region takes: tiles of few sums wait for each of them.</summary>
    public double Cost(int maxRows, int vectors) =>
        (double)Tiles(maxRows) * Math.Max((double)RunLength / TilesPerRun(maxRows) * vectors, vectors == 1 ? 8 : 9) * OuterCount * InnerCount * Depth;
}
