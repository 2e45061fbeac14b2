using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Equalize;

/// <summary>Cross-layer equalization: scales channels between two weighted operators against each other so that both use their ranges evenly. The float model computes the same
/// function up to rounding; a quantized one loses less where channels differ much. Needs no data.</summary>
public sealed class EqualizePass(EqualizeOptions options) : IPass
{
    /// <summary>Factors within this of 1 count as settled.</summary>
    private const double Settled = 1e-3;

    public string Kind => "equalize";

    public PassPlan Plan(Model model)
    {
        var decisions = ImmutableArray.CreateBuilder<OperatorDecision>();
        foreach (var (subgraphIndex, subgraph) in model.Subgraphs.Index())
        {
            var found = Pairs(model, subgraph, subgraphIndex);
            var touched = found.Select(entry => entry.Pair).OfType<EqualizationPair>().SelectMany(pair => new[] { pair.First, pair.Second }).ToHashSet();
            decisions.AddRange(found.Select((entry, index) => new OperatorDecision(new(subgraphIndex, index),
                touched.Contains(index) ? PassOutcome.Changed : entry.Reason.Length > 0 ? PassOutcome.Kept : PassOutcome.Untouched, touched.Contains(index) ? "" : entry.Reason)));
        }
        return new(Kind, decisions.ToImmutable());
    }

    /// <exception cref="PassException">Weights hold a value that is not a number.</exception>
    public Model Apply(Model model, PassPlan plan, PassMode mode, IProgress<double>? progress, CancellationToken cancellation)
    {
        var chosen = plan.Operators.Where(decision => decision.Outcome == PassOutcome.Changed).Select(decision => decision.Address).ToHashSet();
        var edit = new ModelEdit(model);
        var isChanged = false;
        foreach (var (subgraphIndex, subgraph) in model.Subgraphs.Index())
        {
            EqualizationPair[] pairs = [.. Pairs(model, subgraph, subgraphIndex).Select(entry => entry.Pair).OfType<EqualizationPair>()
                .Where(pair => chosen.Contains(new(subgraphIndex, pair.First)) && chosen.Contains(new(subgraphIndex, pair.Second)))];
            if (pairs.Length == 0) continue;
            isChanged = true;
            foreach (var (tensor, values) in mode == PassMode.Plan ? Planned(subgraph, pairs) : Scaled(model, subgraph, pairs, progress, cancellation))
                edit.ReplaceBuffer(subgraph.Tensors[tensor].Buffer, values);
        }
        return isChanged ? edit.Build() : model;
    }

    /// <summary>The pairs of a graph that the step may touch.</summary>
    internal EqualizationPair[] PairsOf(Model model, int subgraph) => [.. Pairs(model, model.Subgraphs[subgraph], subgraph).Select(entry => entry.Pair).OfType<EqualizationPair>()];

    private (EqualizationPair? Pair, string Reason)[] Pairs(Model model, Subgraph subgraph, int subgraphIndex)
    {
        var pairs = new EqualizationPairs(model, subgraph);
        return [.. Enumerable.Range(0, subgraph.Operators.Length).Select(index => !IsChosen(index) ? (null, "") : pairs.From(index) switch
        {
            ({ } pair, _) when !IsChosen(pair.Second) => (null, $"is read by operator #{pair.Second}, which is not selected"),
            var found => found,
        })];

        bool IsChosen(int index) => options.Only is not { } only || only.Contains(new(subgraphIndex, index));
    }

    private static IEnumerable<int> Tensors(EqualizationPair[] pairs) => pairs.SelectMany(pair => new[] { pair.Outputs.Tensor, pair.Inputs.Tensor, pair.Bias }).Where(tensor => tensor >= 0).Distinct();

    private static IEnumerable<(int, ByteRange)> Planned(Subgraph subgraph, EqualizationPair[] pairs) =>
        Tensors(pairs).Select(tensor => (tensor, subgraph.Tensors[tensor].ElementCount() * sizeof(float))).Select(entry => (entry.tensor, new ByteRange(new PlannedByteSource(entry.Item2), 0, entry.Item2)));

    private IEnumerable<(int, ByteRange)> Scaled(Model model, Subgraph subgraph, EqualizationPair[] pairs, IProgress<double>? progress, CancellationToken cancellation)
    {
        var values = Tensors(pairs).ToDictionary(tensor => tensor, tensor => MemoryMarshal.Cast<byte, float>(model.Buffers[(int)subgraph.Tensors[tensor].Buffer].Data.ToMemory().Span).ToArray());
        foreach (var (tensor, numbers) in values)
            if (Array.Exists(numbers, number => !float.IsFinite(number))) throw new PassException($"`{subgraph.Tensors[tensor].Name}` holds a weight that is infinite or not a number, so its channels cannot be compared");
        for (var round = 0; round < options.Iterations; round++)
        {
            var largest = 0.0;
            foreach (var pair in pairs)
            {
                cancellation.ThrowIfCancellationRequested();
                var (first, second) = (values[pair.Outputs.Tensor], values[pair.Inputs.Tensor]);
                var factors = ChannelScaling.Factors(ChannelScaling.Ranges(first, pair.Outputs, pair.Channels), ChannelScaling.Ranges(second, pair.Inputs, pair.Channels));
                ChannelScaling.Divide(first, pair.Outputs, factors);
                if (pair.Bias >= 0) ChannelScaling.Divide(values[pair.Bias], new(pair.Bias, 1, pair.Channels), factors);
                ChannelScaling.Multiply(second, pair.Inputs, factors);
                largest = Math.Max(largest, factors.Max(factor => Math.Abs(Math.Log(factor))));
            }
            progress?.Report((round + 1.0) / options.Iterations);
            if (largest < Settled) break;
        }
        return values.Select(entry => (entry.Key, ByteRange.Of(MemoryMarshal.AsBytes(entry.Value.AsSpan()).ToArray())));
    }
}
