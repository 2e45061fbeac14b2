using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.AiEdge;

/// <summary>Schemes that change weights alone, as ai-edge-quantizer writes them: dynamic range and weight-only of 8, 4 and 2 bits, per tensor, channel or block, and float16 weights. Also what the
/// converter has no form of, whatever the numerics: fewer bits, blocks, other algorithms, weight-only.</summary>
/// <remarks>facts: quantization.md §14.</remarks>
internal sealed class AiEdgeWeightsScheme(QuantizeOptions options)
{
    /// <summary>Whether a scheme is this class's, not the converter's.</summary>
    public static bool Takes(QuantizeOptions options, OperatorScheme scheme) => scheme.Scheme switch
    {
        QuantizeScheme.WeightOnly => true,
        QuantizeScheme.Dynamic => options.Numerics == QuantizeNumerics.AiEdgeQuantizer || scheme.Weights is not { Bits: 8, Granularity: WeightGranularity.Channel, Algorithm: WeightAlgorithm.MinMax },
        QuantizeScheme.Float16 => options.Numerics == QuantizeNumerics.AiEdgeQuantizer,
        _ => false,
    };

    public OperatorDecision Decide(Model model, Subgraph subgraph, Operator @operator, OperatorAddress address, OperatorScheme scheme)
    {
        var builtin = model.CodeOf(@operator).Builtin;
        if (AiEdgeTable.Of(builtin)?.Weights is not { } row || subgraph.Input(@operator, row.Operand) is not { } weights) return new(address, PassOutcome.Untouched, "");
        if (weights.Type != TensorType.Float32) return new(address, PassOutcome.Untouched, $"has weights of type {weights.Type.Name()}");
        if (!model.IsConstant(weights)) return new(address, PassOutcome.Untouched, "has weights that are computed at run time");
        if (options.KeepFloat.Contains(address)) return new(address, PassOutcome.Kept, "is kept in float32 by a rule");
        if (weights.Sparsity is not null) return new(address, PassOutcome.Kept, "has weights that are stored sparse");
        if (!model.HasFittingData(weights)) return new(address, PassOutcome.Kept, "has weights whose data do not fit their shape");
        var least = scheme.Weights.MinimumElements ?? (options.Numerics != QuantizeNumerics.AiEdgeQuantizer && scheme.Scheme == QuantizeScheme.Dynamic ? options.MinimumElements : 0);
        if (weights.ElementCount() < least) return new(address, PassOutcome.Kept, $"has {weights.ElementCount():N0} weights, fewer than {least:N0}");
        return Missing(builtin, row, weights, @operator, scheme) is { } missing ? new(address, PassOutcome.Unsupported, missing) : new(address, PassOutcome.Changed, "");
    }

    public static void Apply(ModelEdit edit, Model model, IEnumerable<(OperatorAddress Address, OperatorScheme Scheme)> changed, PassMode mode, IProgress<double>? progress, CancellationToken cancellation)
    {
        var requests = new List<ConstantRequest>();
        foreach (var (address, scheme) in changed)
        {
            var subgraph = model.Subgraphs[address.Subgraph];
            var @operator = subgraph.Operators[address.Index];
            if (AiEdgeTable.Of(model.CodeOf(@operator).Builtin)?.Weights is not { } row || subgraph.Input(@operator, row.Operand) is not { } weights) continue;
            requests.Add(new(address, row.Operand, scheme.Scheme == QuantizeScheme.Float16
                ? new(TensorType.Float16, -1, true)
                : new(TypeOf(scheme.Weights.Bits), AiEdgeTable.DimensionOf(row, @operator, weights.Shape.Length), scheme.Scheme == QuantizeScheme.WeightOnly) { Options = scheme.Weights }));
        }
        new ConstantConversion(edit, mode, progress, cancellation).Convert(requests);
    }

    public static TensorType TypeOf(int bits) => bits switch { 4 => TensorType.Int4, 2 => TensorType.Int2, _ => TensorType.Int8 };

    private static string? Missing(BuiltinOperator builtin, AiEdgeWeights row, Tensor weights, Operator @operator, OperatorScheme scheme)
    {
        var wanted = scheme.Weights;
        if (scheme.Scheme == QuantizeScheme.Float16) return builtin == BuiltinOperator.BatchMatmul ? "has no form with float16 weights there" : null;
        if (WeightForms.Missing(builtin, scheme.Scheme, wanted, weights) is { } missing) return missing;
        var isBlock = wanted.Granularity == WeightGranularity.Block;
        var widths = scheme.Scheme == QuantizeScheme.WeightOnly ? row.WeightOnly : isBlock ? row.Block : row.Dynamic;
        if (isBlock && scheme.Scheme == QuantizeScheme.WeightOnly || !widths.Contains(wanted.Bits)) return $"has no {(scheme.Scheme == QuantizeScheme.WeightOnly ? "weight-only" : "dynamic")} form with such weights";
        if (!wanted.IsSymmetric && scheme.Scheme != QuantizeScheme.WeightOnly) return "has no kernel for weights with a zero point";
        if (wanted.Algorithm == WeightAlgorithm.Mse && (isBlock || wanted.Bits == 2)) return "has no scale by `mse` for 2-bit weights or blocks";
        if (wanted.Algorithm is WeightAlgorithm.Mse or WeightAlgorithm.Octav && !wanted.IsSymmetric) return $"has no scale by `{wanted.Algorithm.ToString().ToLowerInvariant()}` for weights with a zero point";
        var dimension = AiEdgeTable.DimensionOf(row, @operator, weights.Shape.Length);
        if (weights.Shape.Length <= Math.Max(dimension, isBlock ? 1 : 0) || dimension < 0) return $"has weights of {weights.Shape.Length} dimensions";
        return null;
    }
}
