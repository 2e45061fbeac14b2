using System.Runtime.InteropServices;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The strings of a tensor, from its serialized form: count, then an offset for each string and one for the end, all int32, then the bytes.</summary>
internal readonly ref struct StringElements
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<int> _offsets;

    /// <exception cref="Interpretation.InterpreterException">The form is damaged, or holds another number of strings than the shape.</exception>
    public StringElements(KernelContext context, RuntimeTensor tensor)
    {
        _bytes = tensor.Bytes;
        var numbers = MemoryMarshal.Cast<byte, int>(_bytes[..(_bytes.Length & ~3)]);
        if (numbers.IsEmpty && tensor.Count == 0) return;
        if (numbers.IsEmpty || numbers[0] != tensor.Count || numbers.Length < (long)tensor.Count + 2)
            throw context.Refusal($"tensor {tensor.Index} is {tensor}, its {_bytes.Length} bytes hold {(numbers.IsEmpty ? 0 : numbers[0])} strings");
        _offsets = numbers.Slice(1, tensor.Count + 1);
        for (var index = 0; index < tensor.Count; index++)
            if (_offsets[index] < 0 || _offsets[index] > _offsets[index + 1] || _offsets[index + 1] > _bytes.Length)
                throw context.Refusal($"string {index} of tensor {tensor.Index} lies outside of its {_bytes.Length} bytes");
    }

    public int Count => Math.Max(_offsets.Length - 1, 0);
    public ReadOnlySpan<byte> this[int index] => _bytes[_offsets[index].._offsets[index + 1]];

    /// <summary>Writes the serialized form of one string repeated to a dynamic output's shape.</summary>
    public static void Repeat(KernelContext context, ReadOnlySpan<byte> text, RuntimeTensor output)
    {
        var count = output.Count;
        var head = checked(4 * (count + 2));
        var bytes = context.ResizeBytes(output, checked(head + count * text.Length));
        var numbers = MemoryMarshal.Cast<byte, int>(bytes[..head]);
        numbers[0] = count;
        for (var index = 0; index <= count; index++) numbers[1 + index] = head + index * text.Length;
        for (var index = 0; index < count; index++) text.CopyTo(bytes[(head + index * text.Length)..]);
    }
}
