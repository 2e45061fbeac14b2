using System.Collections.Immutable;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Samples;

/// <summary>Sources of the same arrays one after the other. A few of them are open at a time, however many files there are.</summary>
public sealed class JoinedSamples : ISampleSource
{
    private const int MostOpen = 8;

    private readonly Func<int, ISampleSource> _open;
    private readonly int[] _ends;
    private readonly Lock _lock = new();
    private readonly List<(int Index, ISampleSource Source)> _recent = [];

    /// <param name="count">Sources, at least one. Each is opened once at the start, for its count.</param>
    /// <param name="open">Opens one of them.</param>
    /// <exception cref="DataFormatException">A source cannot be opened, or there are more samples than an index can count.</exception>
    public JoinedSamples(int count, Func<int, ISampleSource> open, CancellationToken cancellation)
    {
        _open = open;
        _ends = new int[count];
        long end = 0;
        for (var index = 0; index < count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var source = open(index);
            end += source.Count;
            _ends[index] = end <= Array.MaxLength ? (int)end : throw new DataFormatException("the files hold more samples together than can be counted");
            if (index == 0) (Arrays, IsFlat, Everything) = (source.Arrays, source.IsFlat, source.Everything);
            source.Dispose();
        }
    }

    public int Count => _ends[^1];
    public ImmutableArray<string> Arrays { get; } = [];
    public bool IsFlat { get; }
    public string? Everything { get; }

    public bool HasArray(string name) => Count > 0 ? Of(0).Source.HasArray(name) : Arrays.Contains(name);

    public NumPyArrayDetails? Details(string array) => Count == 0 ? null : Of(0).Source.Details(array);

    public NumPyArray Read(int index, string array) => Read(index, array, null);

    public NumPyArray Read(int index, string array, byte[]? memory)
    {
        var (source, own) = Of(index);
        return source.Read(own, array, memory);
    }

    public string NameOf(int index)
    {
        var (source, own) = Of(index);
        return source.NameOf(own);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (_, source) in _recent) source.Dispose();
            _recent.Clear();
        }
    }

    private (ISampleSource Source, int Index) Of(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        var found = Array.BinarySearch(_ends, index + 1);
        if (found < 0) found = ~found;
        // Of equal ends the search finds any: an empty source has its predecessor's.
        while (found > 0 && _ends[found - 1] == _ends[found]) found--;
        return (Opened(found), index - (found == 0 ? 0 : _ends[found - 1]));
    }

    private ISampleSource Opened(int index)
    {
        lock (_lock)
        {
            foreach (var (known, recent) in _recent) if (known == index) return recent;
            // What falls out may still be read by another thread: it is left to the garbage collector, which closes its file.
            if (_recent.Count == MostOpen) _recent.RemoveAt(0);
            var source = _open(index);
            _recent.Add((index, source));
            return source;
        }
    }
}
