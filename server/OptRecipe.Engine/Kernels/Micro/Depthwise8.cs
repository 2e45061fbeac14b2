using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A depthwise convolution with one output channel for each input channel, in int8 or uint8: int32 sums, requantized. The rows of a window are interleaved once for each row
/// of outputs, in chunks, so that one instruction adds up a column of the window; what stands for zero is interleaved where they lie outside.</summary>
internal sealed unsafe class Depthwise8 : IParallelWork
{
    private const int MaxTaps = 256;
    private readonly MicroKernelSet _set;
    private readonly WindowAxis _height, _width;
    private readonly DepthwiseLayout _layout;
    private readonly DepthwiseWeights8 _packed;
    private readonly Requantizer _requantizer;
    private readonly int[] _bias;
    private readonly byte[] _zeros;
    private readonly int _items, _zeroPoint;
    private readonly bool _isSigned;
    private byte* _input, _output, _zeroRow;
    private int* _weights, _biases, _scratch;
    private nint* _offsets;

    /// <param name="packed">Shared among interpreters.</param>
    /// <param name="requantizer">Of <see cref="DepthwiseLayout.Channels"/>.</param>
    public Depthwise8(MicroKernelSet set, WindowAxis height, WindowAxis width, int items, DepthwiseLayout layout, DepthwiseWeights8 packed, ReadOnlySpan<int> bias, int zeroPoint, bool isSigned, Requantizer requantizer)
    {
        (_set, _height, _width, _items, _layout, _packed, _requantizer) = (set, height, width, items, layout, packed, requantizer);
        (_zeroPoint, _isSigned) = (zeroPoint, isSigned);
        _zeros = new byte[checked(width.Input * layout.InputChannels)];
        Array.Fill(_zeros, (byte)zeroPoint);
        _bias = new int[layout.BlockCount * DepthwiseTile.Lanes];
        var stored = zeroPoint + (IsBytes && isSigned ? 128 : 0);
        for (var channel = 0; channel < layout.Channels; channel++)
            _bias[channel] = (bias.IsEmpty ? 0 : bias[channel % layout.InputChannels]) - stored * packed.Sums[channel % layout.InputChannels];
    }

    /// <summary>Larger windows, and those that reach far beyond the input, are left to the plain loop.</summary>
    public static bool Takes(WindowAxis height, WindowAxis width) => width.Output > 0 && (long)height.Filter * width.Filter <= MaxTaps && (width.Filter - 1L) * width.Dilation <= width.Input + MaxTaps;

    /// <summary>Bytes of scratch memory that <see cref="Run(WorkerPool, ReadOnlySpan{byte}, Span{byte}, Span{byte})"/> needs.</summary>
    public static long ScratchBytes(DepthwiseLayout layout, WorkerPool workers) => checked(layout.ScratchBytes * workers.ThreadCount);

    private bool IsBytes => _layout.RowsPerLane == 4;
    private byte Mask => (byte)(_isSigned ? 0x80 : 0);

    public void Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        fixed (byte* a = input, c = output, zeros = _zeros, lines = scratch)
        fixed (int* w = _packed.Lanes, b = _bias)
        fixed (nint* offsets = _layout.Offsets)
        {
            _input = a;
            _output = c;
            _zeroRow = zeros;
            _weights = w;
            _biases = b;
            _scratch = (int*)lines;
            _offsets = offsets;
            workers.Run(this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IParallelWork.Run(int part, int partCount)
    {
        var lines = _scratch + (nint)part * _layout.Groups * _layout.LineLength;
        var rows = stackalloc byte*[_layout.Groups * _layout.RowsPerLane];
        var sums = stackalloc int[_layout.Chunk * DepthwiseTile.Lanes];
        Pad(lines);
        var count = (long)_items * _height.Output;
        nint rowBytes = (nint)_width.Input * _layout.InputChannels;
        for (var row = count * part / partCount; row < count * (part + 1) / partCount; row++)
        {
            var image = _input + (nint)(row / _height.Output) * _height.Input * rowBytes;
            for (var tap = 0; tap < _layout.Groups * _layout.RowsPerLane; tap++)
            {
                var y = _height.Position((int)(row % _height.Output), tap);
                rows[tap] = tap < _height.Filter && _height.Contains(y) ? image + y * rowBytes : _zeroRow;
            }
            var output = _output + (nint)row * _width.Output * _layout.InputChannels;
            var done = 0;
            for (var pixel = 0; pixel < _layout.Pixels; pixel += _layout.Chunk)
            {
                var end = Math.Min(pixel + _layout.Chunk, _layout.Pixels);
                var inputs = _layout.InputsBefore(end);
                Interleave(rows, lines, done, inputs);
                done = Math.Max(done, inputs);
                Outputs(lines, sums, pixel, end - pixel, output);
            }
        }
    }

    /// <summary>Outputs of all channels from the interleaved lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Outputs(int* lines, int* sums, int pixel, int pixels, byte* output)
    {
        var channels = _layout.Channels;
        var rowLength = _width.Output * _layout.InputChannels;
        // Of outputs taken together the last may reach past the row.
        var whole = Math.Min(pixels, rowLength / channels - pixel);
        for (var block = 0; block < _layout.BlockCount; block++)
        {
            var channel = block * DepthwiseTile.Lanes;
            var tile = new DepthwiseTile
            {
                Input = lines + pixel * _layout.Step + channel, Step = _layout.Step, Offsets = _offsets, Taps = _layout.Offsets.Length, Pixels = pixels,
                Weights = _weights + (nint)block * _layout.Offsets.Length * DepthwiseTile.Lanes, Bias = _biases + channel, Sums = sums,
            };
            if (IsBytes) _set.DepthwiseBytes(tile);
            else _set.DepthwiseWords(tile);
            var count = Math.Min(DepthwiseTile.Lanes, channels - channel);
            var to = output + (nint)pixel * channels + channel;
            _requantizer.Run(sums, channel, count, to, new RequantizedRows(whole, DepthwiseTile.Lanes, channels));
            if (whole < pixels) _requantizer.Run(sums + whole * DepthwiseTile.Lanes, channel, rowLength % channels, to + (nint)whole * channels, new RequantizedRows(1, 0, 0));
        }
    }

    private void Interleave(byte** rows, int* lines, int start, int end)
    {
        if (end <= start) return;
        var channels = _layout.InputChannels;
        for (var group = 0; group < _layout.Groups; group++, rows += _layout.RowsPerLane, lines += _layout.LineLength)
            if (_layout.IsContiguous) Interleave(rows, (nint)start * channels, lines + _layout.Lane(_width.Before + start), (nint)(end - start) * channels);
            else
                for (var x = start; x < end; x++) Interleave(rows, (nint)x * channels, lines + _layout.Lane(_width.Before + x), channels);
    }

    private void Interleave(byte** rows, nint from, int* to, nint count)
    {
        if (IsBytes) RowInterleaving.Bytes(rows[0] + from, rows[1] + from, rows[2] + from, rows[3] + from, to, count, Mask);
        else RowInterleaving.Words(rows[0] + from, rows[1] + from, to, count, _isSigned);
    }

    /// <summary>What stands for zero beside the input; the lines keep it from row to row.</summary>
    private void Pad(int* lines)
    {
        var zero = IsBytes ? (byte)(_zeroPoint ^ Mask) * 0x01010101 : (ushort)_zeroPoint * 0x00010001;
        for (var group = 0; group < _layout.Groups; group++, lines += _layout.LineLength)
            for (var position = 0; position < _layout.Positions; position++)
                if (position < _width.Before || position >= _width.Before + _layout.InputEnd) new Span<int>(lines + _layout.Lane(position), _layout.InputChannels).Fill(zero);
    }
}
