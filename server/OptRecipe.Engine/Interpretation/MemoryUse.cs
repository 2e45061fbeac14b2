namespace OptRecipe.Engine.Interpretation;

/// <summary>Bytes of tensors beside the file's constants.</summary>
/// <param name="Arena">Planned blocks: their sum is the peak of all tensors that live for a while.</param>
/// <param name="Persistent">Variables, tables, constants that the file stores sparse, and what preparation has computed.</param>
/// <param name="Dynamic">Tensors that are sized while the graph runs, as large as they ever were.</param>
public readonly record struct MemoryUse(long Arena, long Persistent, long Dynamic)
{
    public long Total => Arena + Persistent + Dynamic;
    public static MemoryUse operator +(MemoryUse left, MemoryUse right) => new(left.Arena + right.Arena, left.Persistent + right.Persistent, left.Dynamic + right.Dynamic);
}
