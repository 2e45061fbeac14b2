using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What the resizings of [batch, height, width, channel] share: input 1 holds the new height and width (int32), two flags say where the corners of elements lie, the type
/// stays.</summary>
internal abstract class ResizeKernel(string schema) : Kernel
{
    protected bool AlignCorners { get; private set; }
    protected bool HalfPixelCenters { get; private set; }

    protected abstract bool Takes(TensorType type);
    protected abstract void Compute(KernelContext context, RuntimeTensor input, RuntimeTensor output);

    public override void Prepare(KernelContext context)
    {
        var (input, size, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (!Takes(input.Type)) throw context.UnsupportedType(input);
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}, expected the input's {input.Type.Name()}");
        if (input.Rank != 4) throw context.Refusal($"the input has {input.Rank} dimensions, expected 4");
        IntegerOperand.Check(context, size, "the size", TensorType.Int32);
        if (size.Rank != 1 || size.Count != 2) throw context.Refusal($"the size has the shape {TensorShape.Text(size.Shape)}, expected [2]");
        AlignCorners = context.Bool(schema, "align_corners");
        HalfPixelCenters = context.Bool(schema, "half_pixel_centers");
        if (size.IsKnown) context.Resize(output, NewShape(context));
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        var output = context.Output(0);
        if (output.Memory == TensorMemory.Dynamic) context.Resize(output, NewShape(context));
        if (output.Count > 0) Compute(context, context.Input(0), output);
    }

    private static int[] NewShape(KernelContext context)
    {
        var input = context.Input(0);
        var size = context.Input(1).Read<int>();
        if (size[0] <= 0 || size[1] <= 0) throw context.Refusal($"the new size {size[0]} × {size[1]} is not positive");
        if (input.Dim(1) == 0 || input.Dim(2) == 0) throw context.Refusal($"the picture {input} is empty");
        return [input.Dim(0), size[0], size[1], input.Dim(3)];
    }
}
