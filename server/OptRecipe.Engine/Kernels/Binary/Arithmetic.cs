using System.Numerics;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>One of the four kinds of arithmetic. Integers wrap.</summary>
internal interface IArithmetic
{
    static abstract T Apply<T>(T a, T b) where T : INumber<T>;
    static abstract T OfVectors<T>(T a, T b) where T : struct, IFloats<T>;
}

internal readonly struct Addition : IArithmetic
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => a + b;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OfVectors<T>(T a, T b) where T : struct, IFloats<T> => a + b;
}

internal readonly struct Subtraction : IArithmetic
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => a - b;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OfVectors<T>(T a, T b) where T : struct, IFloats<T> => a - b;
}

internal readonly struct Multiplication : IArithmetic
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => a * b;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OfVectors<T>(T a, T b) where T : struct, IFloats<T> => a * b;
}

/// <summary>Integers are cut towards 0; the smallest one divided by −1 is itself.</summary>
internal readonly struct Division : IArithmetic
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => b == -T.One ? -a : a / b;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OfVectors<T>(T a, T b) where T : struct, IFloats<T> => a / b;
}

/// <summary>min(max(a ∘ b, lowest), highest); NaN stays, infinities become the bounds.</summary>
internal readonly struct Clamped<T, TArithmetic>(T lowest, T highest) : IBinaryFunction<T, T, T> where T : INumber<T> where TArithmetic : IArithmetic
{
    public T Apply(T a, T b)
    {
        var value = TArithmetic.Apply(a, b);
        if (value < lowest) value = lowest;
        return value > highest ? highest : value;
    }
}

/// <summary>Loops over numbers that stand for themselves, with the bounds of a fused activation.</summary>
internal sealed class ClampedLoops<TArithmetic>(ActivationFunctionType activation) : INumberVisitor<BinaryLoop> where TArithmetic : IArithmetic
{
    public BinaryLoop Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => Of<T>();

    /// <param name="forbidden">A value that the second operand may not hold.</param>
    public BinaryLoop Of<T>(T? forbidden = null) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var (lowest, highest) = FusedActivation.Range<T>(activation);
        return new BinaryLoop<T, T, T, Clamped<T, TArithmetic>>(new(lowest, highest), forbidden);
    }
}

/// <summary>Float32 in vectors, with the bounds of a fused activation.</summary>
internal readonly struct ClampedPairs<TArithmetic>(float lowest, float highest) : IFloatPairFunction where TArithmetic : IArithmetic
{
    public static BinaryLoop Of(MicroKernelSet kernels, ActivationFunctionType activation)
    {
        var (lowest, highest) = FusedActivation.Range<float>(activation);
        return FloatRows.Of(kernels, new ClampedPairs<TArithmetic>(lowest, highest));
    }

    public float Apply(float a, float b) => new Clamped<float, TArithmetic>(lowest, highest).Apply(a, b);
    public (float First, float Second) Constants => (lowest, highest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OfVectors<T>(T a, T b, T first, T second) where T : struct, IFloats<T> => T.Smaller(second, T.Larger(first, TArithmetic.OfVectors(a, b)));
}
