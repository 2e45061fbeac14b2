using System.Runtime.Intrinsics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>A fully connected layer of float activations by 8-bit weights with a scale for each block of a row: each row of activations is quantized with a zero point, each block is a
/// group of its own, and scaled sums are added up block after block in float32. output = ((Σ over blocks scale × Σ q × weight) − zero point × (Σ over blocks scale × Σ weight)) × row scale + bias.</summary>
internal sealed unsafe class BlockedLayer
{
    // Products read whole steps: a few bytes past the last element.
    private const int Slack = 64;
    private readonly ConvolutionGeometry _geometry;
    private readonly PackedWeights8 _packed;
    private readonly BlockOutput _output;
    private readonly PixelRows? _pixels;
    private readonly HybridStep[] _steps;
    private readonly float[] _offsets;
    private readonly int[] _start;
    private readonly int _units, _byteOffset;
    private readonly BandedProduct<byte, sbyte, BytesMultiply>? _bytes;
    private readonly BandedProduct<short, short, WordsMultiply>? _words;

    /// <param name="geometry">Of <see cref="Geometry"/>.</param>
    /// <param name="packed">Shared among interpreters.</param>
    /// <param name="scales">[blocks][units].</param>
    /// <param name="weightSums">The same of the weights themselves.</param>
    public BlockedLayer(MicroKernelSet set, ConvolutionGeometry geometry, PackedWeights8 packed, ReadOnlySpan<float> scales, ReadOnlySpan<int> weightSums)
    {
        (_geometry, _packed, _units) = (geometry, packed, geometry.GroupOutputs);
        (_steps, _offsets) = (new HybridStep[geometry.Items], new float[_units]);
        for (var index = 0; index < scales.Length; index++) _offsets[index % _units] += scales[index] * weightSums[index];
        var order = geometry.ColumnOrder(packed.Columns);
        var corrections = WeightPacking.Ordered<int>(packed.Sums, order);
        foreach (ref var correction in corrections.AsSpan()) correction *= set.Int8Offset;
        _output = new(_units, geometry.OutputChannels, WeightPacking.Ordered(scales, order), corrections);
        // Numbers and what the products of bytes want added to them, or numbers.
        _byteOffset = packed.IsBytes ? set.Int8Offset : 128;
        if (packed.IsBytes) _bytes = new(geometry, new(set), packed.Columns, 4, _output);
        else _words = new(geometry, new(set), packed.Columns, 2, _output, _pixels = new(geometry, isSigned: false, 128, mask: 0));
        _start = new int[order.Length];
    }

    /// <summary>Weights in the order [blocks][units][block size].</summary>
    public static ConvolutionGeometry Geometry(int rows, int units, int depth, int blockSize) =>
        ConvolutionGeometry.Plain(rows, depth, checked(units * (depth / blockSize))) with { Groups = depth / blockSize };

    private long RowsBytes => checked((long)_geometry.Items * _geometry.InputChannels) / Slack * Slack + 2 * Slack;

    /// <summary>Bytes of scratch memory that <see cref="Run"/> needs for so many threads.</summary>
    public long ScratchBytes(int threadCount) => checked(RowsBytes + threadCount * sizeof(short) * (_words?.GatheredLength ?? 0));

    public void Run(WorkerPool workers, ReadOnlySpan<float> input, Span<float> output, ReadOnlySpan<float> bias, (float Min, float Max) range, Span<byte> scratch)
    {
        if (output.IsEmpty) return;
        var depth = _geometry.InputChannels;
        for (var row = 0; row < _steps.Length; row++)
        {
            var values = input.Slice(row * depth, depth);
            _steps[row] = RowQuantizer.StepOf(values, isAsymmetric: true);
            RowQuantizer.ToBytes(values, scratch.Slice(row * depth, depth), _steps[row], _byteOffset);
        }
        fixed (byte* a = scratch)
        fixed (float* c = output)
        fixed (int* start = _start)
        fixed (sbyte* bytes = _packed.Bytes)
        fixed (short* words = _packed.Words)
        {
            _output.Output = c;
            if (_pixels is not null) _pixels.Input = a;
            _bytes?.Run(workers, a, bytes, start, 0);
            _words?.Run(workers, (short*)(a + RowsBytes), words, start, 0);
        }
        for (var row = 0; row < _steps.Length; row++)
        {
            var step = _steps[row];
            var results = output.Slice(row * _units, _units);
            for (var unit = 0; unit < results.Length; unit++)
                results[unit] = SingleStage.Limit((results[unit] - step.ZeroPoint * _offsets[unit]) * step.Scale + (bias.IsEmpty ? 0f : bias[unit]), range.Min, range.Max);
        }
    }
}

/// <summary>Adds the sums of each block, times its scale, to what the output holds of the blocks before.</summary>
/// <param name="elements">Sums of a row, of all blocks.</param>
/// <param name="scales">In the order of columns.</param>
/// <param name="corrections">Of each column: what the offset of the activations brings into its sums.</param>
internal sealed unsafe class BlockOutput(int units, int elements, float[] scales, int[] corrections) : IAccumulatorSink
{
    private const int Lanes = 8;
    private float* _output;
    public void* Output { set => _output = (float*)value; }

    public void Store(int* accumulators, int column, int count, nint element, RequantizedRows rows)
    {
        var (row, place) = Math.DivRem(element, elements);
        var isFirst = place < units;
        var to = _output + row * units + place % units;
        fixed (float* scale = &scales[column])
        fixed (int* correction = &corrections[column])
        {
            for (var index = 0; index < rows.Count; index++, accumulators += rows.AccumulatorStride, to += units)
            {
                var each = 0;
                for (; each <= count - Lanes; each += Lanes)
                {
                    var products = Vector256.ConvertToSingle(Vector256.Load(accumulators + each) - Vector256.Load(correction + each)) * Vector256.Load(scale + each);
                    ((isFirst ? Vector256<float>.Zero : Vector256.Load(to + each)) + products).Store(to + each);
                }
                for (; each < count; each++) to[each] = (isFirst ? 0f : to[each]) + (accumulators[each] - correction[each]) * scale[each];
            }
        }
    }
}
