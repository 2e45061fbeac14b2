using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Planning.Quantizing;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Weights that the recipe wants in a form that an operator has no kernel for: 4 bits, a scale per block (user problem 11). Said on the key that asks for it.</summary>
internal static class WeightFormCheck
{
    private const int MostNamed = 6;
    private const int MostRelated = 20;

    public static readonly DiagnosticDescriptor Descriptor = new("OR5023", "Weights in a form without a kernel", Severity.Error, "0.2");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        foreach (var step in context.Plan?.Steps ?? [])
        {
            if (step.Settings is not { HasNarrowWeights: true } settings) continue;
            var found = Operators(step.Before).Select(address => (Address: address, Problem: ProblemOf(step.Before, settings.Of(address), address))).Where(one => one.Problem is not null).ToArray();
            foreach (var group in found.GroupBy(one => SpanOf(settings.Of(one.Address))))
            {
                if (group.Key is not { } span) continue;
                var names = group.Select(one => $"{PlanRows.NameOf(step.Before, one.Address)} #{one.Address.Index}").ToArray();
                var diagnostic = new Diagnostic(Descriptor, span, group.Count() == 1 ? $"{names[0]} {group.First().Problem}"
                    : $"{SizeText.Count(names.Length, "operator")} cannot have such weights: {string.Join(", ", names.Take(MostNamed))}{(names.Length > MostNamed ? $" and {names.Length - MostNamed} more" : "")}")
                {
                    Related = [.. group.Zip(names).Take(MostRelated).Select(pair => new RelatedInformation(span, $"{pair.Second} {pair.First.Problem}"))],
                };
                var instead = settings.Of(group.First().Address).Granularity.Kind == GranularityKind.Block && context.Text.Slice(span).StartsWith("block") ? "channel" : "8";
                yield return diagnostic.WithFix($"Change to `{instead}`", FixSafety.Unsafe, new TextEdit(span, instead));
            }
        }
    }

    /// <summary>The key that asks: the narrower bits, or the blocks.</summary>
    private static TextSpan? SpanOf(OperatorSettings settings) =>
        (settings.Granularity.Kind == GranularityKind.Block ? settings.Row("weights.granularity")?.Origin.Span : null) ?? settings.Row("weights.bits")?.Origin.Span;

    /// <summary>What this check says of an operator; null where it has nothing to say.</summary>
    public static string? ProblemOf(Model model, OperatorSettings settings, OperatorAddress address)
    {
        if (settings is { WeightBits: 8, Granularity.Kind: not GranularityKind.Block } || settings.OnUnsupported != OnUnsupported.Error) return null;
        var subgraph = model.Subgraphs[address.Subgraph];
        var op = subgraph.Operators[address.Index];
        if (OperatorTable.Find(model, op) is not { } row) return null;
        for (var operand = 0; operand < op.Inputs.Length; operand++)
        {
            if (row.Role(operand) != OperandRole.Weights || op.Inputs[operand] is var tensor && (tensor < 0 || tensor >= subgraph.Tensors.Length)) continue;
            var weights = subgraph.Tensors[op.Inputs[operand]];
            if (weights.Type != TensorType.Float32 || weights.Buffer == 0 || weights.Buffer >= model.Buffers.Length || model.Buffers[(int)weights.Buffer].Data.Length == 0) continue;
            if (IsSmall(weights, settings)) continue;
            var scheme = EngineTerms.SchemeOf(settings.Values);
            if (WeightForms.Missing(row.Operator, scheme.Scheme, scheme.Weights, weights) is { } missing) return missing;
        }
        return null;
    }

    /// <summary>Weights that stay float because they are few need no kernel.</summary>
    private static bool IsSmall(Tensor weights, OperatorSettings settings) =>
        settings.Row("weights.min_elements") is { } row && int.TryParse(row.Value, out var least) && weights.Shape.Aggregate(1L, (product, size) => product * Math.Max(size, 0)) < least;

    private static IEnumerable<OperatorAddress> Operators(Model model) =>
        model.Subgraphs.SelectMany((subgraph, subgraphIndex) => Enumerable.Range(0, subgraph.Operators.Length).Select(index => new OperatorAddress(subgraphIndex, index)));
}
