using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The larger of two; the first where they do not compare.</summary>
internal readonly struct Larger : IArithmetic
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => a < b ? b : a;
}

/// <summary>The smaller of two; the first where they do not compare.</summary>
internal readonly struct Smaller : IArithmetic
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => b < a ? b : a;
}

/// <summary>STABLEHLO_ADD, STABLEHLO_MULTIPLY, STABLEHLO_MAXIMUM, STABLEHLO_MINIMUM: output = a ∘ b on operands of one shape, without clamping; numbers stand
/// for themselves whatever their quantization, integers wrap. Of bools, + and maximum are ∨, × and minimum ∧.</summary>
internal sealed class StableHlo<TArithmetic>(bool isOr) : BinaryKernel, INumberVisitor<BinaryLoop> where TArithmetic : struct, IArithmetic
{
    protected override Broadcasting? WalkOver(RuntimeTensor a, RuntimeTensor b) => SameShapes(a, b);

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) =>
        a.Type == TensorType.Bool ? new BinaryLoop<byte, byte, bool, Logical.Function>(new(isOr)) : ElementTypes.Number(a.Type, this);

    public BinaryLoop Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new BinaryLoop<T, T, T, Function<T>>(default);

    private readonly struct Function<T> : IBinaryFunction<T, T, T> where T : INumber<T>
    {
        public T Apply(T a, T b) => TArithmetic.Apply(a, b);
    }
}
