namespace OptRecipe.TFLite;

/// <summary>Element types, numbered as the file numbers them.</summary>
public enum TensorType : byte
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    UInt8 = 3,
    Int64 = 4,
    String = 5,
    Bool = 6,
    Int16 = 7,
    Complex64 = 8,
    Int8 = 9,
    Float64 = 10,
    Complex128 = 11,
    UInt64 = 12,
    Resource = 13,
    Variant = 14,
    UInt32 = 15,
    UInt16 = 16,
    Int4 = 17,
    BFloat16 = 18,
    Int2 = 19,
    UInt4 = 20,
    Float8E4M3FN = 21,
    Float8E5M2 = 22,
}

public static class TensorTypeNames
{
    private static readonly string[] Names =
    [
        "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8", "FLOAT64", "COMPLEX128", "UINT64", "RESOURCE",
        "VARIANT", "UINT32", "UINT16", "INT4", "BFLOAT16", "INT2", "UINT4", "FLOAT8_E4M3FN", "FLOAT8_E5M2",
    ];

    /// <summary>The schema's own spelling, for example <c>INT8</c>; the number itself where the table does not know it.</summary>
    public static string Name(this TensorType value) => (int)value >= 0 && (int)value < Names.Length ? Names[(int)value] : ((int)value).ToString();

    /// <summary>Finds a value by the schema's spelling, exactly.</summary>
    public static bool TryParse(string name, out TensorType value)
    {
        var index = Array.IndexOf(Names, name);
        value = (TensorType)Math.Max(index, 0);
        return index >= 0;
    }

    public static ReadOnlySpan<string> All => Names;
}
