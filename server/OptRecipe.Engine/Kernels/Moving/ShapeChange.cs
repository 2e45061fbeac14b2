using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The same elements in another shape. Shares its input's memory where it can.</summary>
internal abstract class ShapeChange : MovingKernel
{
    public override int InPlaceInput => 0;

    protected override void Check(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (context.ElementBits(input, takesStrings: true) != context.ElementBits(output, takesStrings: true)) throw context.Refusal($"the input is {input} and the output {output}");
    }

    protected abstract ReadOnlySpan<int> NewShape(KernelContext context, RuntimeTensor input);

    protected override void Plan(KernelContext context) => context.Resize(context.Output(0), NewShape(context, context.Input(0)));

    protected override void Move(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (input.Type == TensorType.String) context.ResizeBytes(output, input.ByteCount);
        // Copying onto itself, where the output took over the input's memory, is nothing.
        input.Bytes.CopyTo(output.Write<byte>());
    }
}
