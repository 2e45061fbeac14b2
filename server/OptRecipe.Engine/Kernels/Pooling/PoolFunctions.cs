using System.Numerics;

namespace OptRecipe.Engine.Kernels;

/// <summary>How the elements of a window meet in one: a struct, so that the loop around it is compiled for it.</summary>
internal interface IPoolFunction<T, TSum>
{
    TSum Start { get; }
    TSum Next(TSum sum, T x);
    /// <param name="count">Elements of the window that lie inside the picture, at least 1.</param>
    T Finish(TSum sum, int count);
}

internal readonly struct MaxPoolFunction<T>(T min, T max) : IPoolFunction<T, T> where T : INumber<T>, IMinMaxValue<T>
{
    public T Start => T.MinValue;
    public T Next(T sum, T x) => sum < x ? x : sum;
    public T Finish(T sum, int count) => Clamp(sum, min, max);

    public static T Clamp(T value, T min, T max)
    {
        var raised = value < min ? min : value;
        return max < raised ? max : raised;
    }
}

internal readonly struct AveragePoolSingle(float min, float max) : IPoolFunction<float, float>
{
    public float Start => 0;
    public float Next(float sum, float x) => sum + x;
    public float Finish(float sum, int count) => MaxPoolFunction<float>.Clamp(sum / count, min, max);
}

internal readonly struct AveragePoolInteger<T>(int min, int max) : IPoolFunction<T, int> where T : INumber<T>
{
    public int Start => 0;
    public int Next(int sum, T x) => sum + int.CreateTruncating(x);
    public T Finish(int sum, int count) => T.CreateTruncating(MaxPoolFunction<int>.Clamp((sum > 0 ? sum + count / 2 : sum - count / 2) / count, min, max));
}

internal readonly struct L2PoolFunction(float min, float max) : IPoolFunction<float, float>
{
    public float Start => 0;
    public float Next(float sum, float x) => sum + x * x;
    public float Finish(float sum, int count) => MaxPoolFunction<float>.Clamp(MathF.Sqrt(sum / count), min, max);
}
