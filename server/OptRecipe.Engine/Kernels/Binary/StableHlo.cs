using System.Numerics;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The larger of two; the first where they do not compare.</summary>
internal readonly struct Larger : IArithmetic
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => a < b ? b : a;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OfVectors<T>(T a, T b) where T : struct, IFloats<T> => T.Larger(b, a);
}

/// <summary>The smaller of two; the first where they do not compare.</summary>
internal readonly struct Smaller : IArithmetic
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => b < a ? b : a;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OfVectors<T>(T a, T b) where T : struct, IFloats<T> => T.Smaller(b, a);
}

/// <summary>STABLEHLO_ADD, STABLEHLO_MULTIPLY, STABLEHLO_MAXIMUM, STABLEHLO_MINIMUM: output = a ∘ b on operands of one shape, without clamping; numbers stand
/// for themselves whatever their quantization, integers wrap. Of bools, + and maximum are ∨, × and minimum ∧.</summary>
internal sealed class StableHlo<TArithmetic>(bool isOr) : BinaryKernel, INumberVisitor<BinaryLoop> where TArithmetic : struct, IArithmetic
{
    protected override Broadcasting? WalkOver(RuntimeTensor a, RuntimeTensor b) => SameShapes(a, b);

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) =>
        a.Type == TensorType.Bool ? new BinaryLoop<byte, byte, bool, Logical.Function>(new(isOr)) : a.Type == TensorType.Float32 ? FloatRows.Of(context.Kernels, default(OfFloats)) : ElementTypes.Number(a.Type, this);

    public BinaryLoop Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new BinaryLoop<T, T, T, Function<T>>(default);

    private readonly struct OfFloats : IFloatPairFunction
    {
        public float Apply(float a, float b) => TArithmetic.Apply(a, b);
        public (float First, float Second) Constants => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVectors<T>(T a, T b, T first, T second) where T : struct, IFloats<T> => TArithmetic.OfVectors(a, b);
    }

    private readonly struct Function<T> : IBinaryFunction<T, T, T> where T : INumber<T>
    {
        public T Apply(T a, T b) => TArithmetic.Apply(a, b);
    }
}
