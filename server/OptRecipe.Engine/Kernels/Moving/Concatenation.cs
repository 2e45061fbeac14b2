using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>CONCATENATION: the inputs one after another along an axis; scalars become a vector. UINT8 inputs whose scale or zero point is not the output's are rescaled in float32:
/// q = round(x × s + b) + output zero point, halves away from zero, cut to 0 … 255, with s = input scale × (1 / output scale) and b = −zero point × s. Other types are copied; INT8
/// has to agree in scale and zero point, INT16 has no zero point.</summary>
internal sealed class Concatenation : MovingKernel
{
    private readonly Joining _joining = new();
    private int _axis, _bits;

    protected override void Check(KernelContext context)
    {
        var (first, output) = (context.Input(0), context.Output(0));
        _bits = context.ElementBits(first);
        _axis = context.Axis(context.Int32("ConcatenationOptions", "axis"), Math.Max(first.Rank, 1));
        context.RequireType(output, first.Type);
        if (context.Int32("ConcatenationOptions", "fused_activation_function") != (int)ActivationFunctionType.None) throw context.Refusal("it has no fused activation");
        for (var part = 0; part < context.InputCount; part++)
        {
            var input = context.Input(part);
            context.RequireType(input, first.Type);
            context.RequireRank(input, first.Rank);
            for (var dimension = 0; dimension < first.Rank; dimension++)
                if (dimension != _axis && input.Dim(dimension) != first.Dim(dimension)) throw context.Refusal($"the inputs {first} and {input} differ beside axis {_axis}");
            if (first.Type == TensorType.Int8) context.RequireSameQuantization(input, output);
            if (first.Type == TensorType.Int16) context.RequireNoZeroPoint(input);
        }
        if (first.Type == TensorType.Int16) context.RequireNoZeroPoint(output);
    }

    protected override void Plan(KernelContext context)
    {
        int[] shape = context.Input(0).Rank == 0 ? [1] : [.. context.Input(0).Shape];
        var inner = TensorShape.Count(shape, _axis + 1, shape.Length);
        _joining.Plan(TensorShape.Count(shape, 0, _axis), context.InputCount);
        shape[_axis] = 0;
        for (var part = 0; part < context.InputCount; part++)
        {
            var size = context.Input(part).Rank == 0 ? 1 : context.Input(part).Dim(_axis);
            shape[_axis] = checked(shape[_axis] + size);
            _joining.SetLength(part, checked(size * inner));
        }
        context.Resize(context.Output(0), shape);
    }

    protected override void Move(KernelContext context)
    {
        _joining.Join(context, _bits);
        if (context.Output(0).Type == TensorType.UInt8) Rescale(context);
    }

    private void Rescale(KernelContext context)
    {
        var output = context.Output(0);
        var values = output.Write<byte>();
        var (outer, whole) = (TensorShape.Count(output.Shape, 0, _axis), TensorShape.Count(output.Shape, _axis, output.Rank));
        var start = 0;
        for (var part = 0; part < context.InputCount && whole > 0; part++)
        {
            var input = context.Input(part);
            var length = outer == 0 ? 0 : input.Count / outer;
            if (input.Scale != output.Scale || input.ZeroPoint != output.ZeroPoint)
                for (var block = 0; block < outer; block++) Rescale(values.Slice(block * whole + start, length), input, output);
            start += length;
        }
    }

    private static void Rescale(Span<byte> values, RuntimeTensor input, RuntimeTensor output)
    {
        var scale = input.Scale * (1f / output.Scale);
        var bias = -input.ZeroPoint * scale;
        foreach (ref var value in values)
            value = (byte)Math.Clamp((long)MathF.Round(value * scale + bias, MidpointRounding.AwayFromZero) + output.ZeroPoint, byte.MinValue, byte.MaxValue);
    }
}
