using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>L2_NORMALIZATION over the last dimension: x / max(sqrt(sum of x²), 1e-6). 8 bits, with the output scale 1/128 and the zero point in the middle of the type: by the
/// inverse root in fixed point, rounded twice.</summary>
internal sealed class L2Normalization : RowKernel
{
    protected override RowLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        context.RequireType(output, input.Type);
        if (context.OptionsOf("L2NormOptions").Int32("fused_activation_function") is not (int)ActivationFunctionType.None and var activation)
            throw context.Refusal($"no activation can be fused, the file asks for {(ActivationFunctionType)activation}");
        if (input.Type is TensorType.Int8 or TensorType.UInt8)
        {
            context.RequireScale(output, 1f / 128, error: 0);
            context.RequireZeroPoint(output, output.Type == TensorType.UInt8 ? 128 : 0);
        }
        return input.Type switch
        {
            TensorType.Float32 => new FloatLoop(),
            TensorType.Int8 => new FixedPointLoop<sbyte>(input.ZeroPoint, output.ZeroPoint),
            TensorType.UInt8 => new FixedPointLoop<byte>(input.ZeroPoint, output.ZeroPoint),
            _ => null,
        };
    }

    private sealed class FloatLoop : RowLoop<float, float>
    {
        protected override void Row(ReadOnlySpan<float> input, Span<float> output)
        {
            var sum = 0f;
            foreach (var x in input) sum += x * x;
            var root = MathF.Sqrt(sum);
            if (root < 1e-6f) root = 1e-6f;
            for (var index = 0; index < input.Length; index++) output[index] = input[index] / root;
        }
    }

    private sealed class FixedPointLoop<T>(int inputZeroPoint, int outputZeroPoint) : RowLoop<T, T> where T : unmanaged, IBinaryInteger<T>
    {
        private const int OutputFractionalBits = 7;

        protected override void Row(ReadOnlySpan<T> input, Span<T> output)
        {
            var sum = 0;
            foreach (var x in input)
            {
                var centered = int.CreateTruncating(x) - inputZeroPoint;
                sum += centered * centered;
            }
            var root = InverseSquareRoot.Of(sum);
            for (var index = 0; index < input.Length; index++)
                output[index] = T.CreateSaturating(Scale(int.CreateTruncating(input[index]) - inputZeroPoint, root) + outputZeroPoint);
        }

        /// <summary>The fractional bits of the output come from the number itself for UINT8, from the factor's shift for INT8, which rounds once less.</summary>
        private static int Scale(int x, FixedPointFactor root) => typeof(T) == typeof(byte) ? root.Apply(x << OutputFractionalBits, Rounding.Double)
            : (root with { Shift = root.Shift + OutputFractionalBits }).Apply(x, Rounding.Double);
    }
}
