using System.Buffers.Binary;

namespace OptRecipe.TFLite.Files;

internal static class FileIdentifier
{
    /// <summary>Four bytes as text in quotes where they are printable, else as hexadecimal.</summary>
    public static string Quote(uint identifier)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, identifier);
        return bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 ? $"\"{System.Text.Encoding.ASCII.GetString(bytes)}\"" : $"0x{Convert.ToHexString(bytes)}";
    }
}
