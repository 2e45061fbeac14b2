using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>The few vector operations of a product, for one width: <c>acc + x × w</c> with x the same in every lane. Implementations are structs, so that the tile is
/// compiled for them and nothing is called.</summary>
/// <typeparam name="TA">Elements of A.</typeparam>
/// <typeparam name="TB">Elements of the packed weights.</typeparam>
/// <typeparam name="TC">Elements of the sums.</typeparam>
internal unsafe interface ISimd<TVector, TA, TB, TC> where TA : unmanaged where TB : unmanaged where TC : unmanaged
{
    /// <summary>Sums in a vector.</summary>
    static abstract int Lanes { get; }
    /// <summary>Rows of a tile of two vectors: as many as the registers hold.</summary>
    static abstract int MaxRows { get; }
    /// <summary>Elements of the depth that one step takes.</summary>
    static abstract int Step { get; }
    static abstract TVector LoadSum(TC* from);
    /// <summary>Stores as many lanes as there are columns left, which may be none or more than there are lanes.</summary>
    static abstract void StoreSum(TVector sum, TC* to, int columns);
    /// <summary>The same for many stores of one number of columns that is not a constant.</summary>
    static abstract void StoreColumns(TVector sum, TC* to, int columns);
    static abstract TVector Add(TVector left, TVector right);
    static abstract TVector LoadWeights(TB* from);
    /// <summary>One step of A in every lane.</summary>
    static abstract TVector Broadcast(TA* from);
    static abstract TVector MultiplyAdd(TVector x, TVector weights, TVector sum);
    /// <summary>min(max(sum, low), high), NaN staying NaN; integers as they are.</summary>
    static abstract TVector Clamp(TVector sum, TC low, TC high);
    /// <summary>The same with the bounds in vectors, from <see cref="Create"/>.</summary>
    static abstract TVector Bound(TVector sum, TVector low, TVector high);
    static abstract TVector Create(TC value);
}

internal readonly unsafe struct Single128 : ISimd<Vector128<float>, float, float, float>
{
    public static int Lanes => 4;
    public static int MaxRows => 6;
    public static int Step => 1;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> LoadSum(float* from) => Vector128.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector128<float> sum, float* to, int columns) => PartialStore.Run(sum, to, columns);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreColumns(Vector128<float> sum, float* to, int columns) => PartialStore.Run(sum, to, columns);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> LoadWeights(float* from) => Vector128.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> Broadcast(float* from) => Vector128.Create(*from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> weights, Vector128<float> sum) => Vector128.MultiplyAddEstimate(x, weights, sum);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Clamp(Vector128<float> sum, float low, float high) => Bound(sum, Vector128.Create(low), Vector128.Create(high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Bound(Vector128<float> sum, Vector128<float> low, Vector128<float> high) => Vector128.Min(high, Vector128.Max(low, sum));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> Create(float value) => Vector128.Create(value);
}

/// <summary>As <see cref="Single128"/> for more registers (Arm64 has 32), with x in the lowest lane alone: the product takes it from there, and loading it costs no arithmetic.</summary>
internal readonly unsafe struct ElementSingle128 : ISimd<Vector128<float>, float, float, float>
{
    public static int Lanes => 4;
    public static int MaxRows => 8;
    public static int Step => 1;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> LoadSum(float* from) => Single128.LoadSum(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector128<float> sum, float* to, int columns) => Single128.StoreSum(sum, to, columns);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreColumns(Vector128<float> sum, float* to, int columns) => Single128.StoreColumns(sum, to, columns);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> LoadWeights(float* from) => Vector128.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> Broadcast(float* from) => Vector128.CreateScalarUnsafe(*from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> weights, Vector128<float> sum) => AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(sum, weights, x, 0);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> Clamp(Vector128<float> sum, float low, float high) => Single128.Clamp(sum, low, high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Bound(Vector128<float> sum, Vector128<float> low, Vector128<float> high) => Single128.Bound(sum, low, high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector128<float> Create(float value) => Vector128.Create(value);
}

internal readonly unsafe struct Single256 : ISimd<Vector256<float>, float, float, float>
{
    public static int Lanes => 8;
    public static int MaxRows => 6;
    public static int Step => 1;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<float> LoadSum(float* from) => Vector256.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector256<float> sum, float* to, int columns) => PartialStore.Run(sum, to, columns);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreColumns(Vector256<float> sum, float* to, int columns) => PartialStore.Run(sum, to, columns);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<float> LoadWeights(float* from) => Vector256.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<float> Broadcast(float* from) => Vector256.Create(*from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> weights, Vector256<float> sum) => Fma.MultiplyAdd(x, weights, sum);
    // The second operand is what x86 gives for a NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clamp(Vector256<float> sum, float low, float high) => Bound(sum, Vector256.Create(low), Vector256.Create(high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Bound(Vector256<float> sum, Vector256<float> low, Vector256<float> high) => Avx.Min(high, Avx.Max(low, sum));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector256<float> Create(float value) => Vector256.Create(value);
}

internal readonly unsafe struct Single512 : ISimd<Vector512<float>, float, float, float>
{
    public static int Lanes => 16;
    public static int MaxRows => 8;
    public static int Step => 1;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector512<float> LoadSum(float* from) => Vector512.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreSum(Vector512<float> sum, float* to, int columns) => PartialStore.Run(sum, to, columns);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreColumns(Vector512<float> sum, float* to, int columns) => PartialStore.Masked(sum, to, columns);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector512<float> LoadWeights(float* from) => Vector512.Load(from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector512<float> Broadcast(float* from) => Vector512.Create(*from);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> weights, Vector512<float> sum) => Avx512F.FusedMultiplyAdd(x, weights, sum);
    // The second operand is what x86 gives for a NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Clamp(Vector512<float> sum, float low, float high) => Bound(sum, Vector512.Create(low), Vector512.Create(high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Bound(Vector512<float> sum, Vector512<float> low, Vector512<float> high) => Avx512F.Min(high, Avx512F.Max(low, sum));
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static Vector512<float> Create(float value) => Vector512.Create(value);
}
