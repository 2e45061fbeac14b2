using System.Runtime.InteropServices;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Weights of a layer with int16 activations, packed as int16 with the zero point subtracted.</summary>
/// <param name="IsSplit">Whether 32 bits are too few for the sums of a channel, so that the activations' upper and lower bytes are multiplied apart.</param>
internal sealed record Int16Weights(short[] Packed, bool IsSplit)
{
    /// <summary>Weights of a channel whose sums are certain to fit when the activations are split: bytes of up to 255 by weights of up to 255.</summary>
    public const int MostWeights = int.MaxValue / (255 * 255);

    /// <param name="wraps">Whether sums are taken modulo 2^32 anyway.</param>
    public static Int16Weights Of(MicroKernelSet set, ConvolutionGeometry geometry, ReadOnlySpan<sbyte> weights, int zeroPoint, bool wraps)
    {
        var perChannel = weights.Length / Math.Max(1, geometry.OutputChannels);
        var isSplit = false;
        for (var channel = 0; channel < geometry.OutputChannels && !wraps; channel++)
        {
            long sum = 0;
            foreach (var weight in weights.Slice(channel * perChannel, perChannel)) sum += Math.Abs(weight - zeroPoint);
            // The largest activation is 2^15 in size.
            isSplit |= sum > int.MaxValue >> 15;
        }
        return new(WeightPacking.Pack(weights, geometry.OutputChannels, geometry.OuterCount * geometry.InnerCount, geometry.Depth, set.Columns, 2, (weight, _) => (short)(weight - zeroPoint)), isSplit);
    }
}

/// <summary>The exact sums of a convolution or fully connected layer of int16 activations by 8-bit weights, without bias.</summary>
internal sealed unsafe class Int16Convolution
{
    // Products read whole steps: an element past the last one.
    private const int Slack = 64;
    private readonly ConvolutionGeometry _geometry;
    private readonly Int16Weights _weights;
    private readonly int[] _start;
    private readonly BandedProduct<short, short, WordsMultiply> _product;
    private readonly SumOutput _output;

    public Int16Convolution(MicroKernelSet set, ConvolutionGeometry geometry, Int16Weights weights)
    {
        (_geometry, _weights) = (geometry, weights);
        _output = new(geometry.OutputChannels);
        _product = new(geometry, new(set), set.Columns, 2, _output);
        _start = new int[WeightPacking.BlockCount(geometry.OutputChannels, set.Columns) * set.Columns];
    }

    /// <summary>Whether the sums are upper × 256 + lower.</summary>
    public bool IsSplit => _weights.IsSplit;
    public long SumCount => (long)_geometry.Positions * _geometry.OutputChannels;

    /// <summary>Bytes of scratch memory that <see cref="Run"/> needs.</summary>
    public long ScratchBytes => checked(_geometry.Items * _geometry.FrameSize * sizeof(short) + Slack);

    /// <param name="upper">The sums; of the upper bytes of the activations where they are split.</param>
    /// <param name="lower">The sums of the lower bytes.</param>
    public void Run(WorkerPool workers, ReadOnlySpan<short> input, Span<int> upper, Span<int> lower, Span<byte> scratch)
    {
        if (upper.IsEmpty) return;
        var framed = MemoryMarshal.Cast<byte, short>(scratch);
        if (_geometry.NeedsFrame) framed.Clear();
        if (!IsSplit)
        {
            _geometry.Fill<short, short, CopyRow<short>>(input, framed, default);
            Multiply(workers, framed, upper);
            return;
        }
        _geometry.Fill<short, short, UpperRow>(input, framed, default);
        Multiply(workers, framed, upper);
        _geometry.Fill<short, short, LowerRow>(input, framed, default);
        Multiply(workers, framed, lower);
    }

    private void Multiply(WorkerPool workers, ReadOnlySpan<short> input, Span<int> sums)
    {
        fixed (short* a = input, b = _weights.Packed)
        fixed (int* c = sums, start = _start)
        {
            _output.Output = c;
            _product.Run(workers, a, b, start, 0);
        }
    }
}

/// <summary>Sums as they are.</summary>
internal sealed unsafe class SumOutput(int channels) : IAccumulatorSink
{
    public int* Output { get; set; }

    public void Store(int* sums, int stride, int rows, long position, int firstColumn, int columns)
    {
        for (var row = 0; row < rows; row++)
            new ReadOnlySpan<int>(sums + row * stride, columns).CopyTo(new(Output + (nint)(position + row) * channels + firstColumn, columns));
    }
}

/// <summary>The upper byte of each number, with its sign.</summary>
internal readonly struct UpperRow : IRowConversion<short, short>
{
    public void Convert(ReadOnlySpan<short> from, Span<short> to)
    {
        for (var index = 0; index < from.Length; index++) to[index] = (short)(from[index] >> 8);
    }
}

/// <summary>The lower byte of each number.</summary>
internal readonly struct LowerRow : IRowConversion<short, short>
{
    public void Convert(ReadOnlySpan<short> from, Span<short> to)
    {
        for (var index = 0; index < from.Length; index++) to[index] = (short)(from[index] & 0xFF);
    }
}
