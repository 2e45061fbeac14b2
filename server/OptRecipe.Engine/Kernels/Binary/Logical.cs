using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LOGICAL_AND and LOGICAL_OR: output = a ∧ b or a ∨ b of bool tensors.</summary>
internal sealed class Logical(bool isOr) : BinaryKernel
{
    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) =>
        a.Type == TensorType.Bool ? new BinaryLoop<byte, byte, bool, Function>(new(isOr)) : null;

    public readonly struct Function(bool isOr) : IBinaryFunction<byte, byte, bool>
    {
        public bool Apply(byte a, byte b) => isOr ? (a | b) != 0 : a != 0 && b != 0;
    }
}
