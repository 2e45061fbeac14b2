using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Loops over INT4, UINT4 and INT2, which are packed, low bits first.</summary>
internal static class PackedLoops
{
    public static bool IsPacked(TensorType type) => type is TensorType.Int4 or TensorType.UInt4 or TensorType.Int2;

    public static ElementLoop From<TOut, TFunction>(TensorType type, TFunction function) where TOut : unmanaged where TFunction : struct, IUnaryFunction<int, TOut> =>
        new Unpacking<TOut, TFunction>(TensorSize.BitsPerElement(type), type == TensorType.UInt4, function);

    /// <summary>The function's results have to fit the type.</summary>
    public static ElementLoop To<TIn, TFunction>(TensorType type, TFunction function) where TIn : unmanaged where TFunction : struct, IUnaryFunction<TIn, int> =>
        new Packing<TIn, TFunction>(TensorSize.BitsPerElement(type), function);

    public static int Read(ReadOnlySpan<byte> packed, int index, int bits, bool isUnsigned)
    {
        var perByte = 8 / bits;
        var upper = packed[index / perByte] << (32 - bits - index % perByte * bits);
        return isUnsigned ? (int)((uint)upper >> (32 - bits)) : upper >> (32 - bits);
    }

    private sealed class Unpacking<TOut, TFunction>(int bits, bool isUnsigned, TFunction function) : ElementLoop where TOut : unmanaged where TFunction : struct, IUnaryFunction<int, TOut>
    {
        public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count)
        {
            var from = input.Bytes;
            var to = output.Write<TOut>();
            for (var index = start; index < start + count; index++) to[index] = function.Apply(Read(from, index, bits, isUnsigned));
        }
    }

    private sealed class Packing<TIn, TFunction>(int bits, TFunction function) : ElementLoop where TIn : unmanaged where TFunction : struct, IUnaryFunction<TIn, int>
    {
        public override void Run(RuntimeTensor input, RuntimeTensor output, int start, int count)
        {
            var from = input.Read<TIn>();
            var to = output.Write<byte>();
            var (perByte, mask) = (8 / bits, (1 << bits) - 1);
            for (var index = start; index < start + count; index++)
            {
                var shift = index % perByte * bits;
                // The first element of a byte clears the rest of it.
                var rest = shift == 0 ? 0 : to[index / perByte];
                to[index / perByte] = (byte)(rest | (function.Apply(from[index]) & mask) << shift);
            }
        }
    }
}
