using System.Buffers.Binary;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Pipeline.Data;

/// <summary>One whole number as an array stores it.</summary>
internal readonly record struct NumPyNumber(NumPyType Type, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What does not fit is cut.</summary>
    public long Value => (Type.Letter, Type.Width) switch
    {
        ('i', 1) => (sbyte)Bytes.Span[0],
        ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(Bytes.Span),
        ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(Bytes.Span),
        ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span),
        ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span),
        (_, 8) => BinaryPrimitives.ReadInt64LittleEndian(Bytes.Span),
        _ => Bytes.Span[0],
    };
}
