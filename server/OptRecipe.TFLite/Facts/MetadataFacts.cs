using System.Collections.Immutable;
using OptRecipe.TFLite.Files;

namespace OptRecipe.TFLite.Facts;

/// <param name="Entries">Names and sizes of the metadata entries.</param>
/// <param name="HasTaskMetadata">The entry TFLITE_METADATA is there: names, normalization, labels that task libraries and ML Kit read.</param>
/// <param name="AssociatedFiles">Names of the files in the appended zip (labels, vocabularies).</param>
/// <param name="Inputs">What the task metadata say about inputs, in their order; null for one that they say nothing about.</param>
public sealed record MetadataFacts(ImmutableArray<MetadataEntry> Entries, bool HasTaskMetadata, ImmutableArray<string> AssociatedFiles, ImmutableArray<DeclaredInput?> Inputs)
{
    internal const string TaskEntry = "TFLITE_METADATA";

    internal static MetadataFacts Of(Model model) => new(
        [.. model.Metadata.Select(entry => new MetadataEntry(entry.Name ?? "", entry.Buffer < model.Buffers.Length ? model.Buffers[(int)entry.Buffer].Data.Length : 0))],
        Entry(model, TaskEntry) is { Length: > 0 },
        AppendedZip.Names(model.Appended),
        DeclaredInput.Of(model));

    /// <summary>The bytes of a metadata entry, null when there is none of that name.</summary>
    public static ByteRange? Entry(Model model, string name) =>
        model.Metadata.FirstOrDefault(entry => entry.Name == name) is { } found && found.Buffer < model.Buffers.Length ? model.Buffers[(int)found.Buffer].Data : null;
}

public sealed record MetadataEntry(string Name, long Bytes);
