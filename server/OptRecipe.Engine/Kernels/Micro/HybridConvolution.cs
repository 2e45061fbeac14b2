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
        _output = new(geometry, packed.Sums, weightScales, bias, low, high);
        if (packed.IsBytes) _bytes = new(geometry, new(set), packed.Columns, 4, _output);
        else _words = new(geometry, new(set), packed.Columns, 2, _output);
        _zeros = new int[WeightPacking.BlockCount(geometry.OutputChannels, packed.Columns) * packed.Columns];
    }

    /// <summary>Bytes of scratch memory that <see cref="Run"/> needs.</summary>
    public long ScratchBytes => checked(_geometry.Items * _geometry.FrameSize * (_packed.IsBytes ? 1 : 2) + Slack);

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

/// <summary>Accumulators to floats, each item of the batch with its own scale and offset.</summary>
/// <param name="sums">Of each channel's weights; none where offsets are 0.</param>
internal sealed unsafe class HybridOutput(ConvolutionGeometry geometry, ReadOnlySpan<int> sums, ReadOnlySpan<float> weightScales, ReadOnlySpan<float> bias, float low, float high) : IAccumulatorSink
{
    private readonly int[] _sums = SingleConvolution.Padded(sums, geometry.OutputChannels, 1), _offsets = new int[geometry.Items];
    private readonly float[] _weightScales = weightScales.ToArray(), _bias = SingleConvolution.Padded(bias, geometry.OutputChannels, 1), _scales = new float[geometry.Items];

    public float* Output { get; set; }

    public void SetItem(int item, float scale, int offset) => (_scales[item], _offsets[item]) = (scale, offset);

    public void Store(int* accumulators, int stride, int rows, long position, int firstColumn, int columns)
    {
        var (item, left) = ((int)(position / (geometry.OutputHeight * geometry.OutputWidth)), (int)(position % (geometry.OutputHeight * geometry.OutputWidth)));
        fixed (int* sums = &_sums[firstColumn])
        fixed (float* weightScales = &_weightScales[firstColumn], bias = &_bias[firstColumn])
        {
            for (var index = 0; index < rows; index++)
            {
                new HybridRow(_offsets[item], _scales[item], sums, weightScales, bias, Output + (nint)(position + index) * geometry.OutputChannels + firstColumn, low, high)
                    .Finish(accumulators + index * stride, columns);
                if (++left < geometry.OutputHeight * geometry.OutputWidth) continue;
                left = 0;
                item++;
            }
        }
    }
}
