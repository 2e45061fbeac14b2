using OptRecipe.Engine.Passes.Quantize.AiEdge;
using OptRecipe.Engine.Passes.Quantize.Integer;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Decides for each operator what becomes of it: the scheme that holds for it, what stands in the way, and the nearest other scheme where the recipe asks for that.</summary>
internal sealed class SchemeChoice(QuantizeOptions options, Model model)
{
    private readonly DynamicRange dynamicRange = new(options);
    private readonly Float16 float16 = new(options);
    private readonly AiEdgeWeightsScheme weights = new(options);
    private readonly FullInteger fullInteger = new(options);

    /// <returns>The decision, and the scheme that a changed operator takes.</returns>
    public (OperatorDecision Decision, OperatorScheme Scheme) Of(OperatorAddress address)
    {
        var subgraph = model.Subgraphs[address.Subgraph];
        var @operator = subgraph.Operators[address.Index];
        var scheme = options.SchemeOf(address);
        var wanted = Decide(scheme, subgraph, @operator, address);
        if (wanted.Outcome != PassOutcome.Unsupported || scheme.Unsupported == UnsupportedOperators.Refuse) return (wanted, scheme);
        var next = scheme;
        while (scheme.Unsupported == UnsupportedOperators.NextScheme && Next(next.Scheme) is { } nearest)
        {
            next = next with { Scheme = nearest };
            var decision = Decide(next, subgraph, @operator, address);
            if (decision.Outcome == PassOutcome.Changed) return (decision with { Reason = $"{wanted.Reason}: it takes {Word(nearest)} instead" }, next);
        }
        return (wanted with { Outcome = PassOutcome.Kept, Reason = $"{wanted.Reason}: it stays in float32" }, scheme);
    }

    private OperatorDecision Decide(OperatorScheme scheme, Subgraph subgraph, Operator @operator, OperatorAddress address)
    {
        var form = Form(scheme, subgraph, @operator, address);
        return form.Outcome != PassOutcome.Changed || HasAlgorithm(scheme, model.CodeOf(@operator).Builtin) ? form
            : form with { Outcome = PassOutcome.Unsupported, Reason = "has no GPTQ form in the numerics of ai-edge-quantizer, which is for FULLY_CONNECTED" };
    }

    private bool HasAlgorithm(OperatorScheme scheme, BuiltinOperator builtin) =>
        options.Numerics != QuantizeNumerics.AiEdgeQuantizer || scheme is { Scheme: QuantizeScheme.Float16 } or { Weights.Algorithm: not WeightAlgorithm.Gptq }
        || builtin == BuiltinOperator.FullyConnected || AiEdgeTable.Of(builtin)?.Weights is null;

    private OperatorDecision Form(OperatorScheme scheme, Subgraph subgraph, Operator @operator, OperatorAddress address) => scheme.Scheme switch
    {
        _ when AiEdgeWeightsScheme.Takes(options, scheme) => weights.Decide(model, subgraph, @operator, address, scheme),
        QuantizeScheme.Dynamic => dynamicRange.Decide(model, subgraph, @operator, address),
        QuantizeScheme.Float16 => float16.Decide(model, subgraph, @operator, address),
        QuantizeScheme.Int8 or QuantizeScheme.Int16X8 => fullInteger.Decide(model, subgraph, @operator, address, scheme),
        QuantizeScheme.Float32 => new(address, FullInteger.HasFloats(subgraph, @operator) ? PassOutcome.Kept : PassOutcome.Untouched, "is kept in float32 by a rule"),
        _ => new(address, PassOutcome.Unsupported, $"has no {Word(scheme.Scheme)} form yet"),
    };

    private static QuantizeScheme? Next(QuantizeScheme scheme) => scheme switch
    {
        QuantizeScheme.Int16X8 => QuantizeScheme.Int8,
        QuantizeScheme.Int8 => QuantizeScheme.Dynamic,
        QuantizeScheme.Dynamic => QuantizeScheme.WeightOnly,
        _ => null,
    };

    private static string Word(QuantizeScheme scheme) => scheme switch
    {
        QuantizeScheme.Int16X8 => "int16x8",
        QuantizeScheme.Int8 => "int8",
        QuantizeScheme.Dynamic => "dynamic",
        QuantizeScheme.WeightOnly => "weight-only",
        QuantizeScheme.Float16 => "float16",
        _ => "float32",
    };
}
