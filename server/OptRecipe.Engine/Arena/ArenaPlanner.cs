namespace OptRecipe.Engine.Arena;

/// <summary>Places buffers with live ranges into one block so that no two that live at the same time overlap. Two greedy orders are tried, by size and by breadth
/// (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020), and the smaller plan is taken.</summary>
public static class ArenaPlanner
{
    public const int Alignment = 64;
    // Planning takes the square of this, and no real graph is larger.
    private const int SharingLimit = 20_000;

    /// <summary>The better of both plans; for equal sizes the one by size. Deterministic.</summary>
    public static ArenaPlan Plan(ReadOnlySpan<ArenaRequest> requests, int alignment = Alignment)
    {
        if (requests.Length > SharingLimit) return PlaceApart(requests, alignment);
        var bySize = PlanBySize(requests, alignment);
        var byBreadth = PlanByBreadth(requests, alignment);
        return byBreadth.ByteCount < bySize.ByteCount ? byBreadth : bySize;
    }

    /// <summary>Largest first.</summary>
    public static ArenaPlan PlanBySize(ReadOnlySpan<ArenaRequest> requests, int alignment = Alignment)
    {
        var merged = Merge(requests, alignment);
        return Place(merged, Free(merged).OrderByDescending(index => merged[index].ByteCount).ThenBy(index => merged[index].First).ThenBy(index => index), alignment);
    }

    /// <summary>The operator whose buffers take most together comes first, and within it the largest buffer.</summary>
    public static ArenaPlan PlanByBreadth(ReadOnlySpan<ArenaRequest> requests, int alignment = Alignment)
    {
        var merged = Merge(requests, alignment);
        var breadths = Breadths(merged);
        var order = new List<int>();
        var isListed = new bool[merged.Length];
        var bySize = Free(merged).OrderByDescending(index => merged[index].ByteCount).ThenBy(index => merged[index].First).ThenBy(index => index).ToArray();
        foreach (var op in Enumerable.Range(0, breadths.Length).OrderByDescending(op => breadths[op]))
        {
            foreach (var index in bySize)
            {
                if (isListed[index] || merged[index].First > op || merged[index].Last < op) continue;
                isListed[index] = true;
                order.Add(index);
            }
        }
        return Place(merged, order, alignment);
    }

    /// <summary>A place of its own for each, which takes no search.</summary>
    private static ArenaPlan PlaceApart(ReadOnlySpan<ArenaRequest> requests, int alignment)
    {
        var merged = Merge(requests, alignment);
        var end = merged.Max(request => request.FixedOffset < 0 ? 0 : request.FixedOffset + request.ByteCount);
        end = (end + alignment - 1) / alignment * alignment;
        var offsets = new long[merged.Length];
        for (var index = 0; index < merged.Length; index++)
        {
            if (merged[index].Within >= 0) offsets[index] = offsets[merged[index].Within];
            else if (merged[index].FixedOffset >= 0) offsets[index] = merged[index].FixedOffset;
            else (offsets[index], end) = (end, end + merged[index].ByteCount);
        }
        return new(offsets, end);
    }

    /// <summary>Requests that live in an earlier one's place widen that one and need nothing themselves.</summary>
    private static ArenaRequest[] Merge(ReadOnlySpan<ArenaRequest> requests, int alignment)
    {
        var merged = requests.ToArray();
        for (var index = 0; index < merged.Length; index++) {
            if (merged[index].FixedOffset < 0) merged[index] = merged[index] with { ByteCount = (merged[index].ByteCount + alignment - 1) / alignment * alignment };
        }
        for (var index = merged.Length - 1; index >= 0; index--)
        {
            if (merged[index].Within is not (>= 0 and var host)) continue;
            merged[host] = merged[host] with
            {
                First = Math.Min(merged[host].First, merged[index].First),
                Last = Math.Max(merged[host].Last, merged[index].Last),
                ByteCount = Math.Max(merged[host].ByteCount, merged[index].ByteCount),
            };
        }
        return merged;
    }

    /// <summary>Those that the planner has to find a place for.</summary>
    private static IEnumerable<int> Free(ArenaRequest[] merged) =>
        Enumerable.Range(0, merged.Length).Where(index => merged[index] is { Within: < 0, FixedOffset: < 0, ByteCount: > 0 });

    /// <summary>Bytes that live at each operator.</summary>
    private static long[] Breadths(ArenaRequest[] merged)
    {
        var breadths = new long[merged.Length == 0 ? 0 : merged.Max(request => request.Last) + 1];
        foreach (var request in merged.Where(request => request.Within < 0))
            for (var op = request.First; op <= request.Last; op++) breadths[op] += request.ByteCount;
        return breadths;
    }

    private static ArenaPlan Place(ArenaRequest[] merged, IEnumerable<int> order, int alignment)
    {
        var offsets = new long[merged.Length];
        // Those placed so far, by offset.
        var placed = new List<int>();
        for (var index = 0; index < merged.Length; index++)
        {
            if (merged[index] is not { Within: < 0, FixedOffset: >= 0 and var offset }) continue;
            offsets[index] = offset;
            Insert(placed, offsets, index);
        }
        foreach (var index in order)
        {
            offsets[index] = LowestGap(merged, offsets, placed, merged[index], alignment);
            Insert(placed, offsets, index);
        }
        for (var index = 0; index < merged.Length; index++)
            if (merged[index].Within >= 0) offsets[index] = offsets[merged[index].Within];
        return new(offsets, placed.Count == 0 ? 0 : placed.Max(index => offsets[index] + merged[index].ByteCount));
    }

    private static long LowestGap(ArenaRequest[] merged, long[] offsets, List<int> placed, in ArenaRequest request, int alignment)
    {
        var end = 0L;
        foreach (var other in placed)
        {
            if (!merged[other].Overlaps(request)) continue;
            if (offsets[other] - end >= request.ByteCount) break;
            end = Math.Max(end, (offsets[other] + merged[other].ByteCount + alignment - 1) / alignment * alignment);
        }
        return end;
    }

    private static void Insert(List<int> placed, long[] offsets, int index)
    {
        var at = placed.Count;
        while (at > 0 && offsets[placed[at - 1]] > offsets[index]) at--;
        placed.Insert(at, index);
    }
}
