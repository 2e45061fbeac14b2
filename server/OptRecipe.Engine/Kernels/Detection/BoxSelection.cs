namespace OptRecipe.Engine.Kernels;

/// <summary>Suppression within one class: boxes by falling score, lower index first; each one taken drops those that overlap it more than the threshold.</summary>
internal readonly ref struct BoxSelection(ReadOnlySpan<float> boxes, float scoreThreshold, float overlapThreshold, Span<int> order, Span<byte> isDropped)
{
    private readonly ReadOnlySpan<float> _boxes = boxes;
    private readonly Span<int> _order = order;
    private readonly Span<byte> _isDropped = isDropped;

    /// <summary>Writes the indices of at most <paramref name="limit"/> boxes and gives their number.</summary>
    public int Select(ReadOnlySpan<float> scores, int limit, Span<int> selected)
    {
        var kept = 0;
        for (var box = 0; box < scores.Length; box++)
            if (scores[box] >= scoreThreshold) _order[kept++] = box;
        var candidates = _order[..kept];
        IndexHeap.PartialSort(candidates, kept, new Falling<float>(scores));
        var isDropped = _isDropped[..kept];
        isDropped.Clear();
        var count = 0;
        for (var index = 0; index < kept && count < limit; index++)
        {
            if (isDropped[index] != 0) continue;
            selected[count++] = candidates[index];
            for (var other = index + 1; other < kept; other++)
                if (isDropped[other] == 0 && BoxOverlap.Of(_boxes, candidates[index], candidates[other]) > overlapThreshold) isDropped[other] = 1;
        }
        return count;
    }
}
