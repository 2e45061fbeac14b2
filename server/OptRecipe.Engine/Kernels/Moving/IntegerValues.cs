using System.Runtime.InteropServices;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>The values of an operand that holds axes, sizes, paddings or indices, whatever signed integer type (or BOOL) it has.</summary>
internal readonly ref struct IntegerValues
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _size;

    private IntegerValues(ReadOnlySpan<byte> bytes, int size, int count)
    {
        _bytes = bytes;
        _size = size;
        Count = count;
    }

    public int Count { get; }

    public long this[int index] => _size switch
    {
        4 => MemoryMarshal.Read<int>(_bytes[(4 * index)..]),
        8 => MemoryMarshal.Read<long>(_bytes[(8 * index)..]),
        2 => MemoryMarshal.Read<short>(_bytes[(2 * index)..]),
        _ => (sbyte)_bytes[index],
    };

    /// <summary>The values of an input that has memory; its type has been checked.</summary>
    public static IntegerValues Of(KernelContext context, int input)
    {
        var tensor = context.Input(input);
        var size = TensorSize.BitsPerElement(tensor.Type) / 8;
        if (tensor.Bytes.Length < (long)size * tensor.Count) throw context.Refusal($"the values of {tensor} are not there");
        return new(tensor.Bytes, size, tensor.Count);
    }

    /// <param name="others">Types that this operator takes beside INT32 and INT64.</param>
    /// <exception cref="Interpretation.InterpreterException">The operand has none of them.</exception>
    public static void CheckType(KernelContext context, RuntimeTensor tensor, params ReadOnlySpan<TensorType> others)
    {
        if (tensor.Type is not (TensorType.Int32 or TensorType.Int64) && !others.Contains(tensor.Type)) throw context.Refusal($"an operand is {tensor}, INT32 or INT64 is expected");
    }

    /// <summary>The same bytes read as so many INT32: each INT64 is two, the low half first.</summary>
    public IntegerValues AsInt32() => new(_bytes, 4, Count);

    /// <summary>A value as a size or an axis.</summary>
    /// <exception cref="OverflowException">It leaves 32 bits.</exception>
    public int Int32(int index) => checked((int)this[index]);
}
