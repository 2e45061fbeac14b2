using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What is done to the bits of two integers.</summary>
internal interface IBitOperation
{
    static abstract T Apply<T>(T a, T b) where T : IBinaryInteger<T>;
}

internal readonly struct ExclusiveOr : IBitOperation
{
    public static T Apply<T>(T a, T b) where T : IBinaryInteger<T> => a ^ b;
}

internal readonly struct BitAnd : IBitOperation
{
    public static T Apply<T>(T a, T b) where T : IBinaryInteger<T> => a & b;
}

/// <summary>Shift to the right that keeps the sign; distances below 0 count as 0, those beyond the last bit as the last bit.</summary>
internal readonly struct ShiftRight : IBitOperation
{
    public static T Apply<T>(T a, T b) where T : IBinaryInteger<T>
    {
        var last = T.CreateTruncating(int.CreateTruncating(T.PopCount(T.AllBitsSet)) - 1);
        return a >> int.CreateTruncating(T.Clamp(b, T.Zero, last));
    }
}

/// <summary>Shift to the left; distances below 0 or beyond the last bit give 0.</summary>
internal readonly struct ShiftLeft : IBitOperation
{
    public static T Apply<T>(T a, T b) where T : IBinaryInteger<T> => T.IsNegative(b) || b >= T.PopCount(T.AllBitsSet) ? T.Zero : a << int.CreateTruncating(b);
}

/// <summary>BITWISE_XOR and RIGHT_SHIFT (with broadcasting), STABLEHLO_AND and STABLEHLO_SHIFT_LEFT (without): output = a ∘ b on the integers as they are
/// stored.</summary>
internal sealed class Bitwise<TOperation>(bool broadcasts, params TensorType[] types) : BinaryKernel, IIntegerVisitor<BinaryLoop>
    where TOperation : struct, IBitOperation
{
    protected override Broadcasting? WalkOver(RuntimeTensor a, RuntimeTensor b) => broadcasts ? base.WalkOver(a, b) : SameShapes(a, b);

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) => !types.Contains(a.Type) ? null
        : a.Type == TensorType.Bool ? Visit<byte>() : ElementTypes.Integer(a.Type, this);

    public BinaryLoop Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => new BinaryLoop<T, T, T, Function<T>>(default);

    private readonly struct Function<T> : IBinaryFunction<T, T, T> where T : IBinaryInteger<T>
    {
        public T Apply(T a, T b) => TOperation.Apply(a, b);
    }
}

/// <summary>The integer types that the bitwise operators take.</summary>
internal static class BitwiseTypes
{
    public static readonly TensorType[] UpTo32 = [TensorType.Int8, TensorType.UInt8, TensorType.Int16, TensorType.UInt16, TensorType.Int32, TensorType.UInt32];
    public static readonly TensorType[] AllAndBool = [.. UpTo32, TensorType.Int64, TensorType.UInt64, TensorType.Bool];
}
