using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>DENSIFY: the dense form of a sparse constant, which the interpreter has spread out already.</summary>
internal sealed class Densify : Kernel
{
    public override void Prepare(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (input.Type is not (TensorType.Float32 or TensorType.Float16 or TensorType.Int8)) throw context.UnsupportedType(input);
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}; {input.Type.Name()} is expected");
        if (input.Memory != TensorMemory.Constant || WeightBytes.SparsityOf(context, input) is null)
            throw context.Refusal($"the input {input} is no sparse constant");
        context.Resize(output, input.Shape);
        context.ComputeOnce(output);
        input.Bytes.CopyTo(output.Write<byte>());
    }

    public override void Run(KernelContext context) { }
}
