using System.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The activation that an operator applies to its result, read from its options.</summary>
internal static class FusedActivation
{
    /// <summary>The activation as kernels apply it. TANH and SIGN_BIT stand in the format, but no runtime's kernel applies them: they count as none, as there.</summary>
    /// <exception cref="Interpretation.InterpreterException">A number that the format does not know.</exception>
    public static ActivationFunctionType Of(KernelContext context, string schema) => (ActivationFunctionType)context.Int32(schema, "fused_activation_function") switch
    {
        ActivationFunctionType.Tanh or ActivationFunctionType.SignBit => ActivationFunctionType.None,
        var activation when Enum.IsDefined(activation) => activation,
        var number => throw context.Refusal($"the fused activation {(int)number} is none that the format knows"),
    };

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
        var (min, max) = ActivationRange.Quantized(activation, output);
        // A zero point outside of the type leaves nothing between the bounds: the upper one is applied last.
        return (Math.Min(min, max), max);
    }
}
