using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>The products of BATCH_MATMUL through a kernel set, in float32 or in integers: the right matrix is packed once where it is constant, else when it is multiplied.</summary>
internal sealed unsafe class FastMatrices
{
    private readonly RuntimeTensor _right;
    private readonly WeightBytes _rightBytes;
    private readonly MatrixPacking _packing;
    private readonly BlockedProduct<float, float, float, SingleMultiply, SingleSink>? _singles;
    private readonly IntegerMatrices? _integers;
    private readonly ProductKind _kind;
    private readonly float[] _packedSingles = [];
    private readonly short[] _packedWords = [];
    private readonly float[] _start;
    private readonly int _packedLength, _columns, _depth, _packedScratch;
    private int _packedMatrix = -1;

    private FastMatrices(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes right, MatrixShape shape, IntegerMatrices? integers)
    {
        var set = context.Kernels;
        (_right, _rightBytes, _kind, _integers) = (operands.Weights, right, form.Kind, integers);
        (_columns, _depth, _start) = (shape.Columns, shape.Depth, []);
        _packing = new(shape, set.Columns, integers?.ChunkDepth ?? shape.Depth);
        _packedLength = _packing.Length(integers is null ? 1 : 2);
        if (integers is null)
        {
            var geometry = ConvolutionGeometry.Plain(shape.Rows, shape.Depth, shape.Columns);
            _singles = new(geometry, ConvolutionRegions.Framed(geometry), new(set), set.Columns, 1);
            _start = new float[geometry.ColumnOrder(set.Columns).Length];
        }
        var use = $"matrices {set.Name} {shape.Depth}×{shape.Columns} {shape.IsDepthFirst}";
        if (!right.IsConstant) _packedScratch = context.RequestScratch((long)_packedLength * (integers is null ? sizeof(float) : sizeof(short)));
        else if (integers is null) _packedSingles = context.Model.Derived(context.Address.Subgraph, _right.Index, use, () => right.Look<float, float[]>(matrices => PackAll<float, float>(matrices, _packing.PackSingles)));
        else _packedWords = context.Model.Derived(context.Address.Subgraph, _right.Index, $"{use} {RightZeroPoint}", () => _kind == ProductKind.Int16ByInt16
            ? right.Look<short, short[]>(matrices => PackAll<short, short>(matrices, PackWords)) : right.Look<sbyte, short[]>(matrices => PackAll<sbyte, short>(matrices, PackWords)));
    }

    private delegate void Packer<T, TPacked>(ReadOnlySpan<T> matrix, Span<TPacked> packed);

    /// <summary>Null where the set, the types or the shapes leave it to the plain loops.</summary>
    public static FastMatrices? Prepare(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes right, MatrixShape shape)
    {
        if (!context.Kernels.HasProducts || !context.InterpreterOptions.PackWeights && right.IsConstant || shape.Rows == 0 || shape.Depth == 0 || shape.Columns == 0) return null;
        if (form.Kind == ProductKind.Single) return new(context, form, operands, right, shape, null);
        return IntegerMatrices.Prepare(context, form, operands, shape) is { } integers ? new(context, form, operands, right, shape, integers) : null;
    }

    /// <summary>What a hybrid product and one into INT32 take for 0.</summary>
    private int RightZeroPoint => _kind is ProductKind.Hybrid or ProductKind.Int8ToInt32 ? 0 : _right.ZeroPoint;

    /// <summary>Forgets the right matrix that was packed last: it may have changed.</summary>
    public void Begin() => _packedMatrix = -1;

    /// <summary>One product.</summary>
    /// <param name="left">[rows][depth].</param>
    /// <param name="matrix">Which of the right matrices.</param>
    public void Multiply(KernelContext context, ReadOnlySpan<byte> left, int matrix, Span<byte> output)
    {
        if (_integers is not null) _integers.Multiply(context, left, Words(context, matrix), output);
        else if (_singles is not null)
            fixed (float* a = MemoryMarshal.Cast<byte, float>(left), b = Singles(context, matrix), c = MemoryMarshal.Cast<byte, float>(output), start = _start)
                _singles.Run(context.Workers, a, b, start, new(c), float.NegativeInfinity, float.PositiveInfinity);
    }

    private ReadOnlySpan<float> Singles(KernelContext context, int matrix)
    {
        if (_packedSingles.Length > 0) return _packedSingles.AsSpan(matrix * _packedLength, _packedLength);
        var packed = context.Scratch<float>(_packedScratch)[.._packedLength];
        if (matrix != _packedMatrix) _packing.PackSingles(Matrix<float>(context, matrix), packed);
        _packedMatrix = matrix;
        return packed;
    }

    private ReadOnlySpan<short> Words(KernelContext context, int matrix)
    {
        if (_packedWords.Length > 0) return _packedWords.AsSpan(matrix * _packedLength, _packedLength);
        var packed = context.Scratch<short>(_packedScratch)[.._packedLength];
        if (matrix != _packedMatrix && _kind == ProductKind.Int16ByInt16) PackWords(Matrix<short>(context, matrix), packed);
        else if (matrix != _packedMatrix) PackWords(Matrix<sbyte>(context, matrix), packed);
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

    private void PackWords<T>(ReadOnlySpan<T> matrix, Span<short> packed) where T : unmanaged, System.Numerics.INumberBase<T> => _packing.PackPairs(matrix, RightZeroPoint, packed);
}
