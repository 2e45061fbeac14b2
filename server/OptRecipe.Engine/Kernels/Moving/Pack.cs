using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>PACK: inputs of one shape along a new axis of the output; −1 is its last. Nothing is rescaled: scale and zero point have to be the output's.</summary>
internal sealed class Pack : MovingKernel
{
    private readonly Joining _joining = new();
    private int _axis, _bits;

    protected override void Check(KernelContext context)
    {
        var (first, output) = (context.Input(0), context.Output(0));
        context.RequireInputs(context.Int32("PackOptions", "values_count"));
        _bits = 8 * context.ElementBytes(first);
        _axis = context.Axis(context.Int32("PackOptions", "axis"), first.Rank + 1);
        context.RequireType(output, first.Type);
        for (var part = 0; part < context.InputCount; part++)
        {
            var input = context.Input(part);
            if (input.Type != first.Type || !input.Shape.AsSpan().SequenceEqual(first.Shape)) throw context.Refusal($"the inputs {first} and {input} differ");
            context.RequireSameQuantization(input, output);
        }
    }

    protected override void Plan(KernelContext context)
    {
        var shape = context.Input(0).Shape;
        _joining.Plan(TensorShape.Count(shape, 0, _axis), context.InputCount);
        var inner = TensorShape.Count(shape, _axis, shape.Length);
        for (var part = 0; part < context.InputCount; part++) _joining.SetLength(part, inner);
        context.Resize(context.Output(0), [.. shape.AsSpan(0, _axis), context.InputCount, .. shape.AsSpan(_axis)]);
    }

    protected override void Move(KernelContext context) => _joining.Join(context, _bits);
}
