namespace OptRecipe.Engine.Arena;

/// <summary>Places buffers with live ranges into one block so that no two that live at the same time overlap. Two greedy orders are tried, by size and by breadth
/// (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020), and the smaller plan is taken.</summary>
/// <remarks>Plain loops: queries over numbers are compiled when they first run, which is when a model is opened.</remarks>
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

    /// <summary>The plan as TensorFlow Lite Micro's greedy planner makes it: by size alone, and of equal sizes the one that is asked for last. A place of its own for each where there
    /// are too many for a search.</summary>
    public static ArenaPlan PlanAsMicro(ReadOnlySpan<ArenaRequest> requests, int alignment)
    {
        if (requests.Length > SharingLimit) return PlaceApart(requests, alignment);
        var merged = Merge(requests, alignment);
        return Place(merged, BySize(merged, isLastFirst: true), alignment);
    }

    /// <summary>Largest first.</summary>
    public static ArenaPlan PlanBySize(ReadOnlySpan<ArenaRequest> requests, int alignment = Alignment)
    {
        var merged = Merge(requests, alignment);
        return Place(merged, BySize(merged), alignment);
    }

    /// <summary>The operator whose buffers take most together comes first, and within it the largest buffer.</summary>
    public static ArenaPlan PlanByBreadth(ReadOnlySpan<ArenaRequest> requests, int alignment = Alignment)
    {
        var merged = Merge(requests, alignment);
        var breadths = Breadths(merged);
        var isListed = new bool[merged.Length];
        var bySize = BySize(merged);
        var (order, count) = (new int[bySize.Length], 0);
        var operators = new int[breadths.Length];
        for (var op = 0; op < operators.Length; op++) operators[op] = op;
        Descending.Sort(operators, breadths);
        foreach (var op in operators)
        {
            foreach (var index in bySize)
            {
                if (isListed[index] || merged[index].First > op || merged[index].Last < op) continue;
                isListed[index] = true;
                order[count++] = index;
            }
        }
        return Place(merged, order, alignment);
    }

    /// <summary>A place of its own for each, which takes no search.</summary>
    private static ArenaPlan PlaceApart(ReadOnlySpan<ArenaRequest> requests, int alignment)
    {
        var merged = Merge(requests, alignment);
        var end = 0L;
        foreach (var request in merged)
            if (request.FixedOffset >= 0) end = Math.Max(end, request.FixedOffset + request.ByteCount);
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

    /// <summary>Those that the planner has to find a place for: largest first, of equal ones the earliest, or the one that was asked for last.</summary>
    private static int[] BySize(ArenaRequest[] merged, bool isLastFirst = false)
    {
        var count = 0;
        foreach (var request in merged)
            if (IsFree(request)) count++;
        var order = new int[count];
        var (firsts, sizes) = (new long[merged.Length], new long[merged.Length]);
        count = 0;
        for (var index = 0; index < merged.Length; index++)
        {
            (firsts[index], sizes[index]) = (-merged[index].First, merged[index].ByteCount);
            if (IsFree(merged[index])) order[count++] = index;
        }
        if (isLastFirst) Array.Reverse(order);
        else Descending.Sort(order, firsts);
        Descending.Sort(order, sizes);
        return order;
    }

    private static bool IsFree(ArenaRequest request) => request is { Within: < 0, FixedOffset: < 0, ByteCount: > 0 };

    /// <summary>Bytes that live at each operator.</summary>
    private static long[] Breadths(ArenaRequest[] merged)
    {
        var last = -1;
        foreach (var request in merged) last = Math.Max(last, request.Last);
        var breadths = new long[last + 1];
        foreach (var request in merged)
            for (var op = request.First; op <= request.Last && request.Within < 0; op++) breadths[op] += request.ByteCount;
        return breadths;
    }

    private static ArenaPlan Place(ArenaRequest[] merged, int[] order, int alignment)
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
        var end = 0L;
        foreach (var index in placed) end = Math.Max(end, offsets[index] + merged[index].ByteCount);
        return new(offsets, end);
    }

    private static long LowestGap(ArenaRequest[] merged, long[] offsets, List<int> placed, ArenaRequest request, int alignment)
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
