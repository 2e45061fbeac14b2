using System.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>UNIQUE: the different values of a vector in the order in which they come first, and for each element the index of its value, INT32 or INT64. TFLite's search tree takes a
/// NaN for the smallest value it has; one that comes first stands for all.</summary>
internal sealed class Unique : MovingKernel
{
    private static readonly int[] ValuesInput = [0];
    private int[] _indices = [];

    protected override ReadOnlySpan<int> ShapeInputs => ValuesInput;

    protected override void Check(KernelContext context)
    {
        var (input, indices) = (context.Input(0), context.Output(1));
        if (input.Type is not (TensorType.Float32 or TensorType.Int8 or TensorType.UInt8 or TensorType.Int16 or TensorType.Int32 or TensorType.Int64)) throw context.UnsupportedType(input);
        context.RequireRank(input, 1);
        context.RequireType(context.Output(0), input.Type);
        if (indices.Type is not (TensorType.Int32 or TensorType.Int64)) throw context.UnsupportedType(indices);
        _indices = new int[input.Count];
    }

    protected override void Plan(KernelContext context)
    {
        var input = context.Input(0);
        context.Resize(context.Output(0), input.Type switch
        {
            TensorType.Float32 => Find(input.Read<float>()),
            TensorType.Int64 => Find(input.Read<long>()),
            TensorType.Int32 => Find(input.Read<int>()),
            TensorType.Int16 => Find(input.Read<short>()),
            _ => Find(input.Read<byte>()),
        });
        context.Resize(context.Output(1), input.Count);
    }

    protected override void Move(KernelContext context)
    {
        var (input, indices) = (context.Input(0), context.Output(1));
        var mover = new RowMover(context, input, 1);
        var count = 0;
        for (var element = 0; element < _indices.Length; element++)
        {
            if (_indices[element] == count) mover.Copy(element, count++);
            if (indices.Type == TensorType.Int64) indices.Write<long>()[element] = _indices[element];
            else indices.Write<int>()[element] = _indices[element];
        }
    }

    /// <summary>Finds the index of each value and counts the different ones.</summary>
    private int Find<T>(ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        var known = new Dictionary<T, int>();
        var (smallest, isFirstNaN) = (0, values.Length > 0 && T.IsNaN(values[0]));
        for (var element = 0; element < values.Length; element++)
        {
            var value = values[element];
            if (isFirstNaN) _indices[element] = 0;
            else if (T.IsNaN(value)) _indices[element] = known[values[smallest]];
            else if (known.TryGetValue(value, out var index)) _indices[element] = index;
            else
            {
                known[value] = _indices[element] = known.Count;
                if (value < values[smallest]) smallest = element;
            }
        }
        return isFirstNaN ? 1 : known.Count;
    }
}
