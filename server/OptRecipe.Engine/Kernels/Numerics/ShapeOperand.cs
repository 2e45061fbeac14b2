using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>An operand that holds a shape: int32 or int64 numbers in one dimension.</summary>
internal static class ShapeOperand
{
    /// <exception cref="Interpretation.InterpreterException">It has another type or rank, or more dimensions than a tensor may have.</exception>
    public static void Check(KernelContext context, RuntimeTensor shape)
    {
        if (shape.Type is not (TensorType.Int32 or TensorType.Int64)) throw context.Refusal($"the shape is {shape.Type.Name()}, not int32 or int64");
        if (shape.Rank != 1 || shape.Count > TensorShape.MaxRank)
            throw context.Refusal($"the shape operand is {shape}, not one row of at most {TensorShape.MaxRank} numbers");
    }

    /// <summary>The dimensions; negative or too large ones are refused.</summary>
    public static int[] Read(KernelContext context, RuntimeTensor shape)
    {
        var dimensions = new int[shape.Count];
        for (var index = 0; index < dimensions.Length; index++)
        {
            var dimension = shape.Type == TensorType.Int32 ? shape.Read<int>()[index] : shape.Read<long>()[index];
            if (dimension is < 0 or > int.MaxValue) throw context.Refusal($"dimension {index} of the shape is {dimension}");
            dimensions[index] = (int)dimension;
        }
        return dimensions;
    }
}
