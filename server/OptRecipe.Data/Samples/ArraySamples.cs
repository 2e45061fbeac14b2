using System.Collections.Immutable;
using OptRecipe.Data.Bytes;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Samples;

/// <summary>Arrays of one <c>.npy</c> or <c>.npz</c> file: their rows are the samples, or each is one sample whole.</summary>
public sealed class ArraySamples : ISampleSource
{
    private readonly string _file;
    private readonly IRandomBytes _bytes;
    private readonly NpzArchive? _archive;
    private readonly Dictionary<string, StoredArray> _arrays;
    private readonly bool _isOneSample;

    private ArraySamples(string file, IRandomBytes bytes, NpzArchive? archive, Dictionary<string, StoredArray> arrays, IReadOnlyCollection<string> inputs, SampleRank? rank)
    {
        (_file, _bytes, _archive, _arrays) = (file, bytes, archive, arrays);
        string[] judged = [.. inputs.Where(arrays.ContainsKey)];
        if (judged.Length == 0) judged = [.. arrays.Keys];
        _isOneSample = judged.Length > 0 && judged.All(name => rank?.IsOneSample(arrays[name].Shape) ?? arrays[name].Shape.Length == 0);
        Count = _isOneSample ? 1 : MostCommonRows(judged);
        Arrays = [.. arrays.Keys.Where(name => _isOneSample || Rows(name) == Count)];
        if (inputs.FirstOrDefault(name => arrays.ContainsKey(name) && !Arrays.Contains(name)) is { } odd)
            throw new DataFormatException($"array `{odd}` has {Rows(odd)} rows where others have {Count}; every input needs one for each sample");
    }

    public int Count { get; }
    public ImmutableArray<string> Arrays { get; }
    public bool IsFlat => false;

    /// <param name="file">Name for messages.</param>
    /// <param name="bytes">Disposed with the samples.</param>
    /// <param name="inputs">The arrays that decide how many samples there are; empty for all.</param>
    /// <param name="rank">How a sample looks; null when the first dimension surely counts samples.</param>
    /// <exception cref="DataFormatException">The bytes are no such file.</exception>
    public static ArraySamples Open(string file, IRandomBytes bytes, IReadOnlyCollection<string> inputs, SampleRank? rank)
    {
        if (file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) return new(file, bytes, null, new() { [""] = StoredArray.Open(bytes) }, inputs, rank);
        var archive = new NpzArchive(bytes);
        return new(file, bytes, archive, archive.Names.ToDictionary(name => name, archive.OpenArray, StringComparer.Ordinal), inputs, rank);
    }

    public NumPyArrayDetails? Details(string array) => Count == 0 ? null : new(Of(array).Type, [.. _isOneSample ? Of(array).Shape : Of(array).Shape[1..]]);

    public NumPyArray Read(int index, string array) => Read(index, array, null);

    public NumPyArray Read(int index, string array, byte[]? memory)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        return _isOneSample ? Of(array).Whole(memory) : Of(array).Row(index, memory);
    }

    public string NameOf(int index) => _isOneSample ? $"`{_file}`" : $"row {index} of `{_file}`";

    public void Dispose()
    {
        foreach (var array in _arrays.Values) array.Dispose();
        _archive?.Dispose();
        _bytes.Dispose();
    }

    private int Rows(string name) => _arrays[name].Shape is [var rows, ..] ? rows : 0;

    private int MostCommonRows(string[] names) => names.GroupBy(Rows).OrderByDescending(group => group.Count()).Select(group => group.Key).FirstOrDefault();

    private StoredArray Of(string array) => _arrays.TryGetValue(array, out var found) ? found : throw new DataFormatException($"it holds no array `{array}`");
}
