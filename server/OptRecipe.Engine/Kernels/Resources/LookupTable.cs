using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>A hash table from int64 to strings or from strings to int64, filled once.</summary>
internal sealed class LookupTable(TensorType keyType)
{
    /// <summary>What an entry takes beside its key and value.</summary>
    public const int EntryByteCount = 100;
    public TensorType KeyType => keyType;
    public bool IsFilled { get; set; }
    public Dictionary<long, byte[]> Texts { get; } = [];
    public Dictionary<byte[], long> Numbers { get; } = new(ByteString.Comparer);
    public long Count => (long)Texts.Count + Numbers.Count;

    /// <summary>Strings by their bytes, looked up without a copy.</summary>
    private sealed class ByteString : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static ByteString Comparer { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);
        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());
        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
