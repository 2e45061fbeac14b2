using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>FLOOR_DIV: output = ⌊a / b⌋, floats by a division in double. The smallest integer divided by −1 is itself. A divisor of 0 is refused, in floats
/// too.</summary>
internal sealed class FloorDivide : BinaryKernel, IIntegerVisitor<BinaryLoop>
{
    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) => a.Type switch
    {
        TensorType.Float32 => new BinaryLoop<float, float, float, OfFloats>(default, 0f),
        TensorType.Int8 or TensorType.Int16 or TensorType.Int32 => ElementTypes.Integer(a.Type, this),
        _ => null,
    };

    public BinaryLoop Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => new BinaryLoop<T, T, T, OfIntegers<T>>(default, T.Zero);

    private readonly struct OfFloats : IBinaryFunction<float, float, float>
    {
        public float Apply(float a, float b) => (float)Math.Floor((double)a / b);
    }

    private readonly struct OfIntegers<T> : IBinaryFunction<T, T, T> where T : IBinaryInteger<T>
    {
        public T Apply(T a, T b)
        {
            var quotient = Division.Apply(a, b);
            return quotient * b != a && T.IsNegative(a) != T.IsNegative(b) ? quotient - T.One : quotient;
        }
    }
}

/// <summary>FLOOR_MOD: output = a − b × ⌊a / b⌋, which has the sign of b; floats from the exact remainder. An integer divisor of 0 is refused, a float one
/// gives NaN.</summary>
internal sealed class FloorMod : BinaryKernel, IIntegerVisitor<BinaryLoop>
{
    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) => a.Type switch
    {
        TensorType.Float32 => new BinaryLoop<float, float, float, OfFloats>(default),
        TensorType.Int8 or TensorType.Int16 or TensorType.Int32 or TensorType.Int64 => ElementTypes.Integer(a.Type, this),
        _ => null,
    };

    public BinaryLoop Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => new BinaryLoop<T, T, T, OfIntegers<T>>(default, T.Zero);

    private static T ToSignOf<T>(T remainder, T divisor) where T : INumber<T> =>
        remainder != T.Zero && divisor < T.Zero != remainder < T.Zero ? remainder + divisor : remainder;

    private readonly struct OfFloats : IBinaryFunction<float, float, float>
    {
        public float Apply(float a, float b) => ToSignOf(a % b, b);
    }

    private readonly struct OfIntegers<T> : IBinaryFunction<T, T, T> where T : IBinaryInteger<T>
    {
        public T Apply(T a, T b) => b == -T.One ? T.Zero : ToSignOf(a % b, b);
    }
}
