using System.Collections.Immutable;

namespace OptRecipe.Pipeline.Data;

/// <summary>Where labels come from.</summary>
/// <param name="Form">What the bytes of a label are.</param>
/// <param name="Read">The bytes of the label of a sample, by its place in the files.</param>
internal sealed record LabelSource(LabelForm Form, Func<int, ReadOnlyMemory<byte>> Read, ImmutableArray<string> ClassNames);
