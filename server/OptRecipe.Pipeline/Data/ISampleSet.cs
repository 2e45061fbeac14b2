using System.Collections.Immutable;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Pipeline.Data;

/// <summary>
/// The samples of a data set as one model takes them, preprocessed; read one at a time, never held all together. Thread-safe. Reading throws
/// <see cref="OptRecipe.Data.DataFormatException"/> where a file turns out to be broken or a sample not to fit: one sentence that names the sample.
/// </summary>
public interface ISampleSet
{
    int Count { get; }

    /// <summary>Equal for equal samples: a hash of the files and of everything that is done to them.</summary>
    string Fingerprint { get; }

    /// <summary>One array of bytes for each input of the model's first subgraph, in its order, in the type and shape of that input.</summary>
    ImmutableArray<ReadOnlyMemory<byte>> Read(int index);

    /// <summary>The same, for who reads one sample after the other: what is returned holds until the next reading with the same <paramref name="memory"/>, one entry for each input.</summary>
    ImmutableArray<ReadOnlyMemory<byte>> Read(int index, byte[]?[] memory) => Read(index);

    /// <summary>Type and shape of one label, INT32 for names of classes; null when the set has no labels.</summary>
    LabelForm? Labels { get; }

    /// <summary>The label of a sample as stored: a class number, a row of targets, a map of classes; empty when the set has no labels.</summary>
    ReadOnlyMemory<byte> ReadLabel(int index);

    /// <summary>Names of the classes by number; empty when nobody names them.</summary>
    ImmutableArray<string> ClassNames => [];

    /// <summary>Where a sample lies, for messages: <c>row 12 of `test.npz`</c>.</summary>
    string NameOf(int index) => $"sample {index}";
}

/// <param name="Shape">Empty: one number.</param>
public sealed record LabelForm(NumPyType Type, ImmutableArray<int> Shape);
