using System.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The activation that an operator applies to its result, read from its options.</summary>
internal static class FusedActivation
{
    /// <exception cref="Interpretation.InterpreterException">TANH, SIGN_BIT or an unknown number: no kernel applies them.</exception>
    public static ActivationFunctionType Of(KernelContext context, string schema)
    {
        var activation = (ActivationFunctionType)context.Int32(schema, "fused_activation_function");
        return activation is ActivationFunctionType.None or ActivationFunctionType.Relu or ActivationFunctionType.ReluN1To1 or ActivationFunctionType.Relu6
            ? activation : throw context.Refusal($"the fused activation {activation} is none that it applies");
    }

    /// <summary>Bounds in a type of numbers that stand for themselves; without activation the finite range.</summary>
    public static (T Min, T Max) Range<T>(ActivationFunctionType activation) where T : INumber<T>, IMinMaxValue<T> => activation switch
    {
        ActivationFunctionType.Relu => (T.Zero, T.MaxValue),
        ActivationFunctionType.ReluN1To1 => (T.CreateTruncating(-1), T.One),
        ActivationFunctionType.Relu6 => (T.Zero, T.CreateTruncating(6)),
        _ => (T.MinValue, T.MaxValue),
    };

    /// <summary>Bounds of an output's stored numbers.</summary>
    /// <exception cref="Interpretation.InterpreterException">A bound divided by the scale leaves 32 bits.</exception>
    public static (int Min, int Max) Quantized(KernelContext context, ActivationFunctionType activation, RuntimeTensor output)
    {
        var largest = activation switch { ActivationFunctionType.Relu6 => 6, ActivationFunctionType.ReluN1To1 => 1, _ => 0 };
        if (largest / (double)output.Scale >= 1 << 30)
            throw context.Refusal($"the fused activation {activation} has no bound in the output's scale {output.Scale}");
        return ActivationRange.Quantized(activation, output);
    }
}
