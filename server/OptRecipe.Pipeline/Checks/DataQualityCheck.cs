using System.Collections.Immutable;
using System.Globalization;
using OptRecipe.Data.NumPy;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Facts;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Data that can be read and will make a bad model all the same (user problem 9).</summary>
internal static class DataQualityCheck
{
    private const int FewSamples = 32, ManySamples = 2000;
    /// <summary>Repeated samples beyond this share are told.</summary>
    private const double MostRepeated = 0.05;
    /// <summary>How far values may go beyond what a quantized input holds, as a share of that.</summary>
    private const double MostBeyond = 0.5;
    /// <summary>The share of declared values that samples cover at least.</summary>
    private const double LeastCovered = 1.0 / 16;

    private static readonly DiagnosticDescriptor Range = new("OR3029", "Values have an unusual range", Severity.Warning, "0.1");
    private static readonly DiagnosticDescriptor Repeated = new("OR3030", "Samples are constant or repeated", Severity.Warning, "0.1");
    private static readonly DiagnosticDescriptor Overlap = new("OR3031", "Calibration and evaluation share samples", Severity.Warning, "0.1");
    private static readonly DiagnosticDescriptor Classes = new("OR3032", "Classes are off by one", Severity.Warning, "0.1");
    private static readonly DiagnosticDescriptor Amount = new("OR3033", "Unusual number of calibration samples", Severity.Information, "0.1");
    private static readonly DiagnosticDescriptor Preprocessing = new("OR3034", "Data sets are preprocessed differently", Severity.Warning, "0.1");

    public static DiagnosticDescriptor[] Descriptors { get; } = [Range, Repeated, Overlap, Classes, Amount, Preprocessing];

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        foreach (var data in context.Analysis.DataSets)
            foreach (var found in Of(context, data)) yield return found;
        if (context.Analysis.DataSets.FirstOrDefault(data => data.Bound.Role == DataRole.Calibration) is not { } calibration) yield break;
        if (context.Analysis.DataSets.FirstOrDefault(data => data.Bound.Role == DataRole.Evaluation) is not { } evaluation) yield break;
        if (Shared(calibration, evaluation) is { } shared) yield return shared;
        if (!Steps(calibration).SequenceEqual(Steps(evaluation), StringComparer.Ordinal))
            yield return new(Preprocessing, calibration.Bound.PreprocessSpan ?? calibration.Bound.Path.Span, "calibration and evaluation data are preprocessed differently; ranges measured on other values than the model will see make it clip or waste its steps")
            {
                Related = [new(evaluation.Bound.PreprocessSpan ?? evaluation.Bound.Path.Span, "the preprocessing of the evaluation data")],
            };
    }

    private static IEnumerable<Diagnostic> Of(CheckContext context, DataSetAnalysis data)
    {
        if (data.Facts is not { } facts || data.Summary is not { } summary) yield break;
        var span = data.Bound.Path.Span;
        if (data.Bound.Role == DataRole.Calibration && summary.Count is < FewSamples or > ManySamples)
            yield return Fewer(data, new(Amount, data.Bound.Samples?.Span ?? span, summary.Count < FewSamples
                ? $"{SizeText.Count(summary.Count, "sample")} may not show every value that the model will see; 100 to 500 are usual"
                : $"{summary.Count:#,0} samples take long and change little; 100 to 500 are usual: `samples: 500`, with `shuffle: true` where the files are sorted"), summary.Count);
        if (facts.Constant.Length > 0)
            yield return new(Repeated, span, $"{SizeText.Count(facts.Constant.Length, "sample")} of {facts.Checked:#,0} hold one value only, for example {facts.Constant[0]}; a file may not have been read or written right");
        else if (facts.Checked - facts.Distinct > facts.Checked * MostRepeated)
            yield return new(Repeated, span, $"{facts.Checked - facts.Distinct:#,0} of {facts.Checked:#,0} samples are copies of others; repeated samples show nothing new");
        for (var input = 0; input < facts.Lowest.Length; input++)
            if (Beyond(context, data, input, facts.Lowest[input], facts.Highest[input]) is { } beyond) yield return beyond;
        if (data.Classes is { } classes && OffByOne(classes) is { } words) yield return new(Classes, (data.Bound.ClassNames ?? data.Bound.Labels ?? data.Bound.Path).Span, words);
    }

    private static Diagnostic Fewer(DataSetAnalysis data, Diagnostic diagnostic, long count) =>
        count > ManySamples && data.Bound.Samples is { } written ? diagnostic.WithFix("Take 500", FixSafety.Unsafe, new TextEdit(written.Span, "500")) : diagnostic;

    private static Diagnostic? Beyond(CheckContext context, DataSetAnalysis data, int position, double lowest, double highest)
    {
        if (context.Analysis.Model?.Model is not { Model: var model } loaded || double.IsNaN(lowest) || lowest == highest) return null;
        var input = ModelInput.Of(model)[position];
        var values = string.Create(CultureInfo.InvariantCulture, $"values from {lowest:G4} to {highest:G4}");
        if (!input.Quantization.IsNone)
        {
            if (Stored(input.Type) is not var (least, most)) return null;
            double scale = input.Quantization.Scale, zero = input.Quantization.ZeroPoint;
            var (from, to) = ((least - zero) * scale, (most - zero) * scale);
            if (lowest >= from - MostBeyond * (to - from) && highest <= to + MostBeyond * (to - from)) return null;
            return Fixed(context, data, new(Range, data.Bound.Path.Span, string.Create(CultureInfo.InvariantCulture, $"the samples have {values}; input `{input.Name}` holds {from:G4} to {to:G4}, so most of them are clipped")), highest);
        }
        if (loaded.Facts.Metadata.Inputs.ElementAtOrDefault(position) is { } declared) return Undeclared(context, data, input, declared, lowest, highest, values);
        // Pictures as cameras make them, and a model whose graph does not scale them itself.
        var isPicture = data.Summary?.Inputs[position].First is { Type: { Letter: 'u', Width: 1 }, Shape.Length: >= 2 };
        if (!isPicture || lowest < 0 || highest <= 16 || data.Bound.Preprocess.Any(step => step is BoundNormalize or BoundScale or BoundStandardize) || ScalesItself(model, position)) return null;
        return Fixed(context, data, new(Range, data.Bound.Path.Span, $"the samples have {values}, and nothing in the model scales them; most models are trained on −1 to 1 or 0 to 1"), highest);
    }

    /// <summary>Values beyond those that the model's metadata declare, or in a small part of them.</summary>
    private static Diagnostic? Undeclared(CheckContext context, DataSetAnalysis data, ModelInput input, DeclaredInput declared, double lowest, double highest, string values)
    {
        var (from, to) = declared.OfBytes;
        var width = (double)to - from;
        if (lowest >= from - MostBeyond * width && highest <= to + MostBeyond * width && highest - lowest >= LeastCovered * width) return null;
        var step = $"normalize: {{mean: {Numbers(declared.Means)}, std: {Numbers(declared.Deviations)}}}";
        var bounds = string.Create(CultureInfo.InvariantCulture, $"{from:G4} to {to:G4}");
        var found = new Diagnostic(Range, data.Bound.Path.Span, $"the samples have {values}; the model's metadata declare {bounds} for input `{input.Name}` (`{step}` of 0 to 255)");
        return lowest >= 0 && highest is > 16 and <= 255 ? found.WithFix("Normalize as the model's metadata declare", FixSafety.Unsafe, PreprocessingEdit.First(context.Text, data.Bound, step)) : found;
    }

    /// <summary>As recipes write them: one number that all channels have, or a list.</summary>
    private static string Numbers(ImmutableArray<float> values)
    {
        var numbers = string.Join(", ", values.Distinct().Count() == 1 ? values.Take(1) : values);
        return numbers.Contains(',', StringComparison.Ordinal) ? $"[{numbers}]" : numbers;
    }

    private static Diagnostic Fixed(CheckContext context, DataSetAnalysis data, Diagnostic diagnostic, double highest) => highest is <= 16 or > 255 ? diagnostic : diagnostic
        .WithFix("Scale 0…255 to −1…1", FixSafety.Unsafe, PreprocessingEdit.First(context.Text, data.Bound, "normalize: {mean: 127.5, std: 127.5}"))
        .WithFix("Scale 0…255 to 0…1", FixSafety.Unsafe, PreprocessingEdit.First(context.Text, data.Bound, "normalize: {std: 255}"));

    /// <summary>Whether the input goes into arithmetic with constants first, as a layer that rescales pictures does.</summary>
    private static bool ScalesItself(Model model, int position)
    {
        var main = model.Subgraphs[0];
        var tensor = main.Inputs[position];
        return main.Operators.Any(o => o.Inputs.Contains(tensor) && o.OpcodeIndex < model.OperatorCodes.Length
            && model.OperatorCodes[(int)o.OpcodeIndex].Builtin is BuiltinOperator.Mul or BuiltinOperator.Sub or BuiltinOperator.Add or BuiltinOperator.Div or BuiltinOperator.Quantize or BuiltinOperator.Cast);
    }

    private static (int Least, int Most)? Stored(TensorType type) => type switch
    {
        TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorType.UInt8 => (byte.MinValue, byte.MaxValue),
        TensorType.Int16 => (short.MinValue, short.MaxValue),
        _ => null,
    };

    private static string? OffByOne(ClassFacts classes)
    {
        if (classes.Outputs < 2) return null;
        if (classes.Names > 0 && Math.Abs(classes.Names - classes.Outputs) == 1)
            return $"there are {classes.Names:#,0} class names and the model answers with {classes.Outputs:#,0} numbers; one side has a class `background` in front, so that every label is off by one";
        if (classes.Highest == classes.Outputs && classes.Lowest >= 1) return $"labels go from {classes.Lowest:#,0} to {classes.Highest:#,0}; the model's classes from 0 to {classes.Outputs - 1:#,0}";
        if (classes.Highest >= classes.Outputs) return $"labels go up to {classes.Highest:#,0}; the model's classes from 0 to {classes.Outputs - 1:#,0}";
        return classes is { Outputs: 1001, Lowest: 0, Highest: 999 } ? "labels go from 0 to 999, and the model has 1,001 classes, the first of them `background`; every label is off by one" : null;
    }

    private static Diagnostic? Shared(DataSetAnalysis calibration, DataSetAnalysis evaluation)
    {
        if (calibration.Facts is not { } ours || evaluation.Facts is not { } theirs) return null;
        var known = theirs.Hashes.ToHashSet(StringComparer.Ordinal);
        var count = ours.Hashes.Distinct(StringComparer.Ordinal).Count(known.Contains);
        return count == 0 ? null : new(Overlap, calibration.Bound.Path.Span, $"{SizeText.Count(count, "sample")} of the calibration data {(count == 1 ? "is" : "are")} also in the evaluation data; measured accuracy will be better than it is on new data")
        {
            Related = [new(evaluation.Bound.Path.Span, "the evaluation data")],
        };
    }

    private static IEnumerable<string> Steps(DataSetAnalysis data) => data.Bound.Preprocess.Select(step => step is BoundNormalize normalize
        ? $"normalize {string.Join(',', normalize.Means)} {string.Join(',', normalize.Deviations)}" : $"{step with { Span = default }}");
}
