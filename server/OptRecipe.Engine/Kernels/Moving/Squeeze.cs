using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>SQUEEZE: drops dimensions of size 1, those of <c>squeeze_dims</c> (negative ones count from the back) or, where that is empty, all.</summary>
internal sealed class Squeeze : ShapeChange
{
    protected override ReadOnlySpan<int> NewShape(KernelContext context, RuntimeTensor input)
    {
        var axes = context.OptionsOf("SqueezeOptions").Int32s("squeeze_dims");
        var isDropped = new bool[input.Rank];
        foreach (var given in axes)
        {
            var axis = context.Axis(given, input.Rank);
            if (input.Dim(axis) != 1) throw context.Refusal($"dimension {axis} of the input {input} is not 1");
            isDropped[axis] = true;
        }
        var shape = new List<int>(input.Rank);
        for (var dimension = 0; dimension < input.Rank; dimension++)
            if (axes.Length == 0 ? input.Dim(dimension) != 1 : !isDropped[dimension]) shape.Add(input.Dim(dimension));
        return shape.ToArray();
    }
}
