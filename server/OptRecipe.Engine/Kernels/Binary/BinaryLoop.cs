using System.Numerics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What a binary operator does to every pair of elements, bound to the types of its tensors.</summary>
internal abstract class BinaryLoop
{
    /// <returns>False when the second operand holds a value that the function is not defined for; nothing is computed then.</returns>
    public abstract bool TryRun(KernelContext context, Broadcasting walk, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output);

    /// <summary>A function of stored integers for tensors that are all of one 8-bit or 16-bit type; null for another type.</summary>
    /// <param name="forbidden">A stored number that the second operand may not hold.</param>
    public static BinaryLoop? Stored<TFunction>(TensorType type, TFunction function, int? forbidden = null)
        where TFunction : struct, IBinaryFunction<int, int, int> => type switch
    {
        TensorType.Int8 => new BinaryLoop<sbyte, sbyte, sbyte, StoredFunction<sbyte, sbyte, sbyte, TFunction>>(new(function), (sbyte?)forbidden),
        TensorType.UInt8 => new BinaryLoop<byte, byte, byte, StoredFunction<byte, byte, byte, TFunction>>(new(function), (byte?)forbidden),
        TensorType.Int16 => new BinaryLoop<short, short, short, StoredFunction<short, short, short, TFunction>>(new(function), (short?)forbidden),
        _ => null,
    };
}

/// <param name="forbidden">A value that the second operand may not hold, such as a divisor of 0.</param>
internal sealed class BinaryLoop<TA, TB, TOut, TFunction>(TFunction function, TB? forbidden = null) : BinaryLoop
    where TA : unmanaged where TB : unmanaged, IEquatable<TB> where TOut : unmanaged where TFunction : struct, IBinaryFunction<TA, TB, TOut>
{
    public override bool TryRun(KernelContext context, Broadcasting walk, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
    {
        var second = b.Read<TB>();
        if (forbidden is { } value && second.Contains(value)) return false;
        if (typeof(TA) == typeof(float) && Denormals.AreFlushed(context.Runtime))
            ElementwiseLoops.Binary(walk, a.Read<TA>(), second, output.Write<TOut>(), new FlushingFunction<TA, TB, TOut, TFunction>(function));
        else ElementwiseLoops.Binary(walk, a.Read<TA>(), second, output.Write<TOut>(), function);
        return true;
    }
}

/// <summary>A function of integers applied to narrower ones; its result fits the output's type.</summary>
internal readonly struct StoredFunction<TA, TB, TOut, TFunction>(TFunction function) : IBinaryFunction<TA, TB, TOut>
    where TA : IBinaryInteger<TA> where TB : IBinaryInteger<TB> where TOut : IBinaryInteger<TOut> where TFunction : struct, IBinaryFunction<int, int, int>
{
    public TOut Apply(TA a, TB b) => TOut.CreateTruncating(function.Apply(int.CreateTruncating(a), int.CreateTruncating(b)));
}
