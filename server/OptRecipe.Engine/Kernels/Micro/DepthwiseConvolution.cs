using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A depthwise convolution with one output channel for each input channel. Every output position gathers pointers to its taps; taps outside the input point to a row
/// of what stands for zero, so that no padded copy is made.</summary>
internal abstract unsafe class DepthwiseConvolution(WindowAxis height, WindowAxis width, int items, int channels, int elementBytes) : IParallelWork
{
    // Vectors of the last channels read past the row.
    protected const int Slack = 64;
    private const int MaxTaps = 1024;
    private readonly byte[] _zeros = new byte[channels * elementBytes + Slack];
    private byte* _input, _zeroRow;

    protected int Channels => channels;
    protected int TapCount { get; } = height.Filter * width.Filter;

    /// <summary>Windows of more taps than the pointers on the stack have room for are left to the plain loop.</summary>
    public static bool Takes(WindowAxis height, WindowAxis width) => (long)height.Filter * width.Filter < MaxTaps;

    protected void FillZeros(byte value) => Array.Fill(_zeros, value);

    protected void Run(WorkerPool workers, byte* input)
    {
        fixed (byte* zeros = _zeros)
        {
            _input = input;
            _zeroRow = zeros;
            workers.Run(this);
        }
    }

    /// <summary>One output position.</summary>
    /// <param name="taps">As many pointers as taps, and one more to zeros.</param>
    protected abstract void Pixel(byte** taps, nint position);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IParallelWork.Run(int part, int partCount)
    {
        var taps = stackalloc byte*[TapCount + 1];
        taps[TapCount] = _zeroRow;
        var rows = (long)items * height.Output;
        nint pixelBytes = channels * elementBytes;
        for (var row = rows * part / partCount; row < rows * (part + 1) / partCount; row++)
        {
            var (item, y) = (row / height.Output, (int)(row % height.Output));
            var image = _input + (nint)item * height.Input * width.Input * pixelBytes;
            for (var x = 0; x < width.Output; x++)
            {
                var tap = taps;
                for (var tapY = 0; tapY < height.Filter; tapY++)
                {
                    var inputY = height.Position(y, tapY);
                    var line = height.Contains(inputY) ? image + (nint)inputY * width.Input * pixelBytes : null;
                    for (var tapX = 0; tapX < width.Filter; tapX++)
                    {
                        var inputX = width.Position(x, tapX);
                        *tap++ = line is not null && width.Contains(inputX) ? line + inputX * pixelBytes : _zeroRow;
                    }
                }
                Pixel(taps, (nint)row * width.Output + x);
            }
        }
    }
}

/// <summary>In float32: output = clamp(bias + Σ input × weights).</summary>
/// <param name="weights">[taps][channels].</param>
internal sealed unsafe class DepthwiseSingle(MicroKernelSet set, WindowAxis height, WindowAxis width, int items, int channels, float[] weights, ReadOnlySpan<float> bias, float low, float high)
    : DepthwiseConvolution(height, width, items, channels, sizeof(float))
{
    private readonly float[] _bias = SingleConvolution.Padded(bias, channels, 1);
    private float* _output, _weights, _biases;

    public void Run(WorkerPool workers, ReadOnlySpan<float> input, Span<float> output)
    {
        if (output.IsEmpty) return;
        fixed (float* a = input, c = output, w = weights, b = _bias)
        {
            _output = c;
            _weights = w;
            _biases = b;
            Run(workers, (byte*)a);
        }
    }

    protected override void Pixel(byte** taps, nint position) => set.DepthwiseSingle((float**)taps, TapCount, _weights, _biases, _output + position * Channels, Channels, low, high);
}

/// <summary>In int8 or uint8: int32 sums, requantized.</summary>
internal sealed unsafe class Depthwise8 : DepthwiseConvolution
{
    private readonly MicroKernelSet _set;
    private readonly short[] _packed;
    private readonly int[] _bias;
    private readonly Requantizer _requantizer;
    private readonly short _zeroPoint;
    private readonly bool _isSigned;
    private byte* _output;
    private short* _weights;
    private int* _biases;

    /// <param name="packed">From <see cref="Pack"/>; shared among interpreters.</param>
    public Depthwise8(MicroKernelSet set, WindowAxis height, WindowAxis width, int items, int channels, short[] packed, ReadOnlySpan<int> bias, int zeroPoint, bool isSigned, Requantizer requantizer)
        : base(height, width, items, channels, 1)
    {
        (_set, _packed, _requantizer, _zeroPoint, _isSigned) = (set, packed, requantizer, (short)zeroPoint, isSigned);
        _bias = SingleConvolution.Padded(bias, channels, set.DepthwiseLanes);
        FillZeros((byte)zeroPoint);
    }

    /// <summary>Weights [taps][channels] minus their zero point: for each step of channels, for each pair of taps, both weights of each channel side by side, in the order in
    /// which vectors are interleaved: of eight channels the first four of both taps, then the last four.</summary>
    public static short[] Pack<TW>(MicroKernelSet set, int taps, int channels, ReadOnlySpan<TW> weights, Func<TW, int> toNumber)
    {
        var (lanes, pairs) = (set.DepthwiseLanes, (taps + 1) / 2);
        var packed = new short[checked((channels + lanes - 1) / lanes * pairs * 2 * lanes)];
        for (var tap = 0; tap < taps; tap++)
            for (var channel = 0; channel < channels; channel++)
            {
                var lane = channel % lanes;
                var at = (channel / lanes * pairs + tap / 2) * 2 * lanes + (lane % 8 < 4 ? 0 : lanes) + lane / 8 * 8 + lane % 4 * 2 + tap % 2;
                packed[at] = (short)toNumber(weights[tap * channels + channel]);
            }
        return packed;
    }

    public void Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (output.IsEmpty) return;
        fixed (byte* a = input, c = output)
        fixed (short* w = _packed)
        fixed (int* b = _bias)
        {
            _output = c;
            _weights = w;
            _biases = b;
            Run(workers, a);
        }
    }

    protected override void Pixel(byte** taps, nint position)
    {
        const int Sums = 64;
        var sums = stackalloc int[Sums];
        var output = _output + position * Channels;
        var (pairs, lanes) = ((TapCount + 1) / 2, _set.DepthwiseLanes);
        for (var channel = 0; channel < Channels; channel += lanes)
        {
            _set.Depthwise8(taps, pairs, channel, _weights + (nint)channel * pairs * 2, _biases + channel, sums, _zeroPoint, _isSigned);
            _requantizer.Run(sums, channel, Math.Min(lanes, Channels - channel), output + channel);
        }
    }
}
