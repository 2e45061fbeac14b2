using System.Numerics;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The upper half of a float32: 8 bits of exponent, 7 of fraction.</summary>
public readonly struct BFloat16 : IEquatable<BFloat16>, IComparisonOperators<BFloat16, BFloat16, bool>
{
    private readonly ushort _bits;

    private BFloat16(ushort bits) => _bits = bits;

    public static explicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value._bits << 16);

    /// <summary>The nearest value, halves to the even one; NaN stays NaN.</summary>
    public static explicit operator BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return new(float.IsNaN(value) ? (ushort)(bits >> 16 | 0x40) : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16));
    }

    public static bool operator <(BFloat16 left, BFloat16 right) => (float)left < (float)right;
    public static bool operator >(BFloat16 left, BFloat16 right) => (float)left > (float)right;
    public static bool operator <=(BFloat16 left, BFloat16 right) => (float)left <= (float)right;
    public static bool operator >=(BFloat16 left, BFloat16 right) => (float)left >= (float)right;
    public static bool operator ==(BFloat16 left, BFloat16 right) => (float)left == (float)right;
    public static bool operator !=(BFloat16 left, BFloat16 right) => (float)left != (float)right;
    public bool Equals(BFloat16 other) => ((float)this).Equals((float)other);
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);
    public override int GetHashCode() => ((float)this).GetHashCode();
}
