using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>SOFTMAX over the last dimension: e^(beta × (x − max)) / sum. INT8 and UINT8, also with an INT16 output: in fixed point, or with a table of float exponentials and
/// halves away from zero. INT16: with tables of the exponential and of 1 / (1 + x).</summary>
internal sealed class Softmax : RowKernel
{
    protected override RowLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        var beta = context.Single("SoftmaxOptions", "beta");
        if (input.Type != output.Type && !(output.Type == TensorType.Int16 && input.Type is TensorType.Int8 or TensorType.UInt8)) throw context.UnsupportedType(output);
        switch (input.Type)
        {
            case TensorType.Float32: return FloatSoftmax.Of(context.Kernels, beta);
            case TensorType.Float16: return new HalfSoftmax(beta);
            case TensorType.Int8 when output.Type == TensorType.Int8:
                context.RequireZeroPoint(output, sbyte.MinValue);
                context.RequireScale(output, 1f / 256, error: 1e-3f);
                break;
            case TensorType.Int16:
                context.RequireZeroPoint(input, 0);
                context.RequireZeroPoint(output, 0);
                context.RequireScale(output, 1f / 32768, error: 1e-3f);
                return new Int16Softmax(FixedPointFactor.Of(context.ScaleOf(input) * beta / (10.0 / 65535.0)));
        }
        return (input.Type, output.Type) switch
        {
            (TensorType.Int8, TensorType.Int8) => Quantized<sbyte, sbyte>(context, input, output, beta),
            (TensorType.Int8, TensorType.Int16) => Quantized<sbyte, short>(context, input, output, beta),
            (TensorType.UInt8, TensorType.UInt8) => Quantized<byte, byte>(context, input, output, beta),
            (TensorType.UInt8, TensorType.Int16) => Quantized<byte, short>(context, input, output, beta),
            _ => null,
        };
    }

    private static RowLoop Quantized<TIn, TOut>(KernelContext context, RuntimeTensor input, RuntimeTensor output, float beta)
        where TIn : unmanaged, System.Numerics.IBinaryInteger<TIn> where TOut : unmanaged, System.Numerics.IBinaryInteger<TOut>, System.Numerics.IMinMaxValue<TOut> =>
        ArithmeticTable.SoftmaxInt8(context.Runtime) == Arithmetic.FloatTable
            ? new FloatTableSoftmax<TIn, TOut>(context.Kernels, ExponentTable.Floats(context.ScaleOf(input), beta), context.ScaleOf(output), output.ZeroPoint)
            : new FixedPointSoftmax<TIn, TOut>(context.Kernels, ExponentTable.FixedPoint(ExponentTable.Factor(context, input, beta)));
}
