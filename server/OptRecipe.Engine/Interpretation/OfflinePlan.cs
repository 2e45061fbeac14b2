using System.Buffers.Binary;
using OptRecipe.Engine.Arena;

namespace OptRecipe.Engine.Interpretation;

/// <summary>The memory plan that a file may carry for microcontrollers: metadata <c>OfflineMemoryAllocation</c>, int32 values: version, subgraph, count, then an offset for each
/// tensor, −1 where the runtime decides.</summary>
internal static class OfflinePlan
{
    private const string MetadataName = "OfflineMemoryAllocation";

    /// <summary>Offsets by tensor of the first subgraph; empty without a plan, or when it does not fit the graph.</summary>
    public static int[] Read(SharedModel shared, int subgraph)
    {
        var model = shared.Model;
        foreach (var metadata in model.Metadata)
        {
            if (metadata.Name != MetadataName) continue;
            var bytes = shared.Constant(metadata.Buffer).Span;
            var count = model.Subgraphs[subgraph].Tensors.Length;
            if (bytes.Length < 12 || BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) != subgraph) continue;
            if (BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) != count || bytes.Length != 12 + 4L * count) continue;
            var offsets = new int[count];
            for (var index = 0; index < count; index++) offsets[index] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(12 + 4 * index)..]);
            return offsets;
        }
        return [];
    }

    /// <summary>Whether the places that the file gives end within the memory limit, and those that live at the same time apart.</summary>
    public static bool IsConsistent(IEnumerable<ArenaRequest> requests, long memoryLimit)
    {
        var placed = requests.Where(request => request is { FixedOffset: >= 0, ByteCount: > 0 }).OrderBy(request => request.FixedOffset).ToArray();
        for (var index = 0; index < placed.Length; index++)
        {
            var end = placed[index].FixedOffset + placed[index].ByteCount;
            if (end > memoryLimit) return false;
            for (var other = index + 1; other < placed.Length && placed[other].FixedOffset < end; other++)
                if (placed[other].Overlaps(placed[index])) return false;
        }
        return true;
    }
}
