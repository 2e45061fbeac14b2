using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A depthwise convolution with one output channel for each input channel, in float32: output = clamp(bias + Σ input × weights). Rows of outputs are shared among threads;
/// they are walked in rectangles of outputs that see the same taps: inside the whole window, at the edges a part of it. Taps outside the input are left out, so that no padded copy
/// is made.</summary>
/// <param name="weights">[height][width][channels].</param>
internal sealed unsafe class DepthwiseSingle(MicroKernelSet set, WindowAxis height, WindowAxis width, int items, int channels, float[] weights, ReadOnlySpan<float> bias, float low, float high) : IParallelWork, IFastKernel
{
    // Inputs that a rectangle reads for one vector of channels are read again for the next: they should stay in the first cache.
    private const long RectangleBytes = 24 * 1024;
    private readonly float[] _bias = SingleConvolution.Padded(bias, channels, 1);
    private readonly (int First, int End) _rows = height.Inner, _columns = width.Inner;
    private readonly int _most = (int)Math.Clamp(RectangleBytes / sizeof(float) / channels / width.Stride, 4, 4096);
    private float* _input, _output, _weights, _biases;

    public long ScratchBytes(int threadCount) => 0;

    void IFastKernel.Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch) => Run(workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output));

    public void Run(WorkerPool workers, ReadOnlySpan<float> input, Span<float> output)
    {
        if (output.IsEmpty) return;
        fixed (float* a = input, c = output, w = weights, b = _bias)
        {
            _input = a;
            _output = c;
            _weights = w;
            _biases = b;
            // A multiplication takes as long as two of a matrix product.
            workers.Run(this, 2L * output.Length * height.Filter * width.Filter);
        }
    }

    void IParallelWork.Run(int part, int partCount)
    {
        var rows = (long)items * height.Output;
        long row = rows * part / partCount, end = rows * (part + 1) / partCount;
        // Lines of a rectangle read neighbouring rows of the input: as many as fit, if two do.
        var length = _columns.End - _columns.First;
        var lines = (int)Math.Max(length < 4 ? 4 : 1, _most / (Math.Max(length, 1L) * Math.Min(height.Stride, height.Filter)) - height.Filter);
        while (row < end)
        {
            var (item, y) = (row / height.Output, (int)(row % height.Output));
            var count = y < _rows.First || y >= _rows.End ? 1 : (int)Math.Min(Math.Min(lines, _rows.End - y), end - row);
            Rows((int)item, y, count);
            row += count;
        }
    }

    /// <summary>Some rows of outputs that see the same rows of the window.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Rows(int item, int y, int lines)
    {
        for (var x = 0; x < _columns.First; x++) Rectangle(item, y, lines, x, 1);
        var length = lines > 1 ? int.MaxValue : Math.Max(4, _most / height.Filter / 4 * 4);
        for (var x = _columns.First; x < _columns.End;)
        {
            // No last piece of less than four.
            var pixels = _columns.End - x - (long)length < 4 ? _columns.End - x : length;
            Rectangle(item, y, lines, x, pixels);
            x += pixels;
        }
        for (var x = _columns.End; x < width.Output; x++) Rectangle(item, y, lines, x, 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Rectangle(int item, int y, int lines, int x, int pixels)
    {
        var (firstRow, endRow) = height.Taps(y);
        var (firstTap, endTap) = width.Taps(x);
        nint inputRow = (nint)width.Input * channels, outputRow = (nint)width.Output * channels;
        var strip = new DepthwiseStrip
        {
            Rows = endRow - firstRow, Taps = endTap - firstTap, Channels = channels, Low = low, High = high,
            Input = _input + ((nint)item * height.Input + height.Position(y, firstRow)) * inputRow + (nint)width.Position(x, firstTap) * channels,
            RowPitch = height.Dilation * inputRow, TapPitch = (nint)width.Dilation * channels,
            Weights = _weights + ((nint)firstRow * width.Filter + firstTap) * channels, WeightPitch = (nint)width.Filter * channels,
            Bias = _biases, Output = _output + ((nint)item * height.Output + y) * outputRow + (nint)x * channels,
        };
        nint step = (nint)width.Stride * channels, lineStep = height.Stride * inputRow;
        // Short lines are walked across.
        if (pixels >= 4 || lines <= pixels)
        {
            (strip.Pixels, strip.Step, strip.OutputStep) = (pixels, step, channels);
            (strip.Lines, strip.LineStep, strip.OutputLineStep) = (lines, lineStep, outputRow);
        }
        else
        {
            (strip.Pixels, strip.Step, strip.OutputStep) = (lines, lineStep, outputRow);
            (strip.Lines, strip.LineStep, strip.OutputLineStep) = (pixels, step, channels);
        }
        set.DepthwiseSingle(strip);
    }
}
