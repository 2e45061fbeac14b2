using System.Collections.Immutable;
using OptRecipe.Data.Examples;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Samples;

/// <summary>Records of a TFRecord file of <c>tf.train.Example</c>: features are the arrays.</summary>
public sealed class ExampleSamples : ISampleSource
{
    private readonly string _file;
    private readonly RecordFile _records;

    /// <param name="file">Name for messages.</param>
    /// <param name="records">Disposed with the samples.</param>
    /// <exception cref="DataFormatException">The first record is damaged or no example.</exception>
    public ExampleSamples(string file, RecordFile records)
    {
        (_file, _records) = (file, records);
        Arrays = records.Count == 0 ? [] : [.. Example(0).Names];
    }

    public int Count => _records.Count;
    public ImmutableArray<string> Arrays { get; }
    public bool IsFlat => true;

    public NumPyArrayDetails? Details(string array) => Count > 0 && Read(0, array) is { } first ? new(first.Type, [.. first.Shape]) : null;

    public NumPyArray Read(int index, string array) => Example(index).Read(array);

    /// <summary>A feature of bytes as text; null for numbers.</summary>
    public string? Text(int index, string array) => Example(index).Text(array);

    public string NameOf(int index) => $"record {index} of `{_file}`";

    public void Dispose() => _records.Dispose();

    private ExampleMessage Example(int index) => new(_records.Read(index));
}
