using System.Numerics;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Makes something for a type of numbers.</summary>
internal interface INumberVisitor<out TResult>
{
    TResult Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>;
}

/// <summary>Makes something for a type of integers.</summary>
internal interface IIntegerVisitor<out TResult>
{
    TResult Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>;
}

/// <summary>Makes something for a type whose values have an order.</summary>
internal interface IOrderedVisitor<out TResult>
{
    TResult Visit<T>() where T : unmanaged, IEquatable<T>, IComparisonOperators<T, T, bool>;
}

/// <summary>From a tensor's type to the type of its elements, as a generic argument. Null where the type is of another kind.</summary>
internal static class ElementTypes
{
    public static TResult? Number<TResult>(TensorType type, INumberVisitor<TResult> visitor) where TResult : class => type switch
    {
        TensorType.Float32 => visitor.Visit<float>(),
        TensorType.Float16 => visitor.Visit<Half>(),
        TensorType.Float64 => visitor.Visit<double>(),
        TensorType.Int8 => visitor.Visit<sbyte>(),
        TensorType.UInt8 => visitor.Visit<byte>(),
        TensorType.Int16 => visitor.Visit<short>(),
        TensorType.UInt16 => visitor.Visit<ushort>(),
        TensorType.Int32 => visitor.Visit<int>(),
        TensorType.UInt32 => visitor.Visit<uint>(),
        TensorType.Int64 => visitor.Visit<long>(),
        TensorType.UInt64 => visitor.Visit<ulong>(),
        _ => null,
    };

    public static TResult? Integer<TResult>(TensorType type, IIntegerVisitor<TResult> visitor) where TResult : class => type switch
    {
        TensorType.Int8 => visitor.Visit<sbyte>(),
        TensorType.UInt8 => visitor.Visit<byte>(),
        TensorType.Int16 => visitor.Visit<short>(),
        TensorType.UInt16 => visitor.Visit<ushort>(),
        TensorType.Int32 => visitor.Visit<int>(),
        TensorType.UInt32 => visitor.Visit<uint>(),
        TensorType.Int64 => visitor.Visit<long>(),
        TensorType.UInt64 => visitor.Visit<ulong>(),
        _ => null,
    };

    public static TResult? Ordered<TResult>(TensorType type, IOrderedVisitor<TResult> visitor) where TResult : class => type switch
    {
        TensorType.Float32 => visitor.Visit<float>(),
        TensorType.Float16 => visitor.Visit<Half>(),
        TensorType.BFloat16 => visitor.Visit<BFloat16>(),
        TensorType.Int8 => visitor.Visit<sbyte>(),
        TensorType.UInt8 => visitor.Visit<byte>(),
        TensorType.Int16 => visitor.Visit<short>(),
        TensorType.Int32 => visitor.Visit<int>(),
        TensorType.Int64 => visitor.Visit<long>(),
        _ => null,
    };

    /// <summary>The unsigned integer that is as wide as an element: for operators that move or combine bits. Null for elements below a byte, above 64 bits, and
    /// strings.</summary>
    public static TResult? Bits<TResult>(TensorType type, IIntegerVisitor<TResult> visitor) where TResult : class => TensorSize.BitsPerElement(type) switch
    {
        8 => visitor.Visit<byte>(),
        16 => visitor.Visit<ushort>(),
        32 => visitor.Visit<uint>(),
        64 => visitor.Visit<ulong>(),
        _ => null,
    };
}
