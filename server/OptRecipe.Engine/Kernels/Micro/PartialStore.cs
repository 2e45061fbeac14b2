using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Stores of a vector's first lanes of 32 bits: as many as there are columns left, all where that is more, none where it is negative.</summary>
internal static unsafe class PartialStore
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(Vector128<float> vector, float* to, int columns)
    {
        if (columns >= Vector128<float>.Count) vector.Store(to);
        else
        {
            // No call: a tile's sums would not stay in registers around one.
            if (columns >= 2) vector.GetLower().Store(to);
            if (columns == 1) *to = vector[0];
            if (columns == 3) to[2] = vector[2];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(Vector256<float> vector, float* to, int columns)
    {
        if (columns >= Vector256<float>.Count) vector.Store(to);
        else Avx.MaskStore(to, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(columns)).AsSingle(), vector);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(Vector512<float> vector, float* to, int columns)
    {
        if (columns >= Vector512<float>.Count) vector.Store(to);
        else Avx512F.MaskStore(to, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(columns)).AsSingle(), vector);
    }

    /// <summary>The same without a branch, for a number of columns that the compiler does not know; one mask serves many stores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Masked(Vector512<float> vector, float* to, int columns) =>
        Avx512F.MaskStore(to, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(columns)).AsSingle(), vector);
}
