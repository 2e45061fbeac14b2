using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Checks of the quantization that integer arithmetic relies on.</summary>
internal static class QuantizedOperand
{
    /// <summary>Refuses a tensor whose numbers have no single finite scale above 0, or whose zero point its type cannot store.</summary>
    /// <param name="isSymmetric">Whether the zero point has to be 0.</param>
    public static void Check(KernelContext context, RuntimeTensor tensor, bool isSymmetric = false)
    {
        var quantization = tensor.Quantization;
        if (quantization.Scales.Length != 1)
            throw context.Refusal($"tensor {tensor.Index} is {tensor} and has {quantization.Scales.Length} scales; one is needed");
        if (!(quantization.Scale > 0) || !float.IsFinite(quantization.Scale))
            throw context.Refusal($"tensor {tensor.Index} has the scale {quantization.Scale}, not a number above 0");
        var (lowest, highest) = ActivationRange.TypeRange(tensor.Type);
        if (quantization.ZeroPoint < lowest || quantization.ZeroPoint > highest)
            throw context.Refusal($"tensor {tensor.Index} is {tensor} and has the zero point {quantization.ZeroPoint}, which lies outside of {lowest} to {highest}");
        if (isSymmetric && quantization.ZeroPoint != 0)
            throw context.Refusal($"tensor {tensor.Index} is {tensor} and has the zero point {quantization.ZeroPoint} instead of 0");
    }

    /// <summary>Whether a tensor holds 8-bit numbers, which never stand for themselves in arithmetic.</summary>
    public static bool IsEightBit(RuntimeTensor tensor) => tensor.Type is TensorType.Int8 or TensorType.UInt8;
}
