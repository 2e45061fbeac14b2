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
            case TensorType.Float32: return new FloatSoftmax(beta);
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
            ? new FloatTableSoftmax<TIn, TOut>(ExponentTable.Floats(context.ScaleOf(input), beta), context.ScaleOf(output), output.ZeroPoint)
            : new FixedPointSoftmax<TIn, TOut>(ExponentTable.FixedPoint(ExponentTable.Factor(context, input, beta)));
}

/// <summary>Exponentials of the 256 differences that 8-bit numbers have to their row's greatest.</summary>
internal static class ExponentTable
{
    /// <summary>Integer bits of a scaled difference.</summary>
    public const int IntegerBits = 5;

    /// <summary>e^(−scale × beta × i) in float32.</summary>
    public static float[] Floats(float scale, float beta)
    {
        var table = new float[256];
        for (var index = 0; index < table.Length; index++) table[index] = (float)Math.Exp(-scale * beta * index);
        return table;
    }

    /// <summary>The factor that makes a difference a fixed-point number with five integer bits.</summary>
    public static FixedPointFactor Factor(KernelContext context, RuntimeTensor input, double beta)
    {
        var real = Math.Min(beta * context.ScaleOf(input) * (1 << (31 - IntegerBits)), int.MaxValue);
        return real > 1 ? FixedPointFactor.Of(real) : throw context.Refusal($"the scale {input.Scale} times beta {beta} is too small for fixed-point arithmetic");
    }

    /// <summary>The least difference whose exponential is not taken as zero.</summary>
    public static int Least(FixedPointFactor factor) => -(int)Math.Floor(Math.ScaleB(((1 << IntegerBits) - 1) << (31 - IntegerBits), -factor.Shift));

    /// <summary>e^(−i × scale) without integer bits, −1 where it is taken as zero.</summary>
    public static int[] FixedPoint(FixedPointFactor factor)
    {
        var table = new int[256];
        for (var index = 0; index < table.Length; index++)
            table[index] = -index < Least(factor) ? -1 : FixedPoint32.ExpOfNegative(factor.Apply(-index, Rounding.Double), IntegerBits);
        return table;
    }
}
