using System.Collections.Immutable;
using OptRecipe.TFLite;
using Buffer = OptRecipe.TFLite.Buffer;

namespace OptRecipe.Engine.Rewriting;

/// <summary>Drops buffers and operator codes that an edit took the last user from; what had no user before stays, for something unknown may refer to it.</summary>
internal static class UnusedParts
{
    public static Model Drop(Model edited, Model original) => DropCodes(DropBuffers(edited, original), original);

    private static Model DropBuffers(Model edited, Model original)
    {
        var (before, after) = (UsedBuffers(original), UsedBuffers(edited));
        var map = new uint[edited.Buffers.Length];
        var kept = ImmutableArray.CreateBuilder<Buffer>();
        for (var index = 0; index < map.Length; index++)
        {
            var isDropped = index > 0 && !after.Contains((uint)index) && (index >= original.Buffers.Length || before.Contains((uint)index));
            map[index] = (uint)kept.Count;
            if (!isDropped) kept.Add(edited.Buffers[index]);
        }
        if (kept.Count == map.Length) return edited;
        return edited with
        {
            Buffers = kept.ToImmutable(),
            Subgraphs = [.. edited.Subgraphs.Select(subgraph => subgraph with
            {
                Tensors = [.. subgraph.Tensors.Select(tensor => Map(tensor.Buffer) == tensor.Buffer ? tensor : tensor with { Buffer = Map(tensor.Buffer) })],
            })],
            Metadata = [.. edited.Metadata.Select(entry => entry with { Buffer = Map(entry.Buffer) })],
            MetadataBuffers = edited.MetadataBuffers.IsDefault ? default : [.. edited.MetadataBuffers.Select(buffer => buffer < 0 ? buffer : (int)Map((uint)buffer))],
        };

        uint Map(uint buffer) => buffer < map.Length ? map[buffer] : buffer;
    }

    private static HashSet<uint> UsedBuffers(Model model)
    {
        HashSet<uint> used = [.. model.Metadata.Select(entry => entry.Buffer)];
        if (!model.MetadataBuffers.IsDefault) used.UnionWith(model.MetadataBuffers.Select(buffer => (uint)buffer));
        foreach (var subgraph in model.Subgraphs) used.UnionWith(subgraph.Tensors.Select(tensor => tensor.Buffer));
        return used;
    }

    private static Model DropCodes(Model edited, Model original)
    {
        var (before, after) = (UsedCodes(original), UsedCodes(edited));
        var map = new uint[edited.OperatorCodes.Length];
        var kept = ImmutableArray.CreateBuilder<OperatorCode>();
        for (var index = 0; index < map.Length; index++)
        {
            var isDropped = !after.Contains((uint)index) && (index >= original.OperatorCodes.Length || before.Contains((uint)index));
            map[index] = (uint)kept.Count;
            if (!isDropped) kept.Add(edited.OperatorCodes[index]);
        }
        if (kept.Count == map.Length) return edited;
        return edited with
        {
            OperatorCodes = kept.ToImmutable(),
            Subgraphs = [.. edited.Subgraphs.Select(subgraph => subgraph with
            {
                Operators = [.. subgraph.Operators.Select(@operator => @operator with { OpcodeIndex = map[@operator.OpcodeIndex] })],
            })],
        };
    }

    private static HashSet<uint> UsedCodes(Model model) => [.. model.Subgraphs.SelectMany(subgraph => subgraph.Operators).Select(@operator => @operator.OpcodeIndex)];
}
