using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>BATCH_MATMUL: left [..., rows, depth] × right [..., depth, columns] → [..., rows, columns], the leading dimensions broadcast. adj_x and adj_y say that the last two
/// dimensions of an operand are stored swapped. Float left with int8 right is quantized for each row, symmetrically unless asymmetric_quantize_inputs asks otherwise. INT8 by
/// INT8 into INT32 gives the plain sums.</summary>
internal sealed class BatchMatMul : Kernel
{
    private const string Options = "BatchMatMulOptions";
    private ProductForm? _form;
    private Broadcasting? _batches;
    private Matrices? _left, _right;
    private FastMatrices? _fast;
    private int _rows, _columns, _depth, _matrices;

    public override void Prepare(KernelContext context)
    {
        var (left, right, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (left.Rank < 2 || right.Rank < 2) throw context.Refusal($"the operands are {left} and {right}; two dimensions or more are expected");
        var (isLeftSwapped, isRightSwapped) = (context.Bool(Options, "adj_x"), context.Bool(Options, "adj_y"));
        (_rows, _depth) = isLeftSwapped ? (left.Shape[^1], left.Shape[^2]) : (left.Shape[^2], left.Shape[^1]);
        (_columns, var rightDepth) = isRightSwapped ? (right.Shape[^2], right.Shape[^1]) : (right.Shape[^1], right.Shape[^2]);
        if (rightDepth != _depth) throw context.Refusal($"the products run over {_depth} elements of {left} and {rightDepth} of {right}");
        _batches = Broadcasting.Of(left.Shape[..^2], right.Shape[..^2]) ?? throw context.Refusal($"the leading dimensions of {left} and {right} do not broadcast");
        _matrices = TensorShape.Count(_batches.Shape, 0, _batches.Shape.Length);

        var operands = new ProductOperands(left, right, null, output);
        var kind = ProductForm.KindOf(context, operands, TensorType.Int64);
        if (kind is ProductKind.UInt8 or ProductKind.UInt8ToInt16) throw context.UnsupportedType(left);
        // The scales of the right operand's columns, where it has several.
        _form = new(context, kind is ProductKind.Int16WithInt32Sums ? ProductKind.Int16 : kind, operands, _columns, isRightSwapped ? right.Rank - 2 : right.Rank - 1,
            ActivationFunctionType.None, ProductRoundingTable.BatchMatMul(context.Runtime, right.Quantization.IsPerChannel), _depth, context.Bool(Options, "asymmetric_quantize_inputs"));
        if (kind is not ProductKind.Hybrid && right.Quantization.IsPerChannel)
            throw context.Refusal($"the right operand has {right.Quantization.Scales.Length} scales; one is expected with an input of {left.Type.Name()}");
        _left = Matrices.Prepare(context, left, _rows, _depth, isSwapped: isLeftSwapped);
        _fast = FastMatrices.Prepare(context, _form, operands, WeightBytes.Prepare(context, right), new(_rows, _depth, _columns, IsDepthFirst: !isRightSwapped));
        _right = _fast is null ? Matrices.Prepare(context, right, _columns, _depth, isSwapped: !isRightSwapped) : null;
        context.Resize(output, [.. _batches.Shape, _rows, _columns]);
    }

    public override void Run(KernelContext context)
    {
        if (_form is null || _batches is null || _left is null || (_fast is null && _right is null)) return;
        var left = _left.Read(context);
        var right = _right is null ? default : _right.Read(context);
        _fast?.Begin();
        var output = context.Output(0).Write<byte>();
        var outputBytes = _matrices == 0 ? 0 : output.Length / _matrices;
        var loop = new MatrixLoop(_depth, _columns);
        Span<int> position = stackalloc int[_batches.Sizes.Length];
        position.Clear();
        for (int matrix = 0, leftIndex = 0, rightIndex = 0; matrix < _matrices; matrix++)
        {
            var rows = left.Slice(leftIndex * _left.MatrixBytes, _left.MatrixBytes);
            var result = output.Slice(matrix * outputBytes, outputBytes);
            if (_fast is not null) _fast.Multiply(context, rows, rightIndex, result);
            else if (_right is not null) _form.Run(context, loop, rows, right.Slice(rightIndex * _right.MatrixBytes, _right.MatrixBytes), result);
            for (var dimension = position.Length - 1; dimension >= 0; dimension--)
            {
                var (leftStride, rightStride) = (_batches.Strides(0)[dimension], _batches.Strides(1)[dimension]);
                leftIndex += leftStride;
                rightIndex += rightStride;
                if (++position[dimension] < _batches.Sizes[dimension]) break;
                leftIndex -= leftStride * _batches.Sizes[dimension];
                rightIndex -= rightStride * _batches.Sizes[dimension];
                position[dimension] = 0;
            }
        }
    }

    /// <summary>The matrices of an operand with the summed dimension last: as they are stored, or swapped, once for constants.</summary>
    private sealed class Matrices(RuntimeTensor tensor, WeightBytes bytes, byte[]? derived, int scratch, int rows, int depth, int elementSize, bool isSwapped)
    {
        public int MatrixBytes { get; } = checked(rows * depth * elementSize);

        public static Matrices Prepare(KernelContext context, RuntimeTensor tensor, int rows, int depth, bool isSwapped)
        {
            var elementSize = Math.Max(1, TensorSize.BitsPerElement(tensor.Type) / 8);
            var bytes = WeightBytes.Prepare(context, tensor);
            var matrices = new Matrices(tensor, bytes, null, -1, rows, depth, elementSize, isSwapped);
            if (!isSwapped || rows == 1 || depth == 1) return new(tensor, bytes, null, -1, rows, depth, elementSize, false);
            if (tensor.Memory != TensorMemory.Constant) return new(tensor, bytes, null, context.RequestScratch((long)tensor.Count * elementSize), rows, depth, elementSize, true);
            var derived = WeightBytes.Derived(context, tensor, $"swapped {rows}x{depth}", () =>
            {
                var swapped = new byte[checked(tensor.Count * elementSize)];
                matrices.Swap(bytes.Read(context), swapped);
                return swapped;
            });
            return new(tensor, bytes, derived, -1, rows, depth, elementSize, true);
        }

        public ReadOnlySpan<byte> Read(KernelContext context)
        {
            if (derived is not null) return derived;
            var stored = bytes.Read(context);
            if (!isSwapped) return stored;
            var swapped = context.Scratch<byte>(scratch)[..(tensor.Count * elementSize)];
            Swap(stored, swapped);
            return swapped;
        }

        private void Swap(ReadOnlySpan<byte> stored, Span<byte> swapped)
        {
            switch (elementSize)
            {
                case 1: Swap<byte>(stored, swapped); break;
                case 2: Swap<short>(stored, swapped); break;
                default: Swap<float>(stored, swapped); break;
            }
        }

        private void Swap<T>(ReadOnlySpan<byte> stored, Span<byte> swapped) where T : unmanaged
        {
            var from = MemoryMarshal.Cast<byte, T>(stored);
            var to = MemoryMarshal.Cast<byte, T>(swapped);
            for (var start = 0; start < to.Length; start += rows * depth)
                for (var row = 0; row < rows; row++)
                    for (var index = 0; index < depth; index++) to[start + row * depth + index] = from[start + index * rows + row];
        }
    }
}
