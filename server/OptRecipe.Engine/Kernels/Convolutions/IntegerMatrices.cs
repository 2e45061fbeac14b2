using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>Products of a left matrix, converted to int16, by a right one packed as int16 with the zero point subtracted. Upper and lower bytes of an int16 left matrix are multiplied
/// apart where 32 bits are too few for a sum, and in chunks of the depth where they are too few even so.</summary>
internal sealed unsafe class IntegerMatrices
{
    // Products read whole steps: a few bytes past the last element.
    private const int Slack = 64;
    // Products whose sum fits 32 bits: of int16 and of bytes by numbers of up to 255, of bytes by int16. Chunks of the depth are whole steps.
    private const int MostWhole = int.MaxValue / (255 * 32768), MostSplit = int.MaxValue / (255 * 255), MostInChunk = MostWhole / 2 * 2;
    private readonly ProductForm _form;
    private readonly RuntimeTensor _left;
    private readonly MatrixShape _shape;
    private readonly IAccumulatorSink _sink;
    private readonly SumOutput _upper = new();
    private readonly BandedProduct<short, short, WordsMultiply> _product;
    private readonly BandedProduct<short, short, WordsMultiply>? _upperProduct;
    private readonly int[] _start;
    private readonly int _rowLength, _leftScratch, _sumScratch;

    private IntegerMatrices(KernelContext context, ProductForm form, ProductOperands operands, MatrixShape shape, IAccumulatorSink sink, bool isSplit = false, int chunks = 1)
    {
        var set = context.Kernels;
        (_form, _left, _shape, _sink) = (form, operands.Input, shape, sink);
        ChunkDepth = chunks == 1 ? shape.Depth : ((shape.Depth + chunks - 1) / chunks + 1) / 2 * 2;
        _rowLength = chunks * ChunkDepth;
        var geometry = ConvolutionGeometry.Plain(shape.Rows, _rowLength, chunks * shape.Columns) with { Groups = chunks };
        _product = new(geometry, new(set), set.Columns, 2, sink);
        if (isSplit) _upperProduct = new(geometry, new(set), set.Columns, 2, sink is WideSums ? sink : _upper);
        _start = new int[geometry.ColumnOrder(set.Columns).Length];
        _leftScratch = context.RequestScratch((long)shape.Rows * _rowLength * sizeof(short) + Slack);
        _sumScratch = context.RequestScratch(isSplit ? (long)shape.Rows * shape.Columns * sizeof(long) + Slack : 0);
    }

    /// <summary>Elements of the depth that are multiplied at once.</summary>
    public int ChunkDepth { get; }

    /// <summary>Null where the types are left to the plain loops.</summary>
    public static IntegerMatrices? Prepare(KernelContext context, ProductForm form, ProductOperands operands, MatrixShape shape)
    {
        var order = ConvolutionGeometry.Plain(shape.Rows, shape.Depth, shape.Columns).ColumnOrder(context.Kernels.Columns);
        var chunks = (shape.Depth + MostInChunk - 1) / MostInChunk;
        return form.Kind switch
        {
            ProductKind.Int8 when IsSmall(operands.Input) && IsSmall(operands.Weights) && form.Requantizer(order) is { } requantizer => new(context, form, operands, shape, new RequantizedOutput(requantizer)),
            ProductKind.Int8ToInt32 => new(context, form, operands, shape, new SumOutput()),
            ProductKind.Hybrid => new(context, form, operands, shape, new HybridOutput(shape.Rows, shape.Columns, order, [], form.ChannelScales, [], float.NegativeInfinity, float.PositiveInfinity)),
            ProductKind.Int16 when IsSmall(operands.Weights) && shape.Depth <= MostSplit => new(context, form, operands, shape, new WordOutput(context, form, order), isSplit: shape.Depth > MostWhole),
            ProductKind.Int16ByInt16 when operands.Weights.ZeroPoint == 0 => new(context, form, operands, shape, chunks == 1 ? new WordOutput(context, form, order) : new WideSums(shape.Columns, chunks), isSplit: true, chunks),
            _ => null,
        };
    }

    /// <param name="left">[rows][depth].</param>
    public void Multiply(KernelContext context, ReadOnlySpan<byte> left, ReadOnlySpan<short> right, Span<byte> output)
    {
        var words = context.Scratch<short>(_leftScratch);
        fixed (short* a = words, b = right)
        fixed (int* start = _start)
        fixed (byte* c = output, sums = context.Scratch<byte>(_sumScratch))
        {
            _upper.Output = sums;
            _sink.Output = c;
            if (_upperProduct is not null)
            {
                if (_sink is IWordSink parts) parts.Upper = (int*)sums;
                else if (_sink is WideSums wide) wide.Begin((long*)sums);
                Convert<UpperRow>(MemoryMarshal.Cast<byte, short>(left), words, default);
                _upperProduct.Run(context.Workers, a, b, start, 0);
                if (_sink is WideSums whole) whole.GoOn();
                Convert<LowerRow>(MemoryMarshal.Cast<byte, short>(left), words, default);
            }
            else if (_sink is HybridOutput hybrid) Quantize(MemoryMarshal.Cast<byte, float>(left), words, hybrid);
            else if (_sink is IWordSink) left.CopyTo(MemoryMarshal.AsBytes(words));
            else new WidenRow(true, (short)(_form.Kind == ProductKind.Int8 ? _left.ZeroPoint : 0)).Convert(left, words);
            _product.Run(context.Workers, a, b, start, 0);
        }
        if (_sink is WideSums) _form.Run(context, new WideSumsLoop(context.Scratch<long>(_sumScratch), _shape.Columns), default, default, output);
    }

    private void Quantize(ReadOnlySpan<float> left, Span<short> words, HybridOutput output)
    {
        for (var row = 0; row < _shape.Rows; row++)
        {
            var values = left.Slice(row * _shape.Depth, _shape.Depth);
            var step = RowQuantizer.StepOf(values, _form.IsAsymmetric);
            output.SetItem(row, step.Scale, 0);
            RowQuantizer.ToWords(values, words.Slice(row * _shape.Depth, _shape.Depth), step);
        }
    }

    private void Convert<TConversion>(ReadOnlySpan<short> left, Span<short> words, TConversion conversion) where TConversion : IRowConversion<short, short>
    {
        for (var row = 0; row < _shape.Rows; row++)
        {
            var to = words.Slice(row * _rowLength, _rowLength);
            conversion.Convert(left.Slice(row * _shape.Depth, _shape.Depth), to[.._shape.Depth]);
            to[_shape.Depth..].Clear();
        }
    }

    private static bool IsSmall(RuntimeTensor tensor) => tensor.ZeroPoint is >= sbyte.MinValue and <= sbyte.MaxValue;
}

/// <summary>Sums of chunks of the depth in 64 bits: first those of upper bytes, which count 256 times, then those of lower ones.</summary>
internal sealed unsafe class WideSums(int columns, int chunks) : IAccumulatorSink
{
    private long* _sums;
    private bool _isUpper;

    // They are no output yet.
    public void* Output { set { } }

    /// <param name="sums">[rows][columns].</param>
    public void Begin(long* sums)
    {
        _sums = sums;
        _isUpper = true;
    }

    public void GoOn() => _isUpper = false;

    public void Store(int* sums, int column, int count, nint element, RequantizedRows rows)
    {
        var (row, place) = Math.DivRem(element, columns * chunks);
        var isFirst = _isUpper && place < columns;
        var to = _sums + row * columns + place % columns;
        for (var index = 0; index < rows.Count; index++, sums += rows.AccumulatorStride, to += columns)
        {
            var each = 0;
            for (; each <= count - Vector256<int>.Count; each += Vector256<int>.Count)
            {
                var (low, high) = Vector256.Widen(Vector256.Load(sums + each));
                if (_isUpper) (low, high) = (low << 8, high << 8);
                if (!isFirst) (low, high) = (low + Vector256.Load(to + each), high + Vector256.Load(to + each + Vector256<long>.Count));
                low.Store(to + each);
                high.Store(to + each + Vector256<long>.Count);
            }
            for (; each < count; each++) to[each] = (isFirst ? 0 : to[each]) + (_isUpper ? (long)sums[each] << 8 : sums[each]);
        }
    }
}

/// <summary>Sums of 64 bits that are there already, to the output stage of their column.</summary>
internal readonly ref struct WideSumsLoop(ReadOnlySpan<long> sums, int columns) : IProductLoop
{
    private readonly ReadOnlySpan<long> _sums = sums;

    public void Run<TInput, TWeight, TSum, TOutput, TProduct, TStage>(ReadOnlySpan<TInput> input, ReadOnlySpan<TWeight> weights, Span<TOutput> output, TProduct product, TStage stage)
        where TInput : unmanaged
        where TWeight : unmanaged
        where TSum : unmanaged
        where TOutput : unmanaged
        where TProduct : struct, IProduct<TInput, TWeight, TSum>
        where TStage : struct, IOutputStage<TSum, TOutput>, allows ref struct
    {
        for (var row = 0; row < output.Length; row += columns)
            for (var column = 0; column < columns; column++) output[row + column] = stage.Finish(Unsafe.BitCast<long, TSum>(_sums[row + column]), column);
    }
}
