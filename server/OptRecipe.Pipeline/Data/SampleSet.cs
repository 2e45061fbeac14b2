using System.Collections.Immutable;
using OptRecipe.Data;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Samples;

namespace OptRecipe.Pipeline.Data;

/// <summary>An opened data set of a recipe. Dispose it to close its files.</summary>
public sealed class SampleSet : ISampleSet, IDisposable
{
    private readonly ISampleSource _source;
    private readonly ImmutableArray<InputFeed> _feeds;
    private readonly int[]? _order;
    private readonly LabelSource? _labels;
    private readonly Lazy<string> _fingerprint;

    internal SampleSet(ISampleSource source, ImmutableArray<InputFeed> feeds, int[]? order, int count, LabelSource? labels, Func<string> fingerprint)
    {
        (_source, _feeds, _order, _labels, Count) = (source, feeds, order, labels, count);
        _fingerprint = new(fingerprint);
        Summary = new(count, source.Count, [.. feeds.Select(feed => (feed.Input.Name, Details(feed)))]);
    }

    public int Count { get; }
    public string Fingerprint => _fingerprint.Value;
    public LabelForm? Labels => _labels?.Form;
    public ImmutableArray<string> ClassNames => _labels?.ClassNames ?? [];

    /// <summary>What an editor shows beside the data set.</summary>
    public DataSummary Summary { get; }

    internal ISampleSource Source => _source;
    internal ImmutableArray<InputFeed> Feeds => _feeds;

    public ImmutableArray<ReadOnlyMemory<byte>> Read(int index) => Read(index, new byte[_feeds.Length][]);

    public ImmutableArray<ReadOnlyMemory<byte>> Read(int index, byte[]?[] memory)
    {
        var place = Place(index);
        return [.. _feeds.Select((feed, input) => Named(place, () => (ReadOnlyMemory<byte>)feed.Bytes(_source, place, ref memory[input])))];
    }

    public ReadOnlyMemory<byte> ReadLabel(int index)
    {
        var place = Place(index);
        return _labels is { } labels ? Named(place, () => labels.Read(place)) : default;
    }

    public string NameOf(int index) => _source.NameOf(Place(index));

    public void Dispose() => _source.Dispose();

    /// <summary>Index of a sample among those of the files.</summary>
    internal int Place(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        return _order?[index] ?? index;
    }

    private NumPyArrayDetails? Details(InputFeed feed) => _source.Details(feed.Array);

    private T Named<T>(int place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DataFormatException error)
        {
            var name = _source.NameOf(place);
            throw error.Message.Contains(name, StringComparison.Ordinal) ? error : new DataFormatException($"{name}: {error.Message}", error);
        }
    }
}

/// <summary>A data set in figures.</summary>
/// <param name="Count">Samples that are used.</param>
/// <param name="Available">Samples that the files hold.</param>
/// <param name="Inputs">Per input of the model: type and shape in the files.</param>
public sealed record DataSummary(int Count, int Available, ImmutableArray<(string Input, NumPyArrayDetails? First)> Inputs)
{
    /// <summary><c>200 of 2,000 samples, UINT8 28×28×1</c>.</summary>
    public override string ToString()
    {
        var count = Count == Available ? $"{Count:#,0}" : $"{Count:#,0} of {Available:#,0}";
        var shapes = Inputs.Where(input => input.First is not null).Select(input => Inputs.Length == 1 ? $"{input.First}" : $"{input.Input}: {input.First}");
        return $"{count} {(Available == 1 ? "sample" : "samples")}, {string.Join("; ", shapes)}";
    }
}
