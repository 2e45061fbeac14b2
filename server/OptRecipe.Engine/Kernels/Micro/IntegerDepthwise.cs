using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>What a depthwise convolution of integers reads.</summary>
internal enum DepthwiseInput { UInt8, Int8, Int16 }

/// <summary>A depthwise convolution with one output channel for each input channel: exact int32 sums of 8-bit or 16-bit activations by 8-bit weights. The rows of a window are interleaved
/// once for each row of outputs, in chunks, so that one instruction adds up a column of the window; what stands for zero is interleaved where they lie outside.</summary>
internal sealed unsafe class IntegerDepthwise : IParallelWork, IFastKernel
{
    // Of int16 activations by weights of up to 255, so many products are less than 2^31.
    private const int MaxTaps = 256;
    // A multiplication takes as long as five of a matrix product.
    private const long Costs = 5;
    private readonly MicroKernelSet _set;
    private readonly WindowAxis _height, _width;
    private readonly DepthwiseLayout _layout;
    private readonly DepthwiseWeights8 _packed;
    private readonly IAccumulatorSink _sink;
    private readonly int[] _bias;
    private readonly byte[] _zeros;
    private readonly int _items, _zeroPoint;
    private readonly byte _mask;
    private readonly DepthwiseInput _type;
    private byte* _input, _zeroRow;
    private int* _weights, _biases, _scratch;
    private nint* _offsets;

    /// <param name="packed">Shared among interpreters.</param>
    /// <param name="zeroPoint">Of the input; 0 for int16.</param>
    /// <param name="sink">For columns in the order of <see cref="DepthwiseLayout.ColumnOrder"/>.</param>
    public IntegerDepthwise(MicroKernelSet set, WindowAxis height, WindowAxis width, int items, DepthwiseLayout layout, DepthwiseWeights8 packed, ReadOnlySpan<int> bias, int zeroPoint, DepthwiseInput type, IAccumulatorSink sink)
    {
        (_set, _height, _width, _items, _layout, _packed, _sink) = (set, height, width, items, layout, packed, sink);
        (_zeroPoint, _type) = (zeroPoint, type);
        _zeros = new byte[checked(width.Input * layout.InputChannels * ElementBytes)];
        Array.Fill(_zeros, (byte)zeroPoint);
        _bias = new int[layout.BlockCount * DepthwiseTile.Lanes];
        var offset = IsBytes ? set.OffsetOf(type == DepthwiseInput.Int8) : 0;
        _mask = (byte)(offset & 0x80);
        var stored = zeroPoint + offset;
        for (var channel = 0; channel < layout.Channels; channel++)
            _bias[channel] = (bias.IsEmpty ? 0 : bias[channel % layout.InputChannels]) - stored * packed.Sums[channel % layout.InputChannels];
    }

    /// <summary>Larger windows, and those that reach far beyond the input, are left to the plain loop.</summary>
    public static bool Takes(WindowAxis height, WindowAxis width) => width.Output > 0 && (long)height.Filter * width.Filter <= MaxTaps && (width.Filter - 1L) * width.Dilation <= width.Input + MaxTaps;

    public long ScratchBytes(int threadCount) => checked(_layout.ScratchBytes * threadCount);

    private int RowsOfLines => _layout.Groups * _layout.RowsPerLane;
    private nint RowBytes => (nint)_width.Input * _layout.InputChannels * ElementBytes;
    private bool IsBytes => _layout.RowsPerLane == 4;
    private int ElementBytes => _type == DepthwiseInput.Int16 ? sizeof(short) : 1;

    public void Run(WorkerPool workers, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        fixed (byte* a = input, c = output, zeros = _zeros, lines = scratch)
        fixed (int* w = _packed.Lanes, b = _bias)
        fixed (nint* offsets = _layout.Offsets)
        {
            _input = a;
            _sink.Output = c;
            _zeroRow = zeros;
            _weights = w;
            _biases = b;
            _scratch = (int*)lines;
            _offsets = offsets;
            workers.Run(this, Costs * _items * _height.Output * _width.Output * _layout.InputChannels * _height.Filter * _width.Filter);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void IParallelWork.Run(int part, int partCount)
    {
        var lineLanes = (nint)_layout.Groups * _layout.LineLength;
        var lines = _scratch + part * _layout.Lines * lineLanes;
        var rows = stackalloc byte*[_layout.Lines * RowsOfLines];
        // Vectors of sums do not straddle lines of the cache.
        var sums = stackalloc int[(_layout.MostOutputs + 1) * DepthwiseTile.Lanes];
        sums = (int*)((nint)(sums + DepthwiseTile.Lanes - 1) & -64);
        for (var line = 0; line < _layout.Lines; line++) Pad(lines + line * lineLanes);
        var count = (long)_items * _height.Output;
        var end = count * (part + 1) / partCount;
        for (var row = count * part / partCount; row < end;)
        {
            var y = (int)(row % _height.Output);
            var image = _input + (nint)(row / _height.Output) * _height.Input * RowBytes;
            var rowCount = (int)Math.Min(Math.Min(_layout.Lines * _layout.Shared, _height.Output - y), end - row);
            var lineCount = (rowCount + _layout.Shared - 1) / _layout.Shared;
            for (var line = 0; line < lineCount; line++) PointTo(image, y + line * _layout.Shared, rows + line * RowsOfLines);
            for (var slice = 0; slice < _layout.InputChannels; slice += _layout.Slice)
                Slice(rows, lines, sums, slice, lineCount, rowCount, (nint)row * _width.Output * _layout.InputChannels);
            row += rowCount;
        }
    }

    /// <summary>The input rows of a set of lines; beside the input a row of zeros.</summary>
    private void PointTo(byte* image, int y, byte** rows)
    {
        for (var tap = 0; tap < RowsOfLines; tap++)
        {
            var inputY = _height.Position(y, tap);
            rows[tap] = _height.Contains(inputY) ? image + inputY * RowBytes : _zeroRow;
        }
    }

    /// <summary>Rows of outputs, of the channels from <paramref name="slice"/> on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Slice(byte** rows, int* lines, int* sums, int slice, int lineCount, int rowCount, nint output)
    {
        var done = 0;
        for (var pixel = 0; pixel < _layout.Pixels;)
        {
            // No last piece of less than four.
            var pixels = _layout.Pixels - pixel < _layout.Chunk + 4 ? _layout.Pixels - pixel : _layout.Chunk;
            var inputs = _layout.InputsBefore(pixel + pixels);
            for (var line = 0; line < lineCount; line++) Interleave(rows + line * RowsOfLines, lines + (nint)line * _layout.Groups * _layout.LineLength, slice, done, inputs);
            done = Math.Max(done, inputs);
            Outputs(lines, sums, pixel, pixels, slice, lineCount, rowCount, output);
            pixel += pixels;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Outputs(int* lines, int* sums, int pixel, int pixels, int slice, int lineCount, int rowCount, nint output)
    {
        var (channels, taps, rowLength) = (_layout.Channels, _layout.Offsets.Length, _width.Output * _layout.InputChannels);
        // Of outputs taken together the last may reach past the row.
        var whole = Math.Min(pixels, rowLength / channels - pixel);
        var tile = new DepthwiseTile { Offsets = _offsets, Taps = taps };
        nint lineStep = (nint)_layout.Groups * _layout.LineLength, sumRow = (nint)pixels * DepthwiseTile.Lanes;
        // Lines of few outputs are walked across.
        if (pixels >= 4 || lineCount < 4)
        {
            (tile.Pixels, tile.Step, tile.SumStep) = (pixels, _layout.Step, DepthwiseTile.Lanes);
            (tile.Lines, tile.LineStep, tile.SumLineStep) = (lineCount, lineStep, _layout.Shared * sumRow);
        }
        else
        {
            (tile.Pixels, tile.Step, tile.SumStep) = (lineCount, lineStep, _layout.Shared * sumRow);
            (tile.Lines, tile.LineStep, tile.SumLineStep) = (pixels, _layout.Step, DepthwiseTile.Lanes);
        }
        var end = _layout.Fold > 1 ? channels : Math.Min(channels, slice + _layout.Slice);
        for (var channel = slice; channel < end; channel += DepthwiseTile.Lanes)
        {
            tile.Input = lines + pixel * _layout.Step + channel - slice;
            tile.Bias = _biases + channel;
            for (var row = 0; row < Math.Min(rowCount, _layout.Shared); row++)
            {
                tile.Weights = _weights + ((nint)row * _layout.BlockCount * DepthwiseTile.Lanes + channel) * taps;
                tile.Sums = sums + row * sumRow;
                if (IsBytes) _set.DepthwiseBytes(tile);
                else _set.DepthwiseWords(tile);
            }
            var count = Math.Min(DepthwiseTile.Lanes, end - channel);
            var to = output + (nint)pixel * channels + channel;
            // Rows that stand side by side go as one.
            if (whole == _layout.Pixels) _sink.Store(sums, channel, count, to, new RequantizedRows(whole * rowCount, DepthwiseTile.Lanes, channels));
            else
                for (var row = 0; row < rowCount; row++, to += rowLength)
                {
                    _sink.Store(sums + row * sumRow, channel, count, to, new RequantizedRows(whole, DepthwiseTile.Lanes, channels));
                    if (whole < pixels) _sink.Store(sums + row * sumRow + whole * DepthwiseTile.Lanes, channel, rowLength % channels, to + (nint)whole * channels, new RequantizedRows(1, 0, 0));
                }
        }
    }

    private void Interleave(byte** rows, int* lines, int slice, int start, int end)
    {
        if (end <= start) return;
        var channels = _layout.InputChannels;
        var count = Math.Min(_layout.Slice, channels - slice);
        for (var group = 0; group < _layout.Groups; group++, rows += _layout.RowsPerLane, lines += _layout.LineLength)
        {
            if (_layout.IsContiguous) Interleave(rows, (nint)start * channels, lines + _layout.Lane(_width.Before + start), (nint)(end - start) * channels, 1);
            else if (_layout.IsSorted)
                for (var x = start; x < end; x++) Interleave(rows, (nint)x * channels, lines + _layout.Lane(_width.Before + x), channels, 1);
            else Interleave(rows, (nint)start * channels + slice, lines + _layout.Lane(_width.Before + start), count, end - start);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Interleave(byte** rows, nint from, int* to, nint count, int positions)
    {
        if (_type == DepthwiseInput.Int16) RowInterleaving.Pairs(rows, from, to, count, positions, _layout.InputChannels, _layout.Slice);
        else if (IsBytes) RowInterleaving.Bytes(rows, from, to, count, _mask, positions, _layout.InputChannels, _layout.Slice);
        else RowInterleaving.Words(rows, from, to, count, _type == DepthwiseInput.Int8, positions, _layout.InputChannels, _layout.Slice);
    }

    /// <summary>What stands for zero beside the input; the lines keep it from row to row.</summary>
    private void Pad(int* lines)
    {
        var zero = IsBytes ? (byte)(_zeroPoint ^ _mask) * 0x01010101 : (ushort)_zeroPoint * 0x00010001;
        for (var group = 0; group < _layout.Groups; group++, lines += _layout.LineLength)
        {
            for (var position = 0; position < Math.Min(_width.Before, _layout.Positions); position++) new Span<int>(lines + _layout.Lane(position), _layout.Slice).Fill(zero);
            for (var position = _width.Before + Math.Max(0, _layout.InputEnd); position < _layout.Positions; position++) new Span<int>(lines + _layout.Lane(position), _layout.Slice).Fill(zero);
        }
    }
}
