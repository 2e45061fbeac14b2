using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>A function of two stored integers, for one pair and for vectors of any width. Its results fit the output's type.</summary>
internal interface IStoredFunction : IBinaryFunction<int, int, int>
{
    /// <summary>The function of every lane, exactly.</summary>
    T OfVectors<T>(T a, T b) where T : struct, IInts<T>;
}

/// <summary>Chooses the loop over stored integers that are all of one 8-bit or 16-bit type by the width of a kernel set.</summary>
internal static class StoredRows
{
    /// <summary>Null for another type.</summary>
    public static BinaryLoop? Of<TFunction>(MicroKernelSet kernels, TensorType type, TFunction function) where TFunction : struct, IStoredFunction => type switch
    {
        _ when kernels.VectorBits == 0 => BinaryLoop.Stored(type, function),
        TensorType.Int8 => Of<sbyte, TFunction>(kernels, function),
        TensorType.UInt8 => Of<byte, TFunction>(kernels, function),
        TensorType.Int16 => Of<short, TFunction>(kernels, function),
        _ => null,
    };

    private static BinaryLoop Of<TElement, TFunction>(MicroKernelSet kernels, TFunction function) where TElement : unmanaged, System.Numerics.IBinaryInteger<TElement> where TFunction : struct, IStoredFunction => kernels.VectorBits switch
    {
        512 => new StoredRows<TElement, Ints512, TFunction>(kernels, function),
        256 => new StoredRows<TElement, Ints256, TFunction>(kernels, function),
        _ => new StoredRows<TElement, Ints128, TFunction>(kernels, function),
    };
}

internal sealed unsafe class StoredRows<TElement, TVector, TFunction>(MicroKernelSet kernels, TFunction function) : VectorRows<TElement>
    where TElement : unmanaged, System.Numerics.IBinaryInteger<TElement> where TVector : struct, IInts<TVector> where TFunction : struct, IStoredFunction
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void Row(TElement* a, nint aStep, TElement* b, nint bStep, TElement* to, nint count)
    {
        if (ByteTable.TryRow(kernels, a, aStep, b, bStep, to, count, function)) return;
        var apply = function;
        var end = to + count;
        if (count >= TVector.Count)
        {
            var repeated = stackalloc TElement[TVector.Count];
            // An operand that is one element is a vector that is read over and over.
            if (aStep == 0 || bStep == 0) new Span<TElement>(repeated, TVector.Count).Fill(aStep == 0 ? *a : *b);
            if (aStep == 0) a = repeated;
            else if (bStep == 0) b = repeated;
            var (aVector, bVector) = (aStep * TVector.Count, bStep * TVector.Count);
            for (; to <= end - TVector.Count; to += TVector.Count, a += aVector, b += bVector)
                apply.OfVectors(TVector.Load(a), TVector.Load(b)).Store(to);
        }
        for (; to < end; to++, a += aStep, b += bStep) *to = TElement.CreateTruncating(apply.Apply(int.CreateTruncating(*a), int.CreateTruncating(*b)));
    }
}
