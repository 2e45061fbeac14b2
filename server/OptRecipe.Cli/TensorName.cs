using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.TFLite;

namespace OptRecipe.Cli;

/// <summary>Tensors as people name them on the command line: by name, or by number as <c>5</c>, <c>#5</c> or <c>t5</c>.</summary>
internal static class TensorName
{
    /// <exception cref="UsageException">A name stands for no tensor, or for several.</exception>
    public static ImmutableArray<int> Resolve(Subgraph subgraph, IEnumerable<string> names) => [.. names.Select(name => Resolve(subgraph, name)).Distinct()];

    private static int Resolve(Subgraph subgraph, string name)
    {
        var named = Enumerable.Range(0, subgraph.Tensors.Length).Where(index => subgraph.Tensors[index].Name == name).Take(2).ToArray();
        if (named.Length == 1) return named[0];
        if (named.Length > 1) throw new UsageException($"`{name}` is the name of tensors {named[0]} and {named[1]}; give the number instead");
        var digits = name.Length > 1 && name[0] is '#' or 't' ? name[1..] : name;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) throw new UsageException($"there is no tensor `{name}`{Nearest(subgraph, name)}; `optrecipe inspect <model> --tensors` lists them");
        return number < subgraph.Tensors.Length ? number : throw new UsageException($"there is no tensor {number}; the subgraph has {subgraph.Tensors.Length}, numbered from 0");
    }

    /// <summary>Names that hold what was written, or end like it.</summary>
    private static string Nearest(Subgraph subgraph, string name)
    {
        var near = subgraph.Tensors.Select(tensor => tensor.Name ?? "").Where(other => other.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(3).ToArray();
        return near.Length == 0 ? "" : $" (there is {string.Join(", ", near.Select(other => $"`{other}`"))})";
    }
}
