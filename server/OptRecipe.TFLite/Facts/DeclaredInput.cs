using System.Collections.Immutable;
using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Facts;

/// <summary>What task metadata say about an input that takes pictures: (value − mean) / deviation is fed.</summary>
/// <param name="Means">One for each channel, or one for all.</param>
/// <param name="Deviations">As many as means.</param>
/// <remarks>facts: tflite-metadata-schema.yaml.</remarks>
public sealed record DeclaredInput(ImmutableArray<float> Means, ImmutableArray<float> Deviations)
{
    private const int MostBytes = 1 << 20;
    private const byte ImageProperties = 2, NormalizationOptions = 1;

    /// <summary>What values from 0 to 255 become.</summary>
    public (float Lowest, float Highest) OfBytes => (Means.Zip(Deviations, (mean, deviation) => -mean / deviation).Min(), Means.Zip(Deviations, (mean, deviation) => (255 - mean) / deviation).Max());

    /// <summary>One for each input of the first subgraph that metadata describe, null for an input that declares nothing; empty where there are none, or broken ones.</summary>
    internal static ImmutableArray<DeclaredInput?> Of(Model model)
    {
        if (MetadataFacts.Entry(model, MetadataFacts.TaskEntry) is not { Length: > 8 and <= MostBytes } data) return [];
        try
        {
            var inputs = new FlatBufferReader(data.ToMemory()).Root().Vector(3, sizeof(uint)) is { Count: > 0 } subgraphs ? subgraphs.Table(0).Vector(2, sizeof(uint)) : null;
            return inputs is { } tensors ? [.. Enumerable.Range(0, tensors.Count).Select(index => Of(tensors.Table(index)))] : [];
        }
        catch (FlatBufferException)
        {
            return [];
        }
    }

    private static DeclaredInput? Of(FlatTable tensor)
    {
        if (tensor.Table(3)?.Byte(0) != ImageProperties || tensor.Vector(4, sizeof(uint)) is not { } units) return null;
        for (var index = 0; index < units.Count; index++)
        {
            if (units.Table(index) is var unit && unit.Byte(0) != NormalizationOptions || unit.Table(1) is not { } options) continue;
            float[] means = options.Vector(0, sizeof(float))?.ToArray<float>() ?? [], deviations = options.Vector(1, sizeof(float))?.ToArray<float>() ?? [];
            if (means.Length > 0 && means.Length == deviations.Length && means.All(float.IsFinite) && deviations.All(value => value > 0 && float.IsFinite(value))) return new([.. means], [.. deviations]);
        }
        return null;
    }
}
