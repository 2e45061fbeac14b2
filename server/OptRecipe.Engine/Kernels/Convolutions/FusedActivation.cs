using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The range of a fused activation, checked.</summary>
internal static class FusedActivation
{
    public static ActivationFunctionType Read(KernelContext context, string schema)
    {
        var activation = (ActivationFunctionType)context.Int32(schema, "fused_activation_function");
        return activation is ActivationFunctionType.None or ActivationFunctionType.Relu or ActivationFunctionType.ReluN1To1 or ActivationFunctionType.Relu6 ? activation
            : throw context.Refusal($"it fuses the activation {activation}; only NONE, RELU, RELU_N1_TO_1 and RELU6 are ranges");
    }

    /// <exception cref="Interpretation.InterpreterException">A bound of the activation, quantized, leaves 32 bits.</exception>
    public static (int Min, int Max) Quantized(KernelContext context, ActivationFunctionType activation, RuntimeTensor output)
    {
        if (activation is not ActivationFunctionType.None && 6 / output.Scale >= 1 << 30)
            throw context.Refusal($"the output scale {output.Scale:R} is too small for the fused activation {activation}");
        return ActivationRange.Quantized(activation, output);
    }
}
