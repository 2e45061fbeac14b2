using System.Runtime.CompilerServices;
using OptRecipe.Engine.Interpretation;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Numbers below the smallest normal float32. TensorFlow Lite 2.9 sets the processor to read and write them as 0 while it runs; the other runtimes
/// keep them.</summary>
internal static class Denormals
{
    public static bool AreFlushed(PlayedRuntime runtime) => runtime == PlayedRuntime.TFLite29;

    /// <summary>A denormal float32 as the 0 of its sign; anything else, of any type, as it is.</summary>
    public static T Flush<T>(T value)
    {
        if (typeof(T) != typeof(float)) return value;
        var number = Unsafe.BitCast<T, float>(value);
        return float.IsSubnormal(number) ? Unsafe.BitCast<float, T>(MathF.CopySign(0, number)) : value;
    }
}

/// <summary>A function whose operand and result are flushed.</summary>
internal readonly struct FlushingFunction<TIn, TOut, TFunction>(TFunction function) : IUnaryFunction<TIn, TOut> where TFunction : struct, IUnaryFunction<TIn, TOut>
{
    public TOut Apply(TIn x) => Denormals.Flush(function.Apply(Denormals.Flush(x)));
}

/// <summary>A function whose operands and result are flushed.</summary>
internal readonly struct FlushingFunction<TA, TB, TOut, TFunction>(TFunction function) : IBinaryFunction<TA, TB, TOut>
    where TFunction : struct, IBinaryFunction<TA, TB, TOut>
{
    public TOut Apply(TA a, TB b) => Denormals.Flush(function.Apply(Denormals.Flush(a), Denormals.Flush(b)));
}
