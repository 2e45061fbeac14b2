using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A convolution or fully connected layer of float activations by 8-bit weights: each item of the batch (each row of a fully connected layer) is quantized as a whole,
/// multiplied in integers, and scaled back to floats.</summary>
internal sealed unsafe class HybridConvolution : IFastKernel
{
    // Products read whole steps: a few bytes past the last element.
    private const int Slack = 64;
    private readonly ConvolutionGeometry _geometry;
    private readonly PackedWeights8 _packed;
    private readonly int[] _zeros;
    private readonly bool _isAsymmetric;
    private readonly int _byteOffset;
    private readonly HybridOutput _output;
    private readonly BandedProduct<byte, sbyte, BytesMultiply>? _bytes;
    private readonly BandedProduct<short, short, WordsMultiply>? _words;

    /// <param name="packed">Shared among interpreters.</param>
    /// <param name="isAsymmetric">Whether the activations have a zero point.</param>
    public HybridConvolution(MicroKernelSet set, ConvolutionGeometry geometry, PackedWeights8 packed, ReadOnlySpan<float> weightScales, ReadOnlySpan<float> bias, float low, float high, bool isAsymmetric)
    {
        (_geometry, _packed, _isAsymmetric, _byteOffset) = (geometry, packed, isAsymmetric, set.Int8Offset);
        var order = geometry.ColumnOrder(packed.Columns);
        _output = new(geometry.Items, (long)geometry.OutputHeight * geometry.OutputWidth * geometry.OutputChannels, order, packed.Sums, weightScales, bias, low, high);
        if (packed.IsBytes) _bytes = new(geometry, new(set), packed.Columns, 4, _output);
        else _words = new(geometry, new(set), packed.Columns, 2, _output);
        _zeros = new int[order.Length];
    }

    /// <summary>Bytes of scratch memory that <see cref="Run"/> needs.</summary>
    public long ScratchBytes(int threadCount) => checked(_geometry.Items * _geometry.FrameSize * (_packed.IsBytes ? 1 : 2) + Slack);

    void IFastKernel.Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch) =>
        Run(workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output), scratch);

    public void Run(WorkerPool workers, ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        for (var item = 0; item < _geometry.Items; item++) Quantize(input, item, scratch);
        fixed (byte* a = scratch)
        fixed (float* c = output)
        fixed (int* zeros = _zeros)
        fixed (sbyte* bytes = _packed.Bytes)
        fixed (short* words = _packed.Words)
        {
            _output.Output = c;
            _bytes?.Run(workers, a, bytes, zeros, 0);
            _words?.Run(workers, (short*)a, words, zeros, 0);
        }
    }

    private void Quantize(ReadOnlySpan<float> input, int item, Span<byte> scratch)
    {
        var row = _geometry.InputWidth * _geometry.InputChannels;
        var image = input.Slice(item * _geometry.InputHeight * row, _geometry.InputHeight * row);
        var step = RowQuantizer.StepOf(image, _isAsymmetric);
        // Bytes stand for number + offset, words for number − zero point.
        _output.SetItem(item, step.Scale, _packed.IsBytes ? step.ZeroPoint + _byteOffset : 0);
        var (start, size) = ((int)(item * _geometry.FrameSize), (int)_geometry.FrameSize);
        if (_packed.IsBytes)
        {
            var framed = scratch.Slice(start, size);
            if (!_geometry.NeedsFrame)
            {
                RowQuantizer.ToBytes(image, framed, step, _byteOffset);
                return;
            }
            framed.Fill((byte)(step.ZeroPoint + _byteOffset));
            for (var y = 0; y < _geometry.InputHeight; y++) RowQuantizer.ToBytes(image.Slice(y * row, row), framed.Slice(FrameStart(y), row), step, _byteOffset);
        }
        else
        {
            var framed = MemoryMarshal.Cast<byte, short>(scratch).Slice(start, size);
            if (!_geometry.NeedsFrame)
            {
                RowQuantizer.ToWords(image, framed, step);
                return;
            }
            framed.Clear();
            for (var y = 0; y < _geometry.InputHeight; y++) RowQuantizer.ToWords(image.Slice(y * row, row), framed.Slice(FrameStart(y), row), step);
        }
    }

    private int FrameStart(int y) => ((y + _geometry.OffsetY) * _geometry.FrameWidth + _geometry.OffsetX) * _geometry.InputChannels;
}
