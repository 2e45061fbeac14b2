namespace OptRecipe.TFLite.Operators;

/// <summary>Sizes of tensors from shape and type.</summary>
public static class TensorSize
{
    /// <summary>Bits of one element; 0 for types without a fixed size (STRING, RESOURCE, VARIANT) and for unknown ones.</summary>
    public static int BitsPerElement(TensorType type) => type switch
    {
        TensorType.Int2 => 2,
        TensorType.Int4 or TensorType.UInt4 => 4,
        TensorType.UInt8 or TensorType.Int8 or TensorType.Bool or TensorType.Float8E4M3FN or TensorType.Float8E5M2 => 8,
        TensorType.Float16 or TensorType.BFloat16 or TensorType.Int16 or TensorType.UInt16 => 16,
        TensorType.Float32 or TensorType.Int32 or TensorType.UInt32 => 32,
        TensorType.Int64 or TensorType.UInt64 or TensorType.Float64 or TensorType.Complex64 => 64,
        TensorType.Complex128 => 128,
        _ => 0,
    };

    /// <summary>Elements of the static shape: 1 for a scalar; −1 when a dimension is negative or the product leaves 64 bits.</summary>
    public static long ElementCount(Tensor tensor)
    {
        if (tensor.Shape.IsDefault) return 1;
        if (tensor.Shape.Contains(0)) return 0;
        Int128 count = 1;
        foreach (var dimension in tensor.Shape)
        {
            count *= dimension;
            if (dimension < 0 || count > long.MaxValue) return -1;
        }
        return (long)count;
    }

    /// <summary>Bytes of the tensor's data, elements narrower than a byte packed without gaps and the last byte filled up; −1 when shape or type do not say.</summary>
    public static long Bytes(Tensor tensor) => Bytes(tensor.Type, ElementCount(tensor));

    public static long Bytes(TensorType type, long elementCount)
    {
        var bits = BitsPerElement(type);
        return bits == 0 || elementCount < 0 || elementCount > (long.MaxValue - 7) / bits ? -1 : (elementCount * bits + 7) / 8;
    }
}
