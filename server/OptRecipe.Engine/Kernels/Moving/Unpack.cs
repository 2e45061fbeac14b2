using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>UNPACK: the slices of the input along an axis, which falls away, one to an output. Nothing is rescaled: scale and zero point have to be the input's.</summary>
internal sealed class Unpack : MovingKernel
{
    private readonly Joining _joining = new();
    private int _axis, _bits;

    protected override void Check(KernelContext context)
    {
        var input = context.Input(0);
        _bits = 8 * context.ElementBytes(input);
        _axis = context.Axis(context.Int32("UnpackOptions", "axis"), input.Rank);
        context.RequireOutputs(context.Int32("UnpackOptions", "num"));
        context.RequireOutputs(input.Dim(_axis));
        for (var part = 0; part < context.OutputCount; part++)
        {
            context.RequireType(context.Output(part), input.Type);
            context.RequireSameQuantization(input, context.Output(part));
        }
    }

    protected override void Plan(KernelContext context)
    {
        var shape = context.Input(0).Shape;
        _joining.Plan(TensorShape.Count(shape, 0, _axis), context.OutputCount);
        var inner = TensorShape.Count(shape, _axis + 1, shape.Length);
        for (var part = 0; part < context.OutputCount; part++)
        {
            context.Resize(context.Output(part), [.. shape.AsSpan(0, _axis), .. shape.AsSpan(_axis + 1)]);
            _joining.SetLength(part, inner);
        }
    }

    protected override void Move(KernelContext context) => _joining.Separate(context, context.Input(0), _bits);
}
