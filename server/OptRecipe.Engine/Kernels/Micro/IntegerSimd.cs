using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Pairs of int16: a lane adds two products. On a processor that is neither x86 nor Arm64, element by element.</summary>
internal readonly unsafe struct WordDots128 : IIntegerSimd<Vector128<int>, short, short>
{
    public static int Lanes => 4;
    public static int Step => 2;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> LoadSum(int* from) => Vector128.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector128<int> sum, int* to) => sum.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> Add(Vector128<int> left, Vector128<int> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> LoadWeights(short* from) => Vector128.Load((int*)from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> Broadcast(short* from) => Vector128.Create(*(int*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAdd(Vector128<int> x, Vector128<int> weights, Vector128<int> sum)
    {
        if (Sse2.IsSupported) return sum + Sse2.MultiplyAddAdjacent(x.AsInt16(), weights.AsInt16());
        if (AdvSimd.Arm64.IsSupported)
            return sum + AdvSimd.Arm64.AddPairwise(AdvSimd.MultiplyWideningLower(x.AsInt16().GetLower(), weights.AsInt16().GetLower()), AdvSimd.MultiplyWideningUpper(x.AsInt16(), weights.AsInt16()));
        var (low, high) = (Vector128.WidenLower(x.AsInt16()) * Vector128.WidenLower(weights.AsInt16()), Vector128.WidenUpper(x.AsInt16()) * Vector128.WidenUpper(weights.AsInt16()));
        return sum + Vector128.Create(low[0] + low[1], low[2] + low[3], high[0] + high[1], high[2] + high[3]);
    }
}

internal readonly unsafe struct WordDots256 : IIntegerSimd<Vector256<int>, short, short>
{
    public static int Lanes => 8;
    public static int Step => 2;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<int> LoadSum(int* from) => Vector256.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector256<int> sum, int* to) => sum.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<int> Add(Vector256<int> left, Vector256<int> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<int> LoadWeights(short* from) => Vector256.Load((int*)from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<int> Broadcast(short* from) => Vector256.Create(*(int*)from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<int> x, Vector256<int> weights, Vector256<int> sum) => sum + Avx2.MultiplyAddAdjacent(x.AsInt16(), weights.AsInt16());
}

internal readonly unsafe struct WordDots512 : IIntegerSimd<Vector512<int>, short, short>
{
    public static int Lanes => 16;
    public static int Step => 2;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector512<int> LoadSum(int* from) => Vector512.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector512<int> sum, int* to) => sum.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector512<int> Add(Vector512<int> left, Vector512<int> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector512<int> LoadWeights(short* from) => Vector512.Load((int*)from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector512<int> Broadcast(short* from) => Vector512.Create(*(int*)from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyAdd(Vector512<int> x, Vector512<int> weights, Vector512<int> sum) => sum + Avx512BW.MultiplyAddAdjacent(x.AsInt16(), weights.AsInt16());
}

/// <summary>Four bytes a lane: signed activations times signed weights (Dp of Arm).</summary>
internal readonly unsafe struct ByteDots128 : IIntegerSimd<Vector128<int>, byte, sbyte>
{
    public static int Lanes => 4;
    public static int Step => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> LoadSum(int* from) => Vector128.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector128<int> sum, int* to) => sum.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> Add(Vector128<int> left, Vector128<int> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> LoadWeights(sbyte* from) => Vector128.Load((int*)from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> Broadcast(byte* from) => Vector128.Create(*(int*)from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAdd(Vector128<int> x, Vector128<int> weights, Vector128<int> sum) => Dp.DotProduct(sum, x.AsSByte(), weights.AsSByte());
}

/// <summary>As <see cref="ByteDots128"/> with x in the lowest lane alone: the product takes it from there, and loading it costs no arithmetic.</summary>
internal readonly unsafe struct ElementByteDots128 : IIntegerSimd<Vector128<int>, byte, sbyte>
{
    public static int Lanes => 4;
    public static int Step => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> LoadSum(int* from) => Vector128.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector128<int> sum, int* to) => sum.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> Add(Vector128<int> left, Vector128<int> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> LoadWeights(sbyte* from) => Vector128.Load((int*)from);
    // As a float, which is loaded into a vector's register at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<int> Broadcast(byte* from) => Vector128.CreateScalarUnsafe(*(float*)from).AsInt32();
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAdd(Vector128<int> x, Vector128<int> weights, Vector128<int> sum) => Dp.DotProductBySelectedQuadruplet(sum, weights.AsSByte(), x.AsSByte(), 0);
}

/// <summary>Four bytes a lane: unsigned activations times signed weights (AVX-VNNI; .NET 10 has it for 256 bits).</summary>
internal readonly unsafe struct ByteDots256 : IIntegerSimd<Vector256<int>, byte, sbyte>
{
    public static int Lanes => 8;
    public static int Step => 4;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<int> LoadSum(int* from) => Vector256.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector256<int> sum, int* to) => sum.Store(to);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<int> Add(Vector256<int> left, Vector256<int> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<int> LoadWeights(sbyte* from) => Vector256.Load((int*)from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<int> Broadcast(byte* from) => Vector256.Create(*(int*)from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<int> x, Vector256<int> weights, Vector256<int> sum) => AvxVnni.MultiplyWideningAndAdd(sum, x.AsByte(), weights.AsSByte());
}
