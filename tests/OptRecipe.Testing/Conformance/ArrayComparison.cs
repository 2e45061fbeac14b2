using System.Runtime.InteropServices;

namespace OptRecipe.Testing.Conformance;

/// <summary>Compares a result with a stored array: bit for bit, or |a − b| ≤ atol + rtol × |b|. NaN equals NaN, an infinity only itself.</summary>
public static class ArrayComparison
{
    /// <summary>What differs, in words; null when nothing does.</summary>
    public static string? Difference(ReadOnlySpan<byte> found, NumPyArray expected, bool isExact, double relative, double absolute)
    {
        if (found.Length != expected.Bytes.Length) return $"{found.Length} bytes, {expected.Bytes.Length} are expected";
        if (found.SequenceEqual(expected.Bytes)) return null;
        return expected.Kind switch
        {
            "f4" or "c8" => Compare<float>(found, expected, value => value, isExact, relative, absolute),
            "f8" => Compare<double>(found, expected, value => value, isExact, relative, absolute),
            "f2" => Compare<Half>(found, expected, value => (double)value, isExact, relative, absolute),
            "i1" => Compare<sbyte>(found, expected, value => value, isExact, relative, absolute),
            "u1" or "b1" => Compare<byte>(found, expected, value => value, isExact, relative, absolute),
            "i2" => Compare<short>(found, expected, value => value, isExact, relative, absolute),
            "u2" => Compare<ushort>(found, expected, value => value, isExact, relative, absolute),
            "i4" => Compare<int>(found, expected, value => value, isExact, relative, absolute),
            "u4" => Compare<uint>(found, expected, value => value, isExact, relative, absolute),
            "i8" => Compare<long>(found, expected, value => value, isExact, relative, absolute),
            "u8" => Compare<ulong>(found, expected, value => value, isExact, relative, absolute),
            _ => $"the bytes of {expected.Kind} differ",
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
