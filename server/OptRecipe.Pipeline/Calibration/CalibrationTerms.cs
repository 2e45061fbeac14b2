using System.Collections.Immutable;
using OptRecipe.Engine.Calibration;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Calibration;

/// <summary>From what a step says about calibration to the engine's options.</summary>
public static class CalibrationTerms
{
    /// <summary>The file of known ranges that a step names, as an absolute path; null when it names none.</summary>
    internal static (string Path, string? Key)? FileOf(BoundStep step, string recipePath) =>
        step is BoundQuantize { Fields.Calibration: { Ranges: { } ranges } calibration } && RecipeFolder.Resolve(recipePath, ranges.Value) is { } path ? (path, calibration.Key?.Value) : null;

    /// <summary>The methods of a step and its rules. A tensor has the method of the operator that makes it, an input of a graph that of the first operator that reads it.</summary>
    internal static CalibrationOptions Of(PlannedStep step, Model model)
    {
        if (step.Settings is not { } settings) return new(RangeMethod.MinMax);
        var byDefault = MethodOf(settings.Default.Calibration, settings.Default.Scheme);
        var overrides = ImmutableDictionary.CreateBuilder<(int Subgraph, int Tensor), RangeMethod>();
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
        {
            var graph = model.Subgraphs[subgraph];
            for (var index = 0; index < graph.Operators.Length; index++)
            {
                var of = settings.Of(step.OriginOf(new(subgraph, index)));
                // What stays float may still feed integers.
                var method = of.Scheme == QuantizationScheme.Float32 ? byDefault : MethodOf(of.Calibration, of.Scheme);
                foreach (var output in graph.Operators[index].Outputs) Set(subgraph, output, method);
                foreach (var input in graph.Operators[index].Inputs)
                    if (graph.Inputs.Contains(input) && !overrides.ContainsKey((subgraph, input))) Set(subgraph, input, method);
            }
        }
        foreach (var (tensor, method) in overrides.ToArray())
            if (method == byDefault) overrides.Remove(tensor);
        return new(byDefault) { Overrides = overrides.ToImmutable() };

        void Set(int subgraph, int tensor, RangeMethod method)
        {
            if (tensor >= 0) overrides[(subgraph, tensor)] = method;
        }
    }

    /// <summary>A method by its word, with its default parameters; null for no such word.</summary>
    public static RangeMethod? MethodOf(string word)
    {
        foreach (var (known, method) in QuantizeWords.Methods)
            if (known == word) return new(EstimateOf(method));
        return null;
    }

    /// <summary>The word of a method.</summary>
    public static string WordOf(RangeMethod method) => QuantizeWords.Methods.First(pair => EstimateOf(pair.Value) == method.Estimate).Word;

    private static RangeMethod MethodOf(BoundCalibration? calibration, QuantizationScheme scheme) => new(
        // A percentile alone says what is meant.
        EstimateOf(calibration?.Method?.Value ?? (calibration?.Percentile is null ? CalibrationMethod.MinMax : CalibrationMethod.Percentile)),
        calibration?.Percentile?.Value ?? RangeMethod.DefaultPercentile, Math.Clamp(calibration?.Bins?.Value ?? RangeMethod.DefaultBins, 16, RangeMethod.MostBins),
        scheme == QuantizationScheme.Int16X8 ? 16 : 8);

    private static RangeEstimate EstimateOf(CalibrationMethod method) => method switch
    {
        CalibrationMethod.MovingAverage => RangeEstimate.MovingAverage,
        CalibrationMethod.Percentile => RangeEstimate.Percentile,
        CalibrationMethod.Entropy => RangeEstimate.Entropy,
        CalibrationMethod.Mse => RangeEstimate.Mse,
        CalibrationMethod.Octav => RangeEstimate.Octav,
        _ => RangeEstimate.MinMax,
    };
}
