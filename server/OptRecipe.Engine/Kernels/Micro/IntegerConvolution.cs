using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A convolution or fully connected layer of 8-bit numbers through a set's products: accumulators in int32 (wrapping, as in C), requantized per channel.
/// Packed bytes take activations as uint8 (int8 ones plus 128) and have their zero point folded into the bias; packed words take them as int16 with the zero point
/// subtracted.</summary>
internal sealed unsafe class IntegerConvolution
{
    // Products read whole steps: a few bytes past the last element.
    private const int Slack = 64;
    private readonly ConvolutionGeometry _geometry;
    private readonly PackedWeights8 _packed;
    private readonly Requantizer _requantizer;
    private readonly int[] _bias;
    private readonly int _inputZeroPoint;
    private readonly bool _isSigned;
    private readonly BlockedProduct<byte, sbyte, int, UInt8Multiply, RequantizedSink> _bytes;
    private readonly BlockedProduct<short, short, int, Int16Multiply, RequantizedSink> _words;

    /// <param name="packed">Shared among interpreters.</param>
    /// <param name="isSigned">Whether input and output are int8; uint8 otherwise.</param>
    public IntegerConvolution(MicroKernelSet set, ConvolutionGeometry geometry, PackedWeights8 packed, ReadOnlySpan<int> bias, int inputZeroPoint, bool isSigned, Requantizer requantizer)
    {
        (_geometry, _packed, _requantizer, _isSigned) = (geometry, packed, requantizer, isSigned);
        var regions = ConvolutionRegions.Framed(geometry);
        _bytes = new(geometry, regions, new(set), packed.Columns, 4);
        _words = new(geometry, regions, new(set), packed.Columns, 2);
        _bias = SingleConvolution.Padded(bias, geometry.OutputChannels, packed.Columns);
        _inputZeroPoint = inputZeroPoint + (packed.IsBytes && isSigned ? 128 : 0);
        for (var channel = 0; channel < packed.Sums.Length; channel++) _bias[channel] -= _inputZeroPoint * packed.Sums[channel];
    }

    /// <summary>Bytes of scratch memory that <see cref="Run"/> needs.</summary>
    public long ScratchBytes => checked(_geometry.Items * _geometry.FrameSize * (_packed.IsBytes ? 1 : 2) + Slack);

    /// <param name="input">The stored numbers, int8 ones as their bytes.</param>
    public void Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        if (_geometry.NeedsFrame) Pad(scratch);
        if (_packed.IsBytes) _geometry.Fill<byte, byte, FlipRow>(input, scratch, new((byte)(_isSigned ? 0x80 : 0)));
        else _geometry.Fill<byte, short, WidenRow>(input, MemoryMarshal.Cast<byte, short>(scratch), new(_isSigned, (short)_inputZeroPoint));
        fixed (byte* a = scratch, c = output)
        fixed (int* bias = _bias)
        fixed (sbyte* bytes = _packed.Bytes)
        fixed (short* words = _packed.Words)
        {
            var sink = new RequantizedSink(c, _isSigned, _geometry.OutputChannels, _requantizer);
            if (_packed.IsBytes) _bytes.Run(workers, a, bytes, bias, sink, 0, 0);
            else _words.Run(workers, (short*)a, words, bias, sink, 0, 0);
        }
    }

    /// <summary>What stands for zero, everywhere.</summary>
    private void Pad(Span<byte> scratch) => scratch.Fill(_packed.IsBytes ? (byte)_inputZeroPoint : (byte)0);
}
