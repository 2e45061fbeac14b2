using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The products of BATCH_MATMUL through a kernel set, in float32 and int8: the right matrix is packed once where it is constant, else when it is multiplied.</summary>
internal sealed unsafe class FastMatrices
{
    // Products read whole steps: a few bytes past the last element.
    private const int Slack = 64;
    private readonly RuntimeTensor _left, _right;
    private readonly WeightBytes _rightBytes;
    private readonly MatrixPacking _packing;
    private readonly RequantizedOutput? _output;
    private readonly BlockedProduct<float, float, float, SingleMultiply, SingleSink>? _singles;
    private readonly BandedProduct<short, short, WordsMultiply>? _words;
    private readonly float[] _packedSingles = [];
    private readonly short[] _packedWords = [];
    private readonly int[] _start;
    private readonly int _packedLength, _rows, _columns, _depth, _packedScratch, _leftScratch;
    private int _packedMatrix = -1;

    private FastMatrices(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes right, int rows, int depth, int columns, bool isDepthFirst)
    {
        var (set, geometry) = (context.Kernels, ConvolutionGeometry.Plain(rows, depth, columns));
        (_left, _right, _rightBytes, _rows, _columns, _depth) = (operands.Input, operands.Weights, right, rows, columns, depth);
        _packing = new(depth, columns, set.Columns, isDepthFirst);
        _start = new int[WeightPacking.BlockCount(columns, set.Columns) * set.Columns];
        var isSingle = form.Kind == ProductKind.Single;
        _packedLength = _packing.Length(isSingle ? 1 : 2);
        if (isSingle) _singles = new(geometry, ConvolutionRegions.Framed(geometry), new(set), set.Columns, 1);
        else
        {
            _output = form.Requantizer(columns) is { } requantizer ? new(requantizer, columns) : null;
            if (_output is not null) _words = new(geometry, new(set), set.Columns, 2, _output);
            _leftScratch = context.RequestScratch((long)rows * depth * sizeof(short) + Slack);
        }
        var use = $"matrices {set.Name} {depth}×{columns} {isDepthFirst}";
        if (!right.IsConstant) _packedScratch = context.RequestScratch((long)_packedLength * (isSingle ? sizeof(float) : sizeof(short)));
        else if (isSingle) _packedSingles = context.Model.Derived(context.Address.Subgraph, _right.Index, use, () => right.Look<float, float[]>(matrices => PackAll<float, float>(matrices, PackSingles)));
        else _packedWords = context.Model.Derived(context.Address.Subgraph, _right.Index, $"{use} {_right.ZeroPoint}", () => right.Look<sbyte, short[]>(matrices => PackAll<sbyte, short>(matrices, PackWords)));
    }

    private delegate void Packer<T, TPacked>(ReadOnlySpan<T> matrix, Span<TPacked> packed);

    /// <summary>Null where the set, the types or the shapes leave it to the plain loops.</summary>
    public static FastMatrices? Prepare(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes right, int rows, int depth, int columns, bool isDepthFirst) =>
        !context.Kernels.HasProducts || !context.InterpreterOptions.PackWeights && right.IsConstant || rows == 0 || depth == 0 || columns == 0
        || form.Kind is not (ProductKind.Single or ProductKind.Int8) || form.Kind == ProductKind.Int8 && (form.Requantizer(columns) is null || !IsStorable(operands.Input) || !IsStorable(operands.Weights))
            ? null : new(context, form, operands, right, rows, depth, columns, isDepthFirst);

    /// <summary>Forgets the right matrix that was packed last: it may have changed.</summary>
    public void Begin() => _packedMatrix = -1;

    /// <summary>One product.</summary>
    /// <param name="left">[rows][depth].</param>
    /// <param name="matrix">Which of the right matrices.</param>
    public void Multiply(KernelContext context, ReadOnlySpan<byte> left, int matrix, Span<byte> output)
    {
        fixed (int* start = _start)
        {
            if (_singles is not null)
            {
                fixed (float* a = MemoryMarshal.Cast<byte, float>(left), b = Singles(context, matrix), c = MemoryMarshal.Cast<byte, float>(output))
                    _singles.Run(context.Workers, a, b, (float*)start, new(c), float.NegativeInfinity, float.PositiveInfinity);
            }
            else if (_words is not null && _output is not null)
            {
                var words = context.Scratch<short>(_leftScratch);
                new WidenRow(true, (short)_left.ZeroPoint).Convert(left, words);
                fixed (short* a = words, b = Words(context, matrix))
                fixed (byte* c = output)
                {
                    _output.Output = c;
                    _words.Run(context.Workers, a, b, start, 0);
                }
            }
        }
    }

    private ReadOnlySpan<float> Singles(KernelContext context, int matrix)
    {
        if (_packedSingles.Length > 0) return _packedSingles.AsSpan(matrix * _packedLength, _packedLength);
        var packed = context.Scratch<float>(_packedScratch)[.._packedLength];
        if (matrix != _packedMatrix) PackSingles(Matrix<float>(context, matrix), packed);
        _packedMatrix = matrix;
        return packed;
    }

    private ReadOnlySpan<short> Words(KernelContext context, int matrix)
    {
        if (_packedWords.Length > 0) return _packedWords.AsSpan(matrix * _packedLength, _packedLength);
        var packed = context.Scratch<short>(_packedScratch)[.._packedLength];
        if (matrix != _packedMatrix) PackWords(Matrix<sbyte>(context, matrix), packed);
        _packedMatrix = matrix;
        return packed;
    }

    private ReadOnlySpan<T> Matrix<T>(KernelContext context, int matrix) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(_rightBytes.Read(context)).Slice(matrix * _depth * _columns, _depth * _columns);

    private TPacked[] PackAll<T, TPacked>(ReadOnlySpan<T> matrices, Packer<T, TPacked> pack)
    {
        var count = matrices.Length / (_depth * _columns);
        var packed = new TPacked[checked(count * _packedLength)];
        for (var matrix = 0; matrix < count; matrix++) pack(matrices.Slice(matrix * _depth * _columns, _depth * _columns), packed.AsSpan(matrix * _packedLength, _packedLength));
        return packed;
    }

    private void PackSingles(ReadOnlySpan<float> matrix, Span<float> packed) => _packing.PackSingles(matrix, packed);

    private void PackWords(ReadOnlySpan<sbyte> matrix, Span<short> packed) => _packing.PackPairs(matrix, _right.ZeroPoint, packed);

    private static bool IsStorable(RuntimeTensor tensor) => tensor.ZeroPoint is >= sbyte.MinValue and <= sbyte.MaxValue;
}
