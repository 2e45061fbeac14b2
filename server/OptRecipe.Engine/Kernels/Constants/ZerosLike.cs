using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ZEROS_LIKE: zeros in the input's shape and type.</summary>
internal sealed class ZerosLike : Kernel
{
    public override void Prepare(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (input.Type is not (TensorType.Float32 or TensorType.Int32 or TensorType.Int64)) throw context.UnsupportedType(input);
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}, the input {input.Type.Name()}");
        context.Resize(output, input.Shape);
    }

    public override void Run(KernelContext context) => context.Output(0).Write<byte>().Clear();
}
