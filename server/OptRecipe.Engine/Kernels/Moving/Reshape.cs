using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RESHAPE: the same elements in another shape, of which one dimension may be −1 and is then what remains. The shape comes from the second input where that is a vector of
/// INT32, else from the options.</summary>
internal sealed class Reshape : ShapeChange
{
    private static readonly int[] ShapeInput = [1];

    protected override ReadOnlySpan<int> ShapeInputs => ShapeInput;

    protected override ReadOnlySpan<int> NewShape(KernelContext context, RuntimeTensor input)
    {
        if (context.OptionalInput(1) is { Count: > TensorShape.MaxRank } many) throw context.Refusal($"the shape operand is {many}, not one row of at most {TensorShape.MaxRank} numbers");
        int[] shape = context.OptionalInput(1) is { Type: TensorType.Int32, Rank: 1 } tensor ? tensor.Read<int>().ToArray()
            : [.. context.OptionsOf("ReshapeOptions").Int32s("new_shape")];
        // An old converter wrote a scalar's shape as [0].
        if (shape is [0] && input.Count == 1) shape = [];
        var (known, open) = (1L, -1);
        for (var index = 0; index < shape.Length; index++)
        {
            if (shape[index] < -1) throw context.Refusal($"the shape {TensorShape.Text(shape)} has a negative dimension");
            if (shape[index] != -1) known = checked(known * shape[index]);
            else if (open < 0) open = index;
            else throw context.Refusal($"the shape {TensorShape.Text(shape)} leaves two dimensions open");
        }
        if (open >= 0) shape[open] = known == 0 ? 0 : (int)(input.Count / known);
        if (TensorShape.Count(shape) != input.Count) throw context.Refusal($"the input {input} has {input.Count} elements and cannot take the shape {TensorShape.Text(shape)}");
        return shape;
    }
}
