using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Loops over stored integers for a function of integers, whose results are cut to the output's type. For 8 bits the function is asked once for each of the 256 values.</summary>
internal static class QuantizedLoops
{
    /// <summary>A loop from one of INT8, UINT8, INT16 or INT32 to one of them; null for other types.</summary>
    public static ElementLoop? Of<TFunction>(MicroKernelSet kernels, TensorType input, TensorType output, TFunction function) where TFunction : struct, IUnaryFunction<int, int> => input switch
    {
        TensorType.Int8 => From<sbyte, TFunction>(kernels, output, function),
        TensorType.UInt8 => From<byte, TFunction>(kernels, output, function),
        TensorType.Int16 => From<short, TFunction>(kernels, output, function),
        TensorType.Int32 => From<int, TFunction>(kernels, output, function),
        _ => null,
    };

    private static ElementLoop? From<TIn, TFunction>(MicroKernelSet kernels, TensorType output, TFunction function) where TIn : unmanaged, IBinaryInteger<TIn> where TFunction : struct, IUnaryFunction<int, int> => output switch
    {
        TensorType.Int8 => Between<TIn, sbyte, TFunction>(kernels, function),
        TensorType.UInt8 => Between<TIn, byte, TFunction>(kernels, function),
        TensorType.Int16 => Between<TIn, short, TFunction>(kernels, function),
        TensorType.Int32 => Between<TIn, int, TFunction>(kernels, function),
        _ => null,
    };

    private static ElementLoop Between<TIn, TOut, TFunction>(MicroKernelSet kernels, TFunction function)
        where TIn : unmanaged, IBinaryInteger<TIn> where TOut : unmanaged, IBinaryInteger<TOut> where TFunction : struct, IUnaryFunction<int, int>
    {
        var saturating = new Saturating<TIn, TOut, TFunction>(function);
        if (Unsafe.SizeOf<TIn>() > 1) return ElementLoop.Of<TIn, TOut, Saturating<TIn, TOut, TFunction>>(saturating);
        var table = new TOut[256];
        for (var value = 0; value < table.Length; value++) table[value] = saturating.Apply(TIn.CreateTruncating(value));
        return Unsafe.SizeOf<TOut>() == 1 ? new ByteTableLoop(kernels, MemoryMarshal.AsBytes(table.AsSpan()).ToArray()) : ElementLoop.Of<byte, TOut, Table<TOut>>(new(table));
    }

    private readonly struct Saturating<TIn, TOut, TFunction>(TFunction function) : IUnaryFunction<TIn, TOut>
        where TIn : unmanaged, IBinaryInteger<TIn> where TOut : unmanaged, IBinaryInteger<TOut> where TFunction : struct, IUnaryFunction<int, int>
    {
        public TOut Apply(TIn x) => TOut.CreateSaturating(function.Apply(int.CreateTruncating(x)));
    }

    /// <summary>Results by the bits of an 8-bit value.</summary>
    private readonly struct Table<TOut>(TOut[] results) : IUnaryFunction<byte, TOut>
    {
        public TOut Apply(byte x) => results[x];
    }
}
