using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ADD_N: output = the sum of two or more inputs of one shape and type, added one after the other. Floats are clamped to their finite range, int32
/// wraps.</summary>
internal sealed class AddN : Kernel
{
    public override void Prepare(KernelContext context)
    {
        var (first, output) = (context.Input(0), context.Output(0));
        if (context.InputCount < 2) throw context.Refusal($"it has {context.InputCount} input; two or more are needed");
        if (first.Type is not (TensorType.Float32 or TensorType.Int32)) throw context.UnsupportedType(first);
        if (output.Type != first.Type) throw context.Refusal($"the output is {output.Type.Name()}, not {first.Type.Name()}");
        for (var index = 1; index < context.InputCount; index++)
        {
            var input = context.Input(index);
            if (input.Type != first.Type || !input.Shape.AsSpan().SequenceEqual(first.Shape))
                throw context.Refusal($"input {index} is {input}, the first is {first}");
        }
        context.Resize(output, first.Shape);
    }

    public override void Run(KernelContext context)
    {
        if (context.Input(0).Type == TensorType.Float32) Sum<float>(context);
        else Sum<int>(context);
    }

    private static void Sum<T>(KernelContext context) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var sum = context.Output(0).Write<T>();
        var addition = new Clamped<T, Addition>(T.MinValue, T.MaxValue);
        context.Input(0).Read<T>().CopyTo(sum);
        for (var index = 1; index < context.InputCount; index++)
        {
            var input = context.Input(index).Read<T>();
            for (var element = 0; element < sum.Length; element++) sum[element] = addition.Apply(sum[element], input[element]);
        }
    }
}
