using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>FILL: a tensor of the shape that the first input (int32 or int64) holds, all of it the scalar of the second. Quantized, both have the same
/// parameters.</summary>
internal sealed class Fill : Kernel, IIntegerVisitor<Fill.Loop>
{
    private Loop? _loop;

    public override void Prepare(KernelContext context)
    {
        var (shape, value, output) = (context.Input(0), context.Input(1), context.Output(0));
        ShapeOperand.Check(context, shape);
        if (value.Rank != 0) throw context.Refusal($"the value is {value}, not a scalar");
        if (output.Type != value.Type) throw context.Refusal($"the output is {output.Type.Name()}, the value {value.Type.Name()}");
        if (output.Scale != value.Scale || output.ZeroPoint != value.ZeroPoint)
            throw context.Refusal($"the output has the scale {output.Scale} and the zero point {output.ZeroPoint}, the value {value.Scale} and {value.ZeroPoint}");
        _loop = value.Type == TensorType.String ? new StringLoop() : ElementTypes.Bits(value.Type, this) ?? throw context.UnsupportedType(value);
        if (shape.IsKnown) context.Resize(output, ShapeOperand.Read(context, shape));
        if (!shape.IsKnown || value.Type == TensorType.String) context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        var output = context.Output(0);
        if (output.Memory == TensorMemory.Dynamic) context.Resize(output, ShapeOperand.Read(context, context.Input(0)));
        _loop?.Run(context, context.Input(1), output);
    }

    public Loop Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => new Loop<T>();

    internal abstract class Loop
    {
        public abstract void Run(KernelContext context, RuntimeTensor value, RuntimeTensor output);
    }

    private sealed class Loop<T> : Loop where T : unmanaged
    {
        public override void Run(KernelContext context, RuntimeTensor value, RuntimeTensor output) => output.Write<T>().Fill(value.Read<T>()[0]);
    }

    private sealed class StringLoop : Loop
    {
        public override void Run(KernelContext context, RuntimeTensor value, RuntimeTensor output) =>
            StringElements.Repeat(context, new StringElements(context, value)[0], output);
    }
}
