using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>One combination of types that an operator is taken with.</summary>
/// <param name="Text">As a support table prints it: <c>INT8 activations, INT8 weights (per-channel or per-tensor), INT32 or no bias</c>.</param>
internal sealed record TypeRow(Predicate Predicate, string Text)
{
    public static TypeRow Read(TableNode node, Operands operands, RuntimePredicate? available)
    {
        var predicate = PredicateTable.Bind(node, operands);
        return new(available is null ? predicate : new AllOf([available, predicate]), Describe(node, operands, node["runtime"]?["from"]?.Text ?? available?.Newer.ToString()));
    }

    private static string Describe(TableNode node, Operands operands, string? from)
    {
        var granularity = node["granularity"]?.Fields.ToDictionary(field => field.Key, field => Sentences.Join([.. field.Value.AsList().Select(item => item.Text)], "or"), StringComparer.Ordinal);
        var parts = new List<string>();
        foreach (var (key, value) in node.Fields)
        {
            if (operands.Find(key) is null || value.Kind == TableNodeKind.Map) continue;
            var types = TypeSet.Read(value);
            parts.Add($"{types}{(types.AllowsNone ? types.Types == 0 ? "no" : " or no" : "")} {key.Replace('_', ' ')}{(granularity?.GetValueOrDefault(key) is { } text ? $" ({text})" : "")}");
        }
        if (node["npu"] is { } npu) parts.Add(NpuPredicate.Describe(npu));
        if (from is not null) parts.Add($"from {from} on");
        return string.Join(", ", parts);
    }

    /// <summary>Which types the operator has: "input FLOAT32, weights INT8 per-channel".</summary>
    public static string Found(OperatorContext context, ImmutableArray<Operand> operands)
    {
        var parts = new List<string>();
        foreach (var operand in context.Each(operands))
        {
            var granularity = operand.Operand.IsActivation ? "none" : GranularityPredicate.Of(operand.Tensor);
            var part = $"{operand.Operand.Name} {TFLite.TensorTypeNames.Name(operand.Tensor.Type)}{(granularity == "none" ? "" : $" {granularity}")}";
            if (!parts.Contains(part) && parts.Count < 6) parts.Add(part);
        }
        return string.Join(", ", parts);
    }
}
