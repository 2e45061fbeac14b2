using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Activations of float recurrent kernels, computed in double and rounded once.</summary>
internal static class RecurrentActivation
{
    /// <summary>The fused activation of an operator.</summary>
    public static ActivationFunctionType Of(KernelContext context, string schema)
    {
        var activation = (ActivationFunctionType)context.Int32(schema, "fused_activation_function");
        return activation is >= ActivationFunctionType.None and <= ActivationFunctionType.SignBit ? activation : throw context.Refusal($"there is no activation {(int)activation}");
    }

    /// <param name="inVectors">Whether in vectors of the processor.</param>
    public static void Sigmoid(Span<float> values, bool inVectors)
    {
        if (inVectors) GateLoops.Sigmoid(values);
        else
            foreach (ref var value in values) value = (float)(1 / (1 + Math.Exp(-(double)value)));
    }

    public static void Apply(Span<float> values, ActivationFunctionType activation, bool inVectors)
    {
        switch (activation)
        {
            case ActivationFunctionType.Tanh when inVectors: GateLoops.Tanh(values); break;
            case ActivationFunctionType.Tanh:
                foreach (ref var value in values) value = (float)Math.Tanh(value);
                break;
            case ActivationFunctionType.Relu:
                foreach (ref var value in values) value = Math.Max(0, value);
                break;
            case ActivationFunctionType.ReluN1To1:
                foreach (ref var value in values) value = Math.Clamp(value, -1, 1);
                break;
            case ActivationFunctionType.Relu6:
                foreach (ref var value in values) value = Math.Clamp(value, 0, 6);
                break;
            case ActivationFunctionType.SignBit:
                foreach (ref var value in values) value = float.IsNegative(value) ? 1 : 0;
                break;
        }
    }
}
