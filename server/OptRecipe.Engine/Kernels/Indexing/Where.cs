using System.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>WHERE: the indices of all elements that are not zero, a row of INT64 each, in the order of the elements. A NaN is not zero.</summary>
internal sealed class Where : MovingKernel
{
    private static readonly int[] ConditionInput = [0];

    protected override ReadOnlySpan<int> ShapeInputs => ConditionInput;

    protected override void Check(KernelContext context)
    {
        var condition = context.Input(0);
        if (condition.Type is not (TensorType.Bool or TensorType.Float32 or TensorType.Int64 or TensorType.Int32 or TensorType.Int8 or TensorType.UInt8 or TensorType.UInt32))
            throw context.UnsupportedType(condition);
        context.RequireType(context.Output(0), TensorType.Int64);
        if (condition.Rank == 0) throw context.Refusal("the condition is a scalar");
    }

    protected override void Plan(KernelContext context) => context.Resize(context.Output(0), Visit(context, default), context.Input(0).Rank);

    protected override void Move(KernelContext context) => Visit(context, context.Output(0).Write<long>());

    private static int Visit(KernelContext context, Span<long> indices) => context.Input(0).Type switch
    {
        // The sign bit alone is zero.
        TensorType.Float32 => Visit(context.Input(0), indices, 0x7FFF_FFFFu),
        TensorType.Int32 or TensorType.UInt32 => Visit(context.Input(0), indices, uint.MaxValue),
        TensorType.Int64 => Visit(context.Input(0), indices, ulong.MaxValue),
        _ => Visit(context.Input(0), indices, byte.MaxValue),
    };

    /// <summary>Counts the elements with a bit of the mask, and writes their indices where there is room for them.</summary>
    private static int Visit<T>(RuntimeTensor condition, Span<long> indices, T mask) where T : unmanaged, IBinaryInteger<T>
    {
        var (rank, count) = (condition.Rank, 0);
        var values = condition.Read<T>();
        for (var element = 0; element < values.Length; element++)
        {
            if ((values[element] & mask) == T.Zero) continue;
            if (!indices.IsEmpty) Unravel(element, condition.Shape, indices.Slice(count * rank, rank));
            count++;
        }
        return count;
    }

    private static void Unravel(int element, int[] shape, Span<long> index)
    {
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--) (element, index[dimension]) = Math.DivRem(element, shape[dimension]);
    }
}
