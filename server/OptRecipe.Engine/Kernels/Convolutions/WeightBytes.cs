using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>The weights of an operator as the loops read them: a whole byte or more for each element. Constants that are stored otherwise are unpacked once for all
/// interpreters of the model; other weights each time the operator runs.</summary>
internal sealed class WeightBytes
{
    private readonly RuntimeTensor _tensor;
    private readonly byte[]? _derived;
    private readonly int _scratch = -1;

    private WeightBytes(RuntimeTensor tensor, byte[]? derived, int scratch) => (_tensor, _derived, _scratch) = (tensor, derived, scratch);

    /// <summary>Bits of a stored element.</summary>
    private static int Bits(RuntimeTensor tensor) => TensorSize.BitsPerElement(tensor.Type);

    public static WeightBytes Prepare(KernelContext context, RuntimeTensor tensor)
    {
        if (Bits(tensor) >= 8) return new(tensor, null, -1);
        if (tensor.Memory != TensorMemory.Constant) return new(tensor, null, context.RequestScratch(tensor.Count));
        return new(tensor, Derived(context, tensor, "unpacked", () =>
        {
            var unpacked = new byte[tensor.Count];
            return tensor.Look<byte, byte[]>(bytes =>
            {
                Unpack(tensor, bytes, unpacked);
                return unpacked;
            });
        }), -1);
    }

    /// <summary>Weights of the format SHUFFLED4x16INT8: blocks of 4 rows by 16 columns, the highest bit flipped.</summary>
    public static WeightBytes PrepareShuffled(KernelContext context, RuntimeTensor tensor)
    {
        if (tensor.Memory != TensorMemory.Constant) throw context.Refusal($"the weights {tensor} are shuffled; only constants can be");
        return new(tensor, Derived(context, tensor, "unshuffled", () =>
        {
            var (source, unshuffled, depth, position) = (tensor.Bytes.ToArray(), new byte[tensor.Count], tensor.Dim(1), 0);
            for (var row = 0; row < tensor.Dim(0); row += 4)
                for (var column = 0; column < depth; column += 16)
                    for (var index = 0; index < 64; index++) unshuffled[(row + index / 16) * depth + column + index % 16] = (byte)(source[position++] ^ 0x80);
            return unshuffled;
        }), -1);
    }

    /// <summary>Whether the weights are known before the graph runs.</summary>
    public bool IsConstant => _derived is not null || _tensor.Memory == TensorMemory.Constant;

    /// <summary>Weights that are known, dense, for as long as somebody makes another form of them.</summary>
    public TResult Look<T, TResult>(Func<ReadOnlySpan<T>, TResult> use) where T : unmanaged => _derived is { } derived ? use(MemoryMarshal.Cast<byte, T>(derived)) : _tensor.Look(use);

    /// <summary>The weights; those that are unpacked each time are unpacked now.</summary>
    public ReadOnlySpan<byte> Read(KernelContext context)
    {
        if (_derived is not null) return _derived;
        if (_scratch < 0) return _tensor.Bytes;
        var unpacked = context.Scratch<byte>(_scratch);
        Unpack(_tensor, _tensor.Bytes, unpacked);
        return unpacked;
    }

    public static Sparsity? SparsityOf(KernelContext context, RuntimeTensor tensor) => context.Model.Model.Subgraphs[context.Address.Subgraph].Tensors[tensor.Index].Sparsity;

    public static byte[] Derived(KernelContext context, RuntimeTensor tensor, string use, Func<byte[]> make) =>
        context.Model.Derived(context.Address.Subgraph, tensor.Index, use, make);

    private static void Unpack(RuntimeTensor tensor, ReadOnlySpan<byte> bytes, Span<byte> unpacked) => PackedIntegers.Unpack(bytes, Bits(tensor), MemoryMarshal.Cast<byte, sbyte>(unpacked));
}
