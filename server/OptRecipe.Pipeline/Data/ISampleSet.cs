using System.Collections.Immutable;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Pipeline.Data;

/// <summary>The samples of a data set as one model takes them, preprocessed; read one at a time, never held all together. Thread-safe.</summary>
public interface ISampleSet
{
    int Count { get; }

    /// <summary>Equal for equal samples: a hash of the files and of everything that is done to them.</summary>
    string Fingerprint { get; }

    /// <summary>One array of bytes for each input of the model's first subgraph, in its order, in the type and shape of that input.</summary>
    ImmutableArray<ReadOnlyMemory<byte>> Read(int index);

    /// <summary>Type and shape of one label; null when the set has no labels.</summary>
    LabelForm? Labels { get; }

    /// <summary>The label of a sample as stored: a class number, a row of targets, a map of classes; empty when the set has no labels.</summary>
    ReadOnlyMemory<byte> ReadLabel(int index);
}

/// <param name="Shape">Empty: one number.</param>
public sealed record LabelForm(NumPyType Type, ImmutableArray<int> Shape);
