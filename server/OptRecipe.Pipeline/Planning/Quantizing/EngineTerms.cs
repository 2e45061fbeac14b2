using System.Collections.Immutable;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Planning.Quantizing;

/// <summary>From the recipe's settings to the engine's options.</summary>
internal static class EngineTerms
{
    /// <param name="rules">Of this step and model.</param>
    internal static QuantizeOptions OptionsOf(BoundQuantize step, RuleGroups rules, Model model, RuntimeVersion? oldest)
    {
        var byDefault = SchemeOf(rules.Default.Values);
        var options = new QuantizeOptions(byDefault.Scheme)
        {
            OldestRuntime = oldest,
            Unsupported = byDefault.Unsupported,
            Numerics = NumericsOf(step.Numerics?.Value ?? QuantizationNumerics.Converter),
            Weights = byDefault.Weights,
            InputType = step.InputType?.Value ?? TensorType.Float32,
            OutputType = step.OutputType?.Value ?? TensorType.Float32,
        };
        if (step.Where is null && step.Rules.IsEmpty) return options;
        var overrides = new List<KeyValuePair<OperatorAddress, OperatorScheme>>();
        var floats = new List<OperatorAddress>();
        var schemes = rules.All.ToDictionary(group => group, group => SchemeOf(group.Values));
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            for (var index = 0; index < model.Subgraphs[subgraph].Operators.Length; index++)
            {
                var address = new OperatorAddress(subgraph, index);
                var scheme = rules.IsSelected(address) ? schemes[rules.Of(address)] : Float;
                if (scheme != byDefault) overrides.Add(new(address, scheme));
                if (scheme.Scheme == QuantizeScheme.Float32) floats.Add(address);
            }
        return options with { Overrides = overrides.ToImmutableDictionary(), KeepFloat = [.. floats] };
    }

    private static readonly OperatorScheme Float = SchemeOf(new SettingValues(QuantizationScheme.Float32));

    internal static OperatorScheme SchemeOf(SettingValues settings) => new(SchemeOf(settings.Scheme))
    {
        AreActivationsSymmetric = settings.AreActivationsSymmetric && settings.Scheme == QuantizationScheme.Int8,
        Unsupported = settings.OnUnsupported switch
        {
            OnUnsupported.Float => UnsupportedOperators.KeepFloat,
            OnUnsupported.NextScheme => UnsupportedOperators.NextScheme,
            _ => UnsupportedOperators.Refuse,
        },
        Weights = new()
        {
            Bits = settings.WeightBits,
            IsSymmetric = settings.AreWeightsSymmetric,
            Granularity = settings.Granularity.Kind switch
            {
                GranularityKind.Tensor => WeightGranularity.Tensor,
                GranularityKind.Block => WeightGranularity.Block,
                _ => WeightGranularity.Channel,
            },
            BlockSize = settings.Granularity.BlockSize,
            Algorithm = settings.Algorithm switch
            {
                ScaleAlgorithm.Mse => WeightAlgorithm.Mse,
                ScaleAlgorithm.Octav => WeightAlgorithm.Octav,
                ScaleAlgorithm.AdaRound => WeightAlgorithm.AdaRound,
                ScaleAlgorithm.Gptq => WeightAlgorithm.Gptq,
                _ => WeightAlgorithm.MinMax,
            },
            MinimumElements = settings.MinimumElements,
        },
    };

    private static QuantizeScheme SchemeOf(QuantizationScheme scheme) => scheme switch
    {
        QuantizationScheme.Float16 => QuantizeScheme.Float16,
        QuantizationScheme.Int8 => QuantizeScheme.Int8,
        QuantizationScheme.Int16X8 => QuantizeScheme.Int16X8,
        QuantizationScheme.WeightOnly => QuantizeScheme.WeightOnly,
        QuantizationScheme.Float32 => QuantizeScheme.Float32,
        _ => QuantizeScheme.Dynamic,
    };

    private static QuantizeNumerics NumericsOf(QuantizationNumerics numerics) => numerics switch
    {
        QuantizationNumerics.ConverterFlatbuffer => QuantizeNumerics.ConverterFlatbuffer,
        QuantizationNumerics.AiEdgeQuantizer => QuantizeNumerics.AiEdgeQuantizer,
        _ => QuantizeNumerics.Converter,
    };
}
