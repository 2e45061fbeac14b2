using System.Collections.Immutable;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Comparing;

/// <summary>Compares models.</summary>
public static class ModelComparer
{
    /// <summary>What two models compute differently: operator kinds, versions, options, connections, shapes, types, scales, zero points, quantized dimensions, constant bytes.
    /// Names, the order of operators and tensors, min and max, numbering and sharing of buffers, metadata and descriptions do not count.</summary>
    public static ImmutableArray<ModelDifference> Same(Model left, Model right, CancellationToken cancellation = default)
    {
        if (left.Subgraphs.Length != right.Subgraphs.Length)
            return [new(DifferenceKind.SubgraphCount, -1, -1, -1, -1, -1, "the numbers of subgraphs differ", $"{left.Subgraphs.Length}", $"{right.Subgraphs.Length}")];
        var differences = ImmutableArray.CreateBuilder<ModelDifference>();
        for (var index = 0; index < left.Subgraphs.Length; index++) differences.AddRange(new SubgraphMatch(left, right, index, cancellation).Differences);
        return differences.ToImmutable();
    }

    /// <summary>Everything that differs, and what it costs.</summary>
    public static ModelComparison Compare(Model left, Model right, CancellationToken cancellation = default)
    {
        var (before, after) = (OperatorCensus.Of(left).ToLookup(row => row.Operator), OperatorCensus.Of(right).ToLookup(row => row.Operator));
        var names = before.Concat(after).Select(rows => rows.Key).Distinct().Order(StringComparer.Ordinal);
        return new(
            Same(left, right, cancellation), [.. names.Select(name => Change(name, before[name], after[name])).Where(change => change.IsChange)], [.. Others(left, right)], Measure(left), Measure(right));
    }

    /// <summary>Sizes and counts of one model.</summary>
    public static ModelMeasure Measure(Model model) => new(
        ModelWriter.Measure(model), model.Buffers.Sum(buffer => buffer.Data.Length), OperatorCensus.Parameters(model), MultiplyAccumulates.Count(model),
        model.Subgraphs.Sum(subgraph => subgraph.Operators.Length), model.Subgraphs.Sum(subgraph => subgraph.Tensors.Length), OperatorVersions.MinimumRuntime(model));

    private static OperatorChange Change(string name, IEnumerable<OperatorCount> left, IEnumerable<OperatorCount> right) => new(
        name, left.Sum(row => row.Count), right.Sum(row => row.Count), left.Sum(row => row.DataBytes), right.Sum(row => row.DataBytes),
        left.Sum(row => row.MultiplyAccumulates), right.Sum(row => row.MultiplyAccumulates));

    private static IEnumerable<string> Others(Model left, Model right)
    {
        if (left.Description != right.Description) yield return $"the description is `{left.Description}` and `{right.Description}`";
        foreach (var name in left.Metadata.Select(entry => entry.Name ?? "").Union(right.Metadata.Select(entry => entry.Name ?? "")).Order(StringComparer.Ordinal))
        {
            var (before, after) = (Entry(left, name), Entry(right, name));
            if (before is null || after is null) yield return $"the metadata `{name}` stands in the {(before is null ? "second" : "first")} model only";
            else if (!ByteRanges.SameBytes(before.Value, after.Value)) yield return $"the metadata `{name}` differs";
        }
        if (!Keys(left).SequenceEqual(Keys(right))) yield return $"the signatures are [{string.Join(", ", Keys(left))}] and [{string.Join(", ", Keys(right))}]";
        if (left.Appended.Length != right.Appended.Length) yield return $"{left.Appended.Length} and {right.Appended.Length} bytes are appended";
        var renamed = left.Subgraphs.Zip(right.Subgraphs).Sum(pair => pair.First.Tensors.Zip(pair.Second.Tensors).Count(tensors => tensors.First.Name != tensors.Second.Name));
        if (renamed > 0) yield return $"{renamed} tensors of the same number have different names";
    }

    private static IEnumerable<string> Keys(Model model) => model.Signatures.Select(signature =>
        $"{signature.Key}({string.Join(", ", signature.Inputs.Select(map => map.Name))}) → {string.Join(", ", signature.Outputs.Select(map => map.Name))}");

    private static ByteRange? Entry(Model model, string name) => model.Metadata.FirstOrDefault(entry => (entry.Name ?? "") == name) is { } found
        ? found.Buffer < model.Buffers.Length ? model.Buffers[(int)found.Buffer].Data : default(ByteRange) : null;
}
