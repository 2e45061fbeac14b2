namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>Integers of 4 or 2 bits, packed low bits first, as int8.</summary>
public static class PackedIntegers
{
    public static void Unpack(ReadOnlySpan<byte> packed, int bits, Span<sbyte> unpacked)
    {
        if (8 % bits != 0) throw new ArgumentOutOfRangeException(nameof(bits), bits, "1, 2, 4 or 8 is expected");
        var perByte = 8 / bits;
        for (var index = 0; index < unpacked.Length; index++)
        {
            var shifted = packed[index / perByte] << (32 - bits - index % perByte * bits);
            unpacked[index] = (sbyte)(shifted >> (32 - bits));
        }
    }
}
