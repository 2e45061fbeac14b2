namespace OptRecipe.Data.Bytes;

/// <summary>Bytes that are read by range, from any thread. Whoever opened them disposes them.</summary>
public interface IRandomBytes : IDisposable
{
    long Length { get; }

    /// <summary>Fills the destination from <paramref name="offset"/>.</summary>
    /// <exception cref="DataFormatException">The bytes end before, or cannot be unpacked.</exception>
    void Read(long offset, Span<byte> destination);
}
