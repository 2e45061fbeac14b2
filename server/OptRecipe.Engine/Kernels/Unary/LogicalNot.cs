using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LOGICAL_NOT of BOOL.</summary>
internal sealed class LogicalNot : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output) => input.Type == TensorType.Bool ? ElementLoop.Of<byte, byte, Not>(default) : null;

    private readonly struct Not : IUnaryFunction<byte, byte>
    {
        public byte Apply(byte x) => x == 0 ? (byte)1 : (byte)0;
    }
}
