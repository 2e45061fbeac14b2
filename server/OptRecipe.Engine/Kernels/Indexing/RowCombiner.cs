using System.Numerics;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What becomes of an element that an update meets. Integers wrap; Maximum and Minimum keep the element where it does not compare (NaN).</summary>
internal enum Combination { Replace, Add, Multiply, Maximum, Minimum }

/// <summary>Combines a row of elements, given as bytes, with updates.</summary>
internal delegate void RowCombiner(Span<byte> target, ReadOnlySpan<byte> updates);

internal static class RowCombiners
{
    /// <summary>The combiner for a type; BOOL takes addition and maximum for OR, multiplication and minimum for AND. Null for a type that is no number.</summary>
    public static RowCombiner? Of(TensorType type, Combination combination) => type switch
    {
        TensorType.Float32 => Of<float>(combination),
        TensorType.Float16 => Of<Half>(combination),
        TensorType.Float64 => Of<double>(combination),
        TensorType.Int8 => Of<sbyte>(combination),
        TensorType.Int16 => Of<short>(combination),
        TensorType.Int32 => Of<int>(combination),
        TensorType.Int64 => Of<long>(combination),
        TensorType.UInt8 => Of<byte>(combination),
        TensorType.UInt16 => Of<ushort>(combination),
        TensorType.UInt32 => Of<uint>(combination),
        TensorType.UInt64 => Of<ulong>(combination),
        TensorType.Bool => Of<byte>(combination switch { Combination.Add => Combination.Maximum, Combination.Multiply => Combination.Minimum, _ => combination }),
        _ => null,
    };

    private static RowCombiner Of<T>(Combination combination) where T : unmanaged, INumber<T> => combination switch
    {
        Combination.Add => Combine<T, Sum<T>>,
        Combination.Multiply => Combine<T, Product<T>>,
        Combination.Maximum => Combine<T, Larger<T>>,
        Combination.Minimum => Combine<T, Smaller<T>>,
        _ => static (target, updates) => updates.CopyTo(target),
    };

    private static void Combine<T, TFunction>(Span<byte> target, ReadOnlySpan<byte> updates) where T : unmanaged where TFunction : struct, IBinaryFunction<T, T, T>
    {
        var (function, elements) = (default(TFunction), 0);
        var values = MemoryMarshal.Cast<byte, T>(updates);
        foreach (ref var element in MemoryMarshal.Cast<byte, T>(target)) element = function.Apply(element, values[elements++]);
    }

    private readonly struct Sum<T> : IBinaryFunction<T, T, T> where T : INumber<T>
    {
        public T Apply(T a, T b) => unchecked(a + b);
    }

    private readonly struct Product<T> : IBinaryFunction<T, T, T> where T : INumber<T>
    {
        public T Apply(T a, T b) => unchecked(a * b);
    }

    private readonly struct Larger<T> : IBinaryFunction<T, T, T> where T : INumber<T>
    {
        public T Apply(T a, T b) => a < b ? b : a;
    }

    private readonly struct Smaller<T> : IBinaryFunction<T, T, T> where T : INumber<T>
    {
        public T Apply(T a, T b) => b < a ? b : a;
    }
}
