using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>AVERAGE_POOL_2D: sum of the window / elements of the window inside the picture. int8, uint8 and int16 average the stored numbers, halves away from zero, without rescaling.</summary>
internal sealed class AveragePool2D : PoolKernel
{
    protected override bool Takes(TensorType type) => type is TensorType.Float32 or TensorType.UInt8 or TensorType.Int8 or TensorType.Int16;

    protected override void Compute(in PoolPart part)
    {
        switch (part.Input.Type)
        {
            case TensorType.Float32: PoolVectors<float, AveragePoolSingle>(part, new(SingleRange.Min, SingleRange.Max)); break;
            case TensorType.UInt8: Average<byte>(part); break;
            case TensorType.Int8: Average<sbyte>(part); break;
            case TensorType.Int16: Average<short>(part); break;
        }
    }
}

/// <summary>MAX_POOL_2D: the largest element of the window, of stored numbers without rescaling.</summary>
internal sealed class MaxPool2D : PoolKernel
{
    protected override bool Takes(TensorType type) => type is TensorType.Float32 or TensorType.UInt8 or TensorType.Int8 or TensorType.Int16;

    protected override void Compute(in PoolPart part)
    {
        var (min, max) = IntegerRange;
        switch (part.Input.Type)
        {
            case TensorType.Float32: PoolVectors<float, MaxPoolFunction<float>>(part, new(SingleRange.Min, SingleRange.Max)); break;
            case TensorType.UInt8: PoolVectors<byte, MaxPoolFunction<byte>>(part, new((byte)min, (byte)max)); break;
            case TensorType.Int8: PoolVectors<sbyte, MaxPoolFunction<sbyte>>(part, new((sbyte)min, (sbyte)max)); break;
            case TensorType.Int16: PoolVectors<short, MaxPoolFunction<short>>(part, new((short)min, (short)max)); break;
        }
    }
}

/// <summary>L2_POOL_2D: the root of the mean of the squares of the window, float32.</summary>
internal sealed class L2Pool2D : PoolKernel
{
    protected override bool Takes(TensorType type) => type == TensorType.Float32;

    protected override void Compute(in PoolPart part) =>
        PoolVectors<float, L2PoolFunction>(part, new(SingleRange.Min, SingleRange.Max));
}
