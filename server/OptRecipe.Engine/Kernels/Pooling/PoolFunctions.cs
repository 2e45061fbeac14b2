using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels;

/// <summary>How the elements of a window meet in one: a struct, so that the loop around it is compiled for it.</summary>
internal interface IPoolFunction<T, TSum>
{
    TSum Start { get; }
    TSum Next(TSum sum, T x);
    /// <param name="count">Elements of the window that lie inside the picture, at least 1.</param>
    T Finish(TSum sum, int count);
}

/// <summary>The same of a vector of channels.</summary>
internal interface IPoolVectors<T> : IPoolFunction<T, T>
{
    Vector256<T> Next(Vector256<T> sum, Vector256<T> x);
    Vector256<T> Finish(Vector256<T> sum, int count);
}

internal readonly struct MaxPoolFunction<T>(T min, T max) : IPoolVectors<T> where T : INumber<T>, IMinMaxValue<T>
{
    public T Start => T.MinValue;
    public T Next(T sum, T x) => sum < x ? x : sum;
    public T Finish(T sum, int count) => Clamp(sum, min, max);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Next(Vector256<T> sum, Vector256<T> x) => Larger(sum, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Finish(Vector256<T> sum, int count) => Clamp(sum, min, max);

    public static T Clamp(T value, T min, T max)
    {
        var raised = value < min ? min : value;
        return max < raised ? max : raised;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Clamp(Vector256<T> values, T min, T max)
    {
        var raised = Larger(values, Vector256.Create(min));
        return typeof(T) == typeof(float) ? Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Create(max), raised), Vector256.Create(max), raised) : Vector256.Min(raised, Vector256.Create(max));
    }

    /// <summary>The second where the first is less: a NaN stays in the first and does not come from the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Larger(Vector256<T> first, Vector256<T> second) =>
        typeof(T) == typeof(float) ? Vector256.ConditionalSelect(Vector256.LessThan(first, second), second, first) : Vector256.Max(first, second);
}

internal readonly struct AveragePoolSingle(float min, float max) : IPoolVectors<float>
{
    public float Start => 0;
    public float Next(float sum, float x) => sum + x;
    public float Finish(float sum, int count) => MaxPoolFunction<float>.Clamp(sum / count, min, max);
    public Vector256<float> Next(Vector256<float> sum, Vector256<float> x) => sum + x;
    public Vector256<float> Finish(Vector256<float> sum, int count) => MaxPoolFunction<float>.Clamp(sum / Vector256.Create((float)count), min, max);
}

internal readonly struct AveragePoolInteger<T>(int min, int max) : IPoolFunction<T, int> where T : INumber<T>
{
    public int Start => 0;
    public int Next(int sum, T x) => sum + int.CreateTruncating(x);
    public T Finish(int sum, int count) => T.CreateTruncating(MaxPoolFunction<int>.Clamp((sum > 0 ? sum + count / 2 : sum - count / 2) / count, min, max));
}

internal readonly struct L2PoolFunction(float min, float max) : IPoolVectors<float>
{
    public float Start => 0;
    public float Next(float sum, float x) => sum + x * x;
    public float Finish(float sum, int count) => MaxPoolFunction<float>.Clamp(MathF.Sqrt(sum / count), min, max);
    public Vector256<float> Next(Vector256<float> sum, Vector256<float> x) => sum + x * x;
    public Vector256<float> Finish(Vector256<float> sum, int count) => MaxPoolFunction<float>.Clamp(Vector256.Sqrt(sum / Vector256.Create((float)count)), min, max);
}
