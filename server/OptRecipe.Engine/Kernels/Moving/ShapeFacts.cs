using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SHAPE (the input's dimensions, INT32 or INT64) and RANK (their number, an INT32 scalar): known as soon as the graph is prepared.</summary>
internal abstract class ShapeFact : Kernel
{
    public override void Run(KernelContext context) { }
}

/// <inheritdoc cref="ShapeFact"/>
internal sealed class Shape : ShapeFact
{
    public override void Prepare(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (output.Type is not (TensorType.Int32 or TensorType.Int64)) throw context.UnsupportedType(output);
        context.Resize(output, input.Rank);
        context.ComputeOnce(output);
        for (var dimension = 0; dimension < input.Rank; dimension++)
        {
            if (output.Type == TensorType.Int32) output.Write<int>()[dimension] = input.Dim(dimension);
            else output.Write<long>()[dimension] = input.Dim(dimension);
        }
    }
}

/// <inheritdoc cref="ShapeFact"/>
internal sealed class Rank : ShapeFact
{
    public override void Prepare(KernelContext context)
    {
        var output = context.Output(0);
        context.RequireType(output, TensorType.Int32);
        context.Resize(output);
        context.ComputeOnce(output);
        output.Write<int>()[0] = context.Input(0).Rank;
    }
}
