namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Where the windows of a convolution start in its framed input. Within a run of positions they stand at even distances.</summary>
internal sealed class InputRuns(ConvolutionGeometry geometry)
{
    private readonly bool _isFlat = geometry.IsFlat;
    private readonly int _outputHeight = geometry.OutputHeight;
    private readonly nint _itemPitch = checked((nint)geometry.FrameSize), _runPitch = (nint)geometry.StrideY * geometry.FrameWidth * geometry.InputChannels;

    /// <summary>Positions of a run.</summary>
    public int Length { get; } = geometry.IsFlat ? geometry.Positions : geometry.OutputWidth;

    /// <summary>Elements from a position of a run to the next.</summary>
    public nint Stride { get; } = geometry.RowStride;

    /// <summary>The first element of a position's window.</summary>
    public nint Start(long position)
    {
        if (_isFlat) return (nint)position * Stride;
        var run = (int)(position / Length);
        return run / _outputHeight * _itemPitch + run % _outputHeight * _runPitch + (nint)(position - (long)run * Length) * Stride;
    }

    /// <summary>Positions from one to the end of its run.</summary>
    public int Rest(long position) => _isFlat ? Length - (int)position : Length - (int)(position % Length);
}
