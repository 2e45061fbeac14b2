namespace OptRecipe.Engine.Arena;

/// <summary>Memory that is needed from one operator to another, both included.</summary>
/// <param name="FixedOffset">Where a file's offline plan puts it, −1 where the planner decides.</param>
/// <param name="Within">Index of an earlier request whose place this one takes over (an operator that works in place), −1 for none.</param>
public sealed record ArenaRequest(long ByteCount, int First, int Last, long FixedOffset = -1, int Within = -1)
{
    public bool Overlaps(ArenaRequest other) => First <= other.Last && other.First <= Last;
}

/// <summary>Offsets of the requests, in their order, and the bytes that all of them need together.</summary>
public sealed record ArenaPlan(long[] Offsets, long ByteCount);
