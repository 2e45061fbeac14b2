using System.Collections.Immutable;

namespace OptRecipe.TFLite;

/// <summary>Fields of a table that the schema table does not name, kept so that writing loses nothing.</summary>
public sealed record UnknownFields(ImmutableArray<UnknownField> Fields)
{
    public static UnknownFields None { get; } = new(ImmutableArray<UnknownField>.Empty);
    public bool IsEmpty => Fields.IsEmpty;
}

/// <param name="Index">The field's index in its table: vtable slot = 4 + 2 × index.</param>
/// <param name="Inline">The bytes that stand in the table itself, as in the file.</param>
/// <param name="Position">Where they stand in the file: an offset among them is relative to this.</param>
public sealed record UnknownField(int Index, ImmutableArray<byte> Inline, long Position);
