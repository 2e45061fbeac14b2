using System.Collections.Immutable;

namespace OptRecipe.TFLite.Files;

/// <summary>Which buffers of a model hold the same bytes.</summary>
/// <remarks>Data that a pass computed count as equal only where they are the same object: a plan does not know them, and its file has to have the size of the computed
/// one. So contents are compared where they are borrowed from the origin, and in models that have none.</remarks>
internal sealed class SharedBuffers
{
    private const int SampleSize = 64;
    private readonly int[] _first;

    public SharedBuffers(Model model)
    {
        _first = new int[model.Buffers.Length];
        var byKey = new Dictionary<(long, int, IByteSource?, long), List<int>>();
        for (var index = 0; index < _first.Length; index++)
        {
            _first[index] = index;
            var range = model.Buffers[index].Data;
            if (range.Length == 0) continue;
            var isComparable = range.Source is not PlannedByteSource && (model.Origin is null || ReferenceEquals(range.Source, model.Origin.Source));
            var key = isComparable ? (range.Length, SampleOf(range), null, model.Buffers[index].IsOutside ? 1L : 0) : (range.Length, 0, range.Source, range.Offset);
            if (!byKey.TryGetValue(key, out var candidates)) byKey[key] = candidates = [];
            var same = candidates.FindIndex(candidate => model.Buffers[candidate].Data is var other && (other == range || (isComparable && ByteRanges.SameBytes(other, range))));
            if (same >= 0) _first[index] = candidates[same];
            else candidates.Add(index);
        }
    }

    /// <summary>The lowest index of a buffer with the same bytes.</summary>
    public int First(int index) => _first[index];

    private static int SampleOf(ByteRange range)
    {
        Span<byte> sample = stackalloc byte[(int)Math.Min(SampleSize, range.Length)];
        var hash = new HashCode();
        foreach (var from in (ReadOnlySpan<long>)[0, (range.Length - sample.Length) / 2, range.Length - sample.Length])
        {
            range.CopyTo(from, sample);
            hash.AddBytes(sample);
        }
        return hash.ToHashCode();
    }
}
