using System.Collections.Immutable;
using OptRecipe.Data.NumPy;

namespace OptRecipe.Pipeline.Data;

/// <summary>Where labels come from.</summary>
/// <param name="Details">What the bytes of a label are.</param>
/// <param name="Read">The bytes of the label of a sample, by its place in the files.</param>
internal sealed record LabelSource(NumPyArrayDetails Details, Func<int, ReadOnlyMemory<byte>> Read, ImmutableArray<string> ClassNames);
