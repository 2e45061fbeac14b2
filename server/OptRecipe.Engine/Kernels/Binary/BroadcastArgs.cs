using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>BROADCAST_ARGS: the shape that two operands with the given shapes have when they are broadcast together. Computed while preparing when both are
/// known.</summary>
internal sealed class BroadcastArgs : Kernel
{
    private bool _isComputed;

    public override void Prepare(KernelContext context)
    {
        var (first, second, output) = (context.Input(0), context.Input(1), context.Output(0));
        ShapeOperand.Check(context, first);
        ShapeOperand.Check(context, second);
        if (first.Type != second.Type || output.Type != first.Type)
            throw context.Refusal($"the shapes are {first.Type.Name()} and {second.Type.Name()}, the output {output.Type.Name()}; all have to be the same");
        context.Resize(output, Math.Max(first.Count, second.Count));
        _isComputed = first.IsKnown && second.IsKnown;
        if (!_isComputed) return;
        context.ComputeOnce(output);
        Compute(context);
    }

    public override void Run(KernelContext context)
    {
        if (!_isComputed) Compute(context);
    }

    private static void Compute(KernelContext context)
    {
        if (context.Output(0).Type == TensorType.Int32) Compute<int>(context);
        else Compute<long>(context);
    }

    private static void Compute<T>(KernelContext context) where T : unmanaged, IBinaryInteger<T>
    {
        var first = context.Input(0).Read<T>();
        var second = context.Input(1).Read<T>();
        var output = context.Output(0).Write<T>();
        for (var back = 1; back <= output.Length; back++)
        {
            var (a, b) = (back <= first.Length ? first[^back] : T.One, back <= second.Length ? second[^back] : T.One);
            if (a != T.One && b != T.One && a != b) throw context.Refusal($"dimensions {a} and {b}, counted {back} from the last, do not fit together");
            output[^back] = a == T.One ? b : a;
        }
    }
}
