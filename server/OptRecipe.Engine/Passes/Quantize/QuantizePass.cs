using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Stores numbers in fewer bits. <c>dynamic</c> and <c>float16</c> plan and run; <c>int8</c> plans the structure and refuses to run, for it has no ranges.</summary>
public sealed class QuantizePass(QuantizeOptions options) : IPass
{
    public string Kind => "quantize";

    public PassPlan Plan(Model model)
    {
        var dynamicRange = new DynamicRange(options);
        var float16 = new Float16(options);
        var fullInteger = new FullInteger(options);
        var decisions = ImmutableArray.CreateBuilder<OperatorDecision>();
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            for (var index = 0; index < model.Subgraphs[subgraph].Operators.Length; index++)
            {
                var (graph, address) = (model.Subgraphs[subgraph], new OperatorAddress(subgraph, index));
                decisions.Add(options.Scheme switch
                {
                    QuantizeScheme.Dynamic => dynamicRange.Decide(model, graph, graph.Operators[index], address),
                    QuantizeScheme.Float16 => float16.Decide(model, graph, graph.Operators[index], address),
                    _ => fullInteger.Decide(model, graph, graph.Operators[index], address),
                });
            }
        return new(Kind, decisions.ToImmutable());
    }

    /// <exception cref="InvalidOperationException">int8 in <see cref="PassMode.Run"/>.</exception>
    /// <exception cref="PassException">A weight is infinite or not a number.</exception>
    public Model Apply(Model model, PassPlan plan, PassMode mode, IProgress<double>? progress, CancellationToken cancellation)
    {
        ImmutableArray<OperatorAddress> changed = [.. plan.Operators.Where(decision => decision.Outcome == PassOutcome.Changed).Select(decision => decision.Address)];
        return options.Scheme switch
        {
            QuantizeScheme.Dynamic => new DynamicRange(options).Apply(model, changed, mode, progress, cancellation),
            QuantizeScheme.Float16 => Float16.Apply(model, changed, mode, progress, cancellation),
            _ when mode == PassMode.Plan => new FullIntegerPlan(model).Build(changed, cancellation),
            _ => throw new InvalidOperationException("int8 has no ranges yet: it can be planned, not run"),
        };
    }
}
