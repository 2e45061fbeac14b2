using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>BITCAST: the same bytes as another type. Elements of a narrower type get a dimension of their own at the end; for a wider type the last dimension is one element.</summary>
internal sealed class Bitcast : Kernel
{
    public override int InPlaceInput => 0;

    public override void Prepare(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        var (from, to) = (Size(context, input), Size(context, output));
        context.RequireDense(input);
        if (from < to && (input.Rank == 0 || input.Shape[^1] != to / from)) throw context.Refusal($"the last dimension of {input} has to be {to / from} for {output.Type.Name()}");
        context.Resize(output, from == to ? input.Shape : from > to ? [.. input.Shape, from / to] : input.Shape.AsSpan()[..^1]);
    }

    public override void Run(KernelContext context) => context.Input(0).Bytes.CopyTo(context.Output(0).Write<byte>());

    private static int Size(KernelContext context, RuntimeTensor tensor) =>
        TensorSize.BitsPerElement(tensor.Type) is >= 8 and var bits ? bits / 8 : throw context.UnsupportedType(tensor);
}
