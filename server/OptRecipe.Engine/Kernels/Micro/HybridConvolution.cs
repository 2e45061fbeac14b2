using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A convolution or fully connected layer of float activations by 8-bit weights: each item of the batch (each row of a fully connected layer) is quantized as a whole,
/// multiplied in integers, and scaled back to floats.</summary>
internal sealed unsafe class HybridConvolution
{
    // Products read whole steps: a few bytes past the last element.
    private const int Slack = 64;
    private readonly ConvolutionGeometry _geometry;
    private readonly PackedWeights8 _packed;
    private readonly int[] _sums, _zeros, _offsets;
    private readonly float[] _weightScales, _bias, _scales;
    private readonly float _low, _high;
    private readonly bool _isAsymmetric;
    private readonly BlockedProduct<byte, sbyte, int, UInt8Multiply, HybridSink> _bytes;
    private readonly BlockedProduct<short, short, int, Int16Multiply, HybridSink> _words;

    /// <param name="packed">Shared among interpreters.</param>
    /// <param name="isAsymmetric">Whether the activations have a zero point.</param>
    public HybridConvolution(MicroKernelSet set, ConvolutionGeometry geometry, PackedWeights8 packed, ReadOnlySpan<float> weightScales, ReadOnlySpan<float> bias, float low, float high, bool isAsymmetric)
    {
        (_geometry, _packed, _low, _high, _isAsymmetric) = (geometry, packed, low, high, isAsymmetric);
        var regions = ConvolutionRegions.Framed(geometry);
        _bytes = new(geometry, regions, new(set), packed.Columns, 4);
        _words = new(geometry, regions, new(set), packed.Columns, 2);
        _sums = SingleConvolution.Padded<int>(packed.Sums, geometry.OutputChannels, packed.Columns);
        _zeros = new int[_sums.Length];
        _weightScales = SingleConvolution.Padded(weightScales, geometry.OutputChannels, packed.Columns);
        _bias = SingleConvolution.Padded(bias, geometry.OutputChannels, packed.Columns);
        (_scales, _offsets) = (new float[geometry.Items], new int[geometry.Items]);
    }

    /// <summary>Bytes of scratch memory that <see cref="Run"/> needs.</summary>
    public long ScratchBytes => checked(_geometry.Items * _geometry.FrameSize * (_packed.IsBytes ? 1 : 2) + Slack);

    public void Run(WorkerPool workers, ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        for (var item = 0; item < _geometry.Items; item++) Quantize(input, item, scratch);
        fixed (byte* a = scratch)
        fixed (float* c = output, scales = _scales, weightScales = _weightScales, bias = _bias)
        fixed (int* zeros = _zeros, sums = _sums, offsets = _offsets)
        fixed (sbyte* bytes = _packed.Bytes)
        fixed (short* words = _packed.Words)
        {
            var sink = new HybridSink(c, _geometry.OutputChannels, _geometry.OutputHeight * _geometry.OutputWidth, scales, offsets, weightScales, sums, bias, _low, _high);
            if (_packed.IsBytes) _bytes.Run(workers, a, bytes, zeros, sink, 0, 0);
            else _words.Run(workers, (short*)a, words, zeros, sink, 0, 0);
        }
    }

    private void Quantize(ReadOnlySpan<float> input, int item, Span<byte> scratch)
    {
        var row = _geometry.InputWidth * _geometry.InputChannels;
        var image = input.Slice(item * _geometry.InputHeight * row, _geometry.InputHeight * row);
        var step = RowQuantizer.StepOf(image, _isAsymmetric);
        // Bytes stand for number + 128, words for number − zero point.
        (_scales[item], _offsets[item]) = (step.Scale, _packed.IsBytes ? step.ZeroPoint + 128 : 0);
        var (start, size) = ((int)(item * _geometry.FrameSize), (int)_geometry.FrameSize);
        if (_packed.IsBytes)
        {
            var framed = scratch.Slice(start, size);
            if (!_geometry.NeedsFrame)
            {
                RowQuantizer.ToBytes(image, framed, step);
                return;
            }
            framed.Fill((byte)(step.ZeroPoint + 128));
            for (var y = 0; y < _geometry.InputHeight; y++) RowQuantizer.ToBytes(image.Slice(y * row, row), framed.Slice(FrameStart(y), row), step);
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

/// <summary>Accumulators to floats, each item of the batch with its own scale and offset.</summary>
/// <param name="itemPositions">Output positions of an item.</param>
internal readonly unsafe struct HybridSink(float* output, int outputChannels, int itemPositions, float* scales, int* offsets, float* weightScales, int* sums, float* bias, float low, float high)
    : ITileSink<int>
{
    public int* Direct => null;

    public void Store(int* tile, int stride, int rows, int columns, long row, nint rowPitch, int firstColumn)
    {
        for (var index = 0; index < rows; index++)
        {
            var position = row + index * rowPitch;
            var item = position / itemPositions;
            new HybridRow(offsets[item], scales[item], sums + firstColumn, weightScales + firstColumn, bias + firstColumn, output + position * outputChannels + firstColumn, low, high)
                .Finish(tile + index * stride, columns);
        }
    }
}
