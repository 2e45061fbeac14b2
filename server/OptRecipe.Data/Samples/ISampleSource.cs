using System.Collections.Immutable;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Data.Samples;

/// <summary>Samples as their files hold them: each has the same named arrays. Thread-safe; nothing but the sample asked for is read.</summary>
public interface ISampleSource : IDisposable
{
    int Count { get; }

    /// <summary>Names of the arrays; one empty name where the file has no names.</summary>
    ImmutableArray<string> Arrays { get; }

    /// <summary>Whether there is an array of this name; a source of columns takes patterns, too.</summary>
    bool HasArray(string name) => Arrays.Contains(name);

    /// <summary>The name that stands for all arrays together; null where they are not one row.</summary>
    string? Everything => null;

    /// <summary>Whether an array is a row of numbers without a shape of its own, to be given that of whoever takes it.</summary>
    bool IsFlat { get; }

    /// <summary>Type and shape of an array of the first sample, from the file's head where that says it; null when the set is empty.</summary>
    /// <exception cref="DataFormatException">The file is broken.</exception>
    NumPyArrayDetails? Details(string array);

    /// <exception cref="DataFormatException">The file is broken.</exception>
    NumPyArray Read(int index, string array);

    /// <summary>The same, for who reads one sample after the other.</summary>
    /// <param name="memory">What an array of as many bytes may be put into; null for new memory.</param>
    NumPyArray Read(int index, string array, byte[]? memory) => Read(index, array);

    /// <summary>Where a sample lies, for messages: <c>row 12 of `x.npy`</c>.</summary>
    string NameOf(int index);
}
