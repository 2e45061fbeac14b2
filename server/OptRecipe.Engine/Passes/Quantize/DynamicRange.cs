using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Dynamic range quantization as the converter's default quantizer does it: int8 weights of at least 1,024 elements; float32 activations, biases and borders.</summary>
/// <remarks>facts: quantization.md §12. Recurrent operators are quantized with all their weights or not at all: the kernels want one type.</remarks>
internal sealed class DynamicRange(QuantizeOptions options)
{
    private const string AsymmetricInputs = "asymmetric_quantize_inputs";

    public OperatorDecision Decide(Model model, Subgraph subgraph, Operator @operator, OperatorAddress address)
    {
        var code = model.CodeOf(@operator);
        if (QuantizationSpec.Of(code.Builtin).DynamicRange is not { } spec) return new(address, PassOutcome.Untouched, "");
        var weights = WeightsOf(subgraph, @operator, spec);
        if (weights.Length == 0 || spec.Activation >= 0 && subgraph.Input(@operator, spec.Activation)?.Type != TensorType.Float32) return new(address, PassOutcome.Untouched, "");
        if (Array.Find(weights, weight => weight.Type != TensorType.Float32) is { } other)
            return new(address, PassOutcome.Untouched, $"has weights of type {other.Type.Name()}");
        if (Array.Find(weights, weight => !model.IsConstant(weight)) is not null) return new(address, PassOutcome.Untouched, "has weights that are computed at run time");
        if (options.KeepFloat.Contains(address)) return new(address, PassOutcome.Kept, "is kept in float32 by a rule");
        if (Array.Find(weights, weight => weight.Sparsity is not null) is not null) return new(address, PassOutcome.Kept, "has weights that are stored sparse");
        if (Array.Find(weights, weight => !model.HasFittingData(weight)) is not null) return new(address, PassOutcome.Kept, "has weights whose data do not fit their shape");
        if (Array.Find(weights, weight => weight.Shape.Length <= spec.QuantizedDimension) is { } flat) return new(address, PassOutcome.Kept, $"has weights of {flat.Shape.Length} dimensions");
        var smallest = weights.Min(weight => weight.ElementCount());
        var least = options.SchemeOf(address).Weights.MinimumElements ?? options.MinimumElements;
        if (smallest < least)
        {
            var what = weights.Length > 1 ? $"weights of {smallest:N0} elements" : $"{smallest:N0} weights";
            return new(address, PassOutcome.Kept, $"has {what}, fewer than {least:N0}");
        }
        return new(address, PassOutcome.Changed, Explain(code.Name, spec, FormOf(spec, weights[0], address), HasOneScale(address)));
    }

    public void Apply(ModelEdit edit, Model model, IEnumerable<OperatorAddress> changed, PassMode mode, IProgress<double>? progress, CancellationToken cancellation)
    {
        var requests = new List<ConstantRequest>();
        foreach (var address in changed)
        {
            var subgraph = edit.Subgraphs[address.Subgraph];
            var @operator = subgraph.OperatorAt(address.Index);
            var builtin = model.CodeOf(@operator).Builtin;
            if (QuantizationSpec.Of(builtin).DynamicRange is not { } spec) continue;
            if (WeightsOf(model.Subgraphs[address.Subgraph], @operator, spec) is not [var weights, ..]) continue;
            var hybrid = FormOf(spec, weights, address);
            var perChannel = hybrid?.PerChannel ?? (!HasOneScale(address) && spec.DequantizesPerChannel(options.OldestRuntime));
            var form = new ConstantForm(TensorType.Int8, perChannel ? spec.QuantizedDimension : -1, hybrid is null);
            requests.AddRange(spec.Operands.Where(operand => model.Subgraphs[address.Subgraph].Input(@operator, operand) is not null)
                .Select(operand => new ConstantRequest(address, operand, form)));
            if (hybrid is { AsymmetricInputs: true } && OptionsOf(builtin, @operator) is { } settings)
                subgraph.ReplaceOperator(address.Index, @operator with { Options = settings.With(AsymmetricInputs, true) });
        }
        new ConstantConversion(edit, mode, progress, cancellation).Convert(requests);
    }

    private static Tensor[] WeightsOf(Subgraph subgraph, Operator @operator, DynamicRangeSpec spec) =>
        [.. spec.Operands.Select(operand => subgraph.Input(@operator, operand)).OfType<Tensor>()];

    /// <summary>The recipe asks for one scale a tensor.</summary>
    private bool HasOneScale(OperatorAddress address) => options.SchemeOf(address).Weights.Granularity == WeightGranularity.Tensor;

    private HybridForm? FormOf(DynamicRangeSpec spec, Tensor weights, OperatorAddress address)
    {
        var hasOneChannel = spec.QuantizedDimension >= 0 && spec.QuantizedDimension < weights.Shape.Length && weights.Shape[spec.QuantizedDimension] == 1;
        // With one channel there is no difference, to the version rules neither.
        return HasOneScale(address) && !hasOneChannel
            ? spec.Forms.FirstOrDefault(form => !form.PerChannel && (options.OldestRuntime is null || form.Since <= options.OldestRuntime))
            : spec.FormFor(options.OldestRuntime, hasOneChannel);
    }

    /// <summary>Why the form is not the best one that the operator has.</summary>
    private string Explain(string name, DynamicRangeSpec spec, HybridForm? form, bool hasOneScale)
    {
        if (spec.Forms.IsEmpty) return "reads its weights through DEQUANTIZE";
        if (hasOneScale && form is { PerChannel: false }) return "has one scale for its weights, as the recipe says";
        if (hasOneScale && form is null && spec.Forms.All(known => known.PerChannel)) return "reads its weights through DEQUANTIZE: its int8 form has a scale per channel";
        var best = spec.Forms[0];
        if (form == best) return "";
        var needed = $"of {name} needs runtime {best.Since}, the oldest is {options.OldestRuntime}";
        return form is null ? $"reads its weights through DEQUANTIZE: the int8 form {needed}"
            : form.PerChannel == best.PerChannel ? $"quantizes its inputs symmetrically: the asymmetric form {needed}"
            : $"has one scale for its weights: one scale per channel {needed}";
    }

    private static OperatorOptions? OptionsOf(BuiltinOperator builtin, Operator @operator) => (@operator.Options, builtin) switch
    {
        ({ } options, _) => options.Schema.IndexOf(AsymmetricInputs) < 0 ? null : options,
        (_, BuiltinOperator.FullyConnected) => OperatorOptions.Of("FullyConnectedOptions"),
        (_, BuiltinOperator.BatchMatmul) => OperatorOptions.Of("BatchMatMulOptions"),
        _ => null,
    };
}
