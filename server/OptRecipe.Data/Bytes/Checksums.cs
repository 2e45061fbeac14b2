namespace OptRecipe.Data.Bytes;

/// <summary>Cyclic redundancy checks, bits reflected.</summary>
internal static class Checksums
{
    private static readonly uint[] Ethernet = Table(0xEDB88320), Castagnoli = Table(0x82F63B78);

    /// <summary>As PNG and zip use it.</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes) => Of(bytes, Ethernet);

    /// <summary>CRC-32C, turned and shifted as TFRecord files store it, so that a checksum of checksums is none of theirs.</summary>
    public static uint MaskedCrc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = Of(bytes, Castagnoli);
        return unchecked((crc >> 15 | crc << 17) + 0xA282EAD8);
    }

    private static uint Of(ReadOnlySpan<byte> bytes, uint[] table)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = table[(byte)(crc ^ value)] ^ crc >> 8;
        return ~crc;
    }

    private static uint[] Table(uint polynomial)
    {
        var table = new uint[256];
        for (uint index = 0; index < 256; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? polynomial ^ value >> 1 : value >> 1;
            table[index] = value;
        }
        return table;
    }
}
