using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>MAXIMUM and MINIMUM: output = a if a > b (a &lt; b), else b; so a NaN in the second operand stays and one in the first is lost. Quantized numbers
/// are compared and copied as they are stored.</summary>
internal sealed class MaximumMinimum<TRelation> : BinaryKernel, IOrderedVisitor<BinaryLoop> where TRelation : struct, IRelation
{
    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) => ElementTypes.Ordered(a.Type, this);

    public BinaryLoop Visit<T>() where T : unmanaged, IEquatable<T>, IComparisonOperators<T, T, bool> => new BinaryLoop<T, T, T, Function<T>>(default);

    private readonly struct Function<T> : IBinaryFunction<T, T, T> where T : IComparisonOperators<T, T, bool>
    {
        public T Apply(T a, T b) => TRelation.Apply(a, b) ? a : b;
    }
}
