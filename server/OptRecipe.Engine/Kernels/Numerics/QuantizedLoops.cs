using System.Numerics;
using System.Runtime.CompilerServices;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Loops over stored integers for a function of integers, whose results are cut to the output's type. For 8 bits the function is asked once for each of the 256 values.</summary>
internal static class QuantizedLoops
{
    /// <summary>A loop from one of INT8, UINT8, INT16 or INT32 to one of them; null for other types.</summary>
    public static ElementLoop? Of<TFunction>(TensorType input, TensorType output, TFunction function) where TFunction : struct, IUnaryFunction<int, int> => input switch
    {
        TensorType.Int8 => From<sbyte, TFunction>(output, function),
        TensorType.UInt8 => From<byte, TFunction>(output, function),
        TensorType.Int16 => From<short, TFunction>(output, function),
        TensorType.Int32 => From<int, TFunction>(output, function),
        _ => null,
    };

    private static ElementLoop? From<TIn, TFunction>(TensorType output, TFunction function) where TIn : unmanaged, IBinaryInteger<TIn> where TFunction : struct, IUnaryFunction<int, int> => output switch
    {
        TensorType.Int8 => Between<TIn, sbyte, TFunction>(function),
        TensorType.UInt8 => Between<TIn, byte, TFunction>(function),
        TensorType.Int16 => Between<TIn, short, TFunction>(function),
        TensorType.Int32 => Between<TIn, int, TFunction>(function),
        _ => null,
    };

    private static ElementLoop Between<TIn, TOut, TFunction>(TFunction function)
        where TIn : unmanaged, IBinaryInteger<TIn> where TOut : unmanaged, IBinaryInteger<TOut> where TFunction : struct, IUnaryFunction<int, int>
    {
        var saturating = new Saturating<TIn, TOut, TFunction>(function);
        if (Unsafe.SizeOf<TIn>() > 1) return ElementLoop.Of<TIn, TOut, Saturating<TIn, TOut, TFunction>>(saturating);
        var table = new TOut[256];
        for (var value = 0; value < table.Length; value++) table[value] = saturating.Apply(TIn.CreateTruncating(value));
        return ElementLoop.Of<byte, TOut, Table<TOut>>(new(table));
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
