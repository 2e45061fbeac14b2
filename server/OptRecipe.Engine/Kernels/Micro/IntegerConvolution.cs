using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A convolution or fully connected layer of 8-bit numbers through a set's products: accumulators in int32 (wrapping, as in C), requantized per channel.
/// Packed bytes take activations of one sign (those of the other shifted by 128, <see cref="MicroKernelSet.Int8Offset"/>) and have their zero point folded into the bias; packed words take them as int16 with the zero point subtracted.
/// With x such an activation, z its zero point so, and w + r a weight minus its zero point: Σ (x − z)(w + r) = Σ x w + r Σ x − z Σ (w + r).</summary>
internal sealed unsafe class IntegerConvolution : IFastKernel
{
    // Products read whole steps: a few bytes past the last element.
    private const int Slack = 64;
    private readonly ConvolutionGeometry _geometry;
    private readonly PackedWeights8 _packed;
    private readonly RequantizedOutput _output;
    private readonly PixelRows? _pixels;
    private readonly int[] _bias;
    private readonly long _inputLength, _outputLength;
    private readonly int _inputZeroPoint;
    private readonly byte _mask;
    private readonly bool _isSigned, _readsInput;
    private readonly BandedProduct<byte, sbyte, BytesMultiply>? _bytes;
    private readonly BandedProduct<short, short, WordsMultiply>? _words;

    /// <param name="packed">Shared among interpreters.</param>
    /// <param name="requantizer">In the order of the packed columns.</param>
    /// <param name="isSigned">Whether input and output are int8; uint8 otherwise.</param>
    /// <param name="hasSlack">Whether a few bytes behind the input can be read.</param>
    public IntegerConvolution(MicroKernelSet set, ConvolutionGeometry geometry, PackedWeights8 packed, ReadOnlySpan<int> bias, int inputZeroPoint, bool isSigned, Requantizer requantizer,
        bool hasSlack = false)
    {
        (_geometry, _packed, _isSigned) = (geometry, packed, isSigned);
        _inputLength = checked((long)geometry.Items * geometry.InputHeight * geometry.InputWidth * geometry.InputChannels);
        _outputLength = checked((long)geometry.Positions * geometry.OutputChannels);
        _output = new(requantizer);
        var offset = packed.IsBytes ? set.OffsetOf(isSigned) : 0;
        _inputZeroPoint = inputZeroPoint + offset;
        _mask = (byte)(offset & 0x80);
        _readsInput = packed.IsBytes && offset == 0 && !geometry.NeedsFrame && (hasSlack || geometry.Depth % 4 == 0);
        if (!_readsInput && !geometry.NeedsFrame && geometry.FilterHeight == 1 && geometry.FilterWidth == 1) _pixels = new(geometry, isSigned, inputZeroPoint, _mask);
        if (packed.IsBytes) _bytes = new(geometry, new(set), packed.Columns, 4, _output, _pixels);
        else _words = new(geometry, new(set), packed.Columns, 2, _output, _pixels);
        var order = geometry.ColumnOrder(packed.Columns);
        _bias = WeightPacking.Ordered(bias, order);
        for (var column = 0; column < order.Length && packed.IsBytes; column++)
            if (order[column] >= 0) _bias[column] -= _inputZeroPoint * packed.Sums[order[column]];
    }

    /// <summary>Bytes of scratch memory that <see cref="Run"/> needs for so many threads.</summary>
    public long ScratchBytes(int threadCount) => _readsInput ? 0 : _pixels is not null ? checked(threadCount * (_bytes?.GatheredLength ?? 2 * _words?.GatheredLength ?? 0))
        : checked(_geometry.Items * _geometry.FrameSize * (_packed.IsBytes ? 1 : 2) + Slack);

    /// <param name="input">The stored numbers, int8 ones as their bytes.</param>
    public void Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        if (input.Length != _inputLength) throw new ArgumentException("the input has another size than was prepared", nameof(input));
        if (output.Length != _outputLength) throw new ArgumentException("the output has another size than was prepared", nameof(output));
        if (!_readsInput && _pixels is null) Frame(input, scratch);
        fixed (byte* a = input, b = scratch, c = output)
        fixed (int* bias = _bias)
        fixed (sbyte* bytes = _packed.Bytes)
        fixed (short* words = _packed.Words)
        {
            _output.Output = c;
            if (_pixels is not null) _pixels.Input = a;
            _bytes?.Run(workers, _readsInput ? a : b, bytes, bias, _packed.Rest);
            _words?.Run(workers, (short*)b, words, bias, 0);
        }
    }

    /// <summary>The input with what stands for zero around it.</summary>
    private void Frame(ReadOnlySpan<byte> input, Span<byte> scratch)
    {
        if (_geometry.NeedsFrame) scratch.Fill(_packed.IsBytes ? (byte)_inputZeroPoint : (byte)0);
        if (_packed.IsBytes) _geometry.Fill<byte, byte, FlipRow>(input, scratch, new(_mask));
        else _geometry.Fill<byte, short, WidenRow>(input, MemoryMarshal.Cast<byte, short>(scratch), new(_isSigned, (short)_inputZeroPoint));
    }
}
