using System.Runtime.InteropServices;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Testing.Conformance;

/// <summary>Compares a result with a stored array: bit for bit, or |a − b| ≤ atol + rtol × |b|. NaN equals NaN, an infinity only itself.</summary>
public static class ArrayComparison
{
    /// <summary>Relative and absolute tolerance of a whole network's float outputs: the roundings of ten and more layers add up, and those of large values end up in small ones.
    /// Single operators have tighter ones.</summary>
    public const double NetworkTolerance = 1e-4;

    /// <summary>What differs, in words; null when nothing does.</summary>
    public static string? Difference(NumPyArray found, NumPyArray expected, bool isExact, double relative, double absolute)
    {
        if (!found.Shape.AsSpan().SequenceEqual(expected.Shape) || found.Type != expected.Type && !(found.Type.IsText && expected.Type.IsText)) return $"found {found}, expected {expected}";
        if (found.Type.IsText) return found.ToStrings().SequenceEqual(expected.ToStrings(), StringComparer.Ordinal) ? null : "the strings differ";
        if (found.Bytes.AsSpan().SequenceEqual(expected.Bytes)) return null;
        return expected.Type.ToString() switch
        {
            "f4" or "c8" => Compare<float>(found.Bytes, expected, value => value, isExact, relative, absolute),
            "f8" => Compare<double>(found.Bytes, expected, value => value, isExact, relative, absolute),
            "f2" => Compare<Half>(found.Bytes, expected, value => (double)value, isExact, relative, absolute),
            "i1" => Compare<sbyte>(found.Bytes, expected, value => value, isExact, relative, absolute),
            "u1" or "b1" => Compare<byte>(found.Bytes, expected, value => value, isExact, relative, absolute),
            "i2" => Compare<short>(found.Bytes, expected, value => value, isExact, relative, absolute),
            "u2" => Compare<ushort>(found.Bytes, expected, value => value, isExact, relative, absolute),
            "i4" => Compare<int>(found.Bytes, expected, value => value, isExact, relative, absolute),
            "u4" => Compare<uint>(found.Bytes, expected, value => value, isExact, relative, absolute),
            "i8" => Compare<long>(found.Bytes, expected, value => value, isExact, relative, absolute),
            "u8" => Compare<ulong>(found.Bytes, expected, value => value, isExact, relative, absolute),
            _ => $"the bytes of {expected.Type.Name} differ",
        };
    }

    private static string? Compare<T>(ReadOnlySpan<byte> found, NumPyArray expected, Func<T, double> toDouble, bool isExact, double relative, double absolute) where T : unmanaged, IEquatable<T>
    {
        var (a, b) = (MemoryMarshal.Cast<byte, T>(found).ToArray(), MemoryMarshal.Cast<byte, T>(expected.Bytes).ToArray());
        int count = 0, first = -1;
        var largest = 0.0;
        for (var index = 0; index < a.Length; index++)
        {
            var (x, y) = (toDouble(a[index]), toDouble(b[index]));
            if (AreBitsEqual(a[index], b[index]) || double.IsNaN(x) && double.IsNaN(y)) continue;
            var distance = Math.Abs(x - y);
            if (!isExact && (x == y || distance <= absolute + relative * Math.Abs(y))) continue;
            if (first < 0) first = index;
            count++;
            largest = Math.Max(largest, double.IsNaN(distance) ? double.PositiveInfinity : distance);
        }
        return count == 0 ? null : $"{count} of {a.Length} differ, the largest by {largest:G4}; at {first} found {a[first]}, expected {b[first]}";
    }

    private static bool AreBitsEqual<T>(T a, T b) where T : unmanaged =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in a)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in b)));
}
