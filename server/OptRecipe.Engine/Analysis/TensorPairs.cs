using OptRecipe.TFLite;

namespace OptRecipe.Engine.Analysis;

/// <summary>Which tensor of a float model a tensor of its optimized form stands for: the one of the same name and shape, or the one whose name it carries with a word behind it
/// (<c>x</c> and <c>x_int8</c>, as quantizers write them).</summary>
public static class TensorPairs
{
    /// <summary>For each tensor of the optimized graph the index in the float graph, −1 where it has none. Only float32 tensors count.</summary>
    public static int[] Match(Subgraph reference, Subgraph optimized)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < reference.Tensors.Length; index++)
            if (reference.Tensors[index] is { Type: TensorType.Float32, Name: { Length: > 0 } name }) byName.TryAdd(name, index);
        var pairs = new int[optimized.Tensors.Length];
        for (var index = 0; index < pairs.Length; index++) pairs[index] = Find(byName, reference, optimized.Tensors[index]);
        return pairs;
    }

    private static int Find(Dictionary<string, int> byName, Subgraph reference, Tensor tensor)
    {
        for (var name = tensor.Name ?? ""; name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('_'))])
            if (byName.TryGetValue(name, out var found) && reference.Tensors[found].Shape.AsSpan().SequenceEqual(tensor.Shape.AsSpan())) return found;
        return -1;
    }
}
