using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RFFT2D: the two-dimensional discrete Fourier transform of the last two dimensions, cut or filled with zeros to the lengths of the second input (powers of two), of
/// which half the columns and one are kept. Computed in float64.</summary>
internal sealed class Rfft2D : Kernel
{
    private int _height, _width, _scratch;
    private FourierTransform _rows = new(1), _columns = new(1);
    private double[] _halfRoots = [], _own = [];

    public override void Prepare(KernelContext context)
    {
        var (input, lengths, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (input.Type != TensorType.Float32) throw context.UnsupportedType(input);
        context.RequireType(lengths, TensorType.Int32);
        context.RequireType(output, TensorType.Complex64);
        context.RequireDense(input);
        context.RequireDense(lengths);
        if (input.Rank < 2) throw context.Refusal($"the input is {input}, at least two dimensions are expected");
        if (lengths.Rank != 1 || lengths.Count != 2) throw context.Refusal($"the lengths are {lengths}, two numbers are expected");
        if (!lengths.IsKnown)
        {
            context.MakeDynamic(output);
            return;
        }
        SetLengths(context, input, lengths, output);
        _scratch = context.RequestScratch(ScratchCount * sizeof(double));
    }

    public override void Run(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        var isDynamic = output.Memory == TensorMemory.Dynamic;
        if (isDynamic)
        {
            SetLengths(context, input, context.Input(1), output);
            // Lengths that change from run to run: memory of the kernel's own, kept while it is large enough.
            if (_own.Length < ScratchCount) _own = new double[ScratchCount];
        }
        var grid = isDynamic ? _own.AsSpan(0, (int)ScratchCount) : context.Scratch<double>(_scratch);
        var from = input.Read<float>();
        var to = output.Write<Complex64>();
        int rows = input.Shape[^2], columns = input.Shape[^1], slice = rows * columns, outputSlice = _height * Kept;
        for (var start = 0; start < to.Length; start += outputSlice)
            Transform(slice == 0 ? [] : from.Slice(start / outputSlice * slice, slice), rows, columns, grid, to.Slice(start, outputSlice));
    }

    private int Kept => _width / 2 + 1;
    private long ScratchCount => 2L * _height * Kept + 2L * _height;

    private void SetLengths(KernelContext context, RuntimeTensor input, RuntimeTensor lengths, RuntimeTensor output)
    {
        var values = lengths.Read<int>();
        foreach (var length in values)
            if (!int.IsPow2(length)) throw context.Refusal($"the lengths are {TensorShape.Text(values)}, powers of two are expected");
        context.Resize(output, [.. input.Shape.AsSpan()[..^2], values[0], values[1] / 2 + 1]);
        var elements = 2 * ((long)values[0] * values[1] + values[0] + values[1]);
        var limit = Math.Min(context.InterpreterOptions.MemoryLimitBytes, int.MaxValue);
        if (elements > limit / sizeof(double)) throw context.Refusal($"a transform of {TensorShape.Text(values)} needs memory for {elements} float64 numbers; the limit is {limit} bytes");
        if (values[0] != _height) _columns = new(values[0]);
        if (values[1] != _width) (_rows, _halfRoots) = (new(Math.Max(values[1] / 2, 1)), FourierTransform.HalfRoots(Math.Max(values[1] / 2, 1)));
        (_height, _width) = (values[0], values[1]);
    }

    /// <summary>One slice: the rows first, then the columns that are kept. <paramref name="grid"/> holds real and imaginary parts in turn, and behind them one column.</summary>
    private void Transform(ReadOnlySpan<float> input, int rows, int columns, Span<double> grid, Span<Complex64> output)
    {
        var (kept, length) = (Kept, 2 * Kept);
        var column = grid[(_height * length)..];
        grid = grid[..(_height * length)];
        grid.Clear();
        for (var y = 0; y < Math.Min(rows, _height); y++)
        {
            var row = grid.Slice(y * length, length);
            var from = input.Slice(y * columns, Math.Min(columns, _width));
            for (var x = 0; x < from.Length; x++) row[x] = from[x];
            if (_width > 1) _rows.RealInPlace(row, _halfRoots);
        }
        if (_height == 1)
        {
            for (var x = 0; x < kept; x++) output[x] = new((float)grid[2 * x], (float)grid[2 * x + 1]);
            return;
        }
        for (var x = 0; x < kept; x++)
        {
            for (var y = 0; y < _height; y++) (column[2 * y], column[2 * y + 1]) = (grid[y * length + 2 * x], grid[y * length + 2 * x + 1]);
            _columns.InPlace(column);
            for (var y = 0; y < _height; y++) output[y * kept + x] = new((float)column[2 * y], (float)column[2 * y + 1]);
        }
    }
}
