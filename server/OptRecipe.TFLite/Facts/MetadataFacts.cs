using System.Collections.Immutable;
using OptRecipe.TFLite.Files;

namespace OptRecipe.TFLite.Facts;

/// <param name="Entries">Names and sizes of the metadata entries.</param>
/// <param name="HasTaskMetadata">The entry TFLITE_METADATA is there: names, normalization, labels that task libraries and ML Kit read.</param>
/// <param name="AssociatedFiles">Names of the files in the appended zip (labels, vocabularies).</param>
public sealed record MetadataFacts(ImmutableArray<MetadataEntry> Entries, bool HasTaskMetadata, ImmutableArray<string> AssociatedFiles)
{
    internal static MetadataFacts Of(Model model) => new(
        [.. model.Metadata.Select(entry => new MetadataEntry(entry.Name ?? "", entry.Buffer < model.Buffers.Length ? model.Buffers[(int)entry.Buffer].Data.Length : 0))],
        Entry(model, "TFLITE_METADATA") is { Length: > 0 },
        AppendedZip.Names(model.Appended));

    /// <summary>The bytes of a metadata entry, null when there is none of that name.</summary>
    public static ByteRange? Entry(Model model, string name) =>
        model.Metadata.FirstOrDefault(entry => entry.Name == name) is { } found && found.Buffer < model.Buffers.Length ? model.Buffers[(int)found.Buffer].Data : null;
}

public sealed record MetadataEntry(string Name, long Bytes);
