using System.Numerics;
using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>MAXIMUM and MINIMUM: output = a if a > b (a &lt; b), else b; so a NaN in the second operand stays and one in the first is lost. Quantized numbers
/// are compared and copied as they are stored.</summary>
internal sealed class MaximumMinimum<TRelation> : BinaryKernel, IOrderedVisitor<BinaryLoop> where TRelation : struct, IRelation
{
    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) =>
        a.Type == TensorType.Float32 ? FloatRows.Of(context.Kernels, default(OfFloats)) : ElementTypes.Ordered(a.Type, this);

    public BinaryLoop Visit<T>() where T : unmanaged, IEquatable<T>, IComparisonOperators<T, T, bool> => new BinaryLoop<T, T, T, Function<T>>(default);

    private readonly struct OfFloats : IFloatPairFunction
    {
        public float Apply(float a, float b) => TRelation.Apply(a, b) ? a : b;
        public (float First, float Second) Constants => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T OfVectors<T>(T a, T b, T first, T second) where T : struct, IFloats<T> => TRelation.Apply(2, 1) ? T.Larger(a, b) : T.Smaller(a, b);
    }

    private readonly struct Function<T> : IBinaryFunction<T, T, T> where T : IComparisonOperators<T, T, bool>
    {
        public T Apply(T a, T b) => TRelation.Apply(a, b) ? a : b;
    }
}
