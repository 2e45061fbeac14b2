using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Recipe.Checks;

/// <summary>Keys of <c>quantize</c> that do not go together whatever the model: some change nothing, some no runtime computes.</summary>
internal static class QuantizeFieldsCheck
{
    internal static readonly DiagnosticDescriptor NoEffect = new("OR2022", "Key without effect", Severity.Warning, "0.2");
    internal static readonly DiagnosticDescriptor Combination = new("OR2023", "Keys that do not go together", Severity.Error, "0.2");

    private static readonly QuantizeFields Nothing = new();

    internal static void Run(CheckContext context)
    {
        foreach (var step in context.Recipe.Steps.OfType<BoundQuantize>())
        {
            Fields(context, step.Fields, step.Scheme);
            Borders(context, step);
            var isStepsScheme = step.Rules.All(rule => rule.Fields.Scheme is null);
            foreach (var rule in step.Rules)
            {
                // Which scheme a rule without one meets is known here only when all rules leave the step's.
                if (rule.Fields.Scheme is { } own) Fields(context, rule.Fields, own.Value);
                else if (isStepsScheme) Fields(context, rule.Fields, step.Scheme);
                if (rule.Where is not null && rule.Fields == Nothing && !context.HasErrorIn(rule.Span))
                    context.Add(new Diagnostic(NoEffect, FirstLine(context, rule.Span), "The rule says nothing about its operators; expected a key such as `scheme`") { IsUnnecessary = true }
                        .WithFix("Remove the rule", FixSafety.Unsafe, context.Removal(rule.Span)));
            }
        }
    }

    private static void Fields(CheckContext context, QuantizeFields fields, QuantizationScheme scheme)
    {
        if (fields.IsSchemeOnly) return;
        var word = QuantizeWords.Of(QuantizeWords.Schemes, scheme);
        var isInteger = scheme is QuantizationScheme.Int8 or QuantizationScheme.Int16X8;
        var hasWeights = scheme is not (QuantizationScheme.Float16 or QuantizationScheme.Float32);
        if (!hasWeights)
            foreach (var (name, span) in Weights(fields)) Idle(context, span, $"`weights: {name}`", $"`{word}` stores {(scheme == QuantizationScheme.Float16 ? "float16" : "float32")} weights");
        if (!isInteger)
            foreach (var (name, span) in Activations(fields)) Idle(context, span, $"`activations: {name}`", $"`{word}` keeps activations in float32");
        if (isInteger && fields.MinimumElements is { } elements) Idle(context, elements.Span, "`weights: min_elements`", $"`{word}` quantizes weights of every size");
        if (!isInteger && fields.Calibration is { } unused) Idle(context, FirstLine(context, unused.Span), "`calibration`", $"`{word}` needs no ranges of activations", unused.Span);
        else if (fields.Calibration is { } calibration) Calibration(context, calibration);
        if (fields.OnUnsupported is { } unsupported && !isInteger && !(hasWeights && (fields.WeightBits ?? (object?)fields.Granularity) is not null)) Idle(context, unsupported.Span, "`on_unsupported`", $"`{word}` leaves operators that it has no form of in float32");
        if (hasWeights) Kernels(context, fields, scheme, word);
    }

    /// <summary>What no kernel of any runtime computes.</summary>
    private static void Kernels(CheckContext context, QuantizeFields fields, QuantizationScheme scheme, string word)
    {
        var isInteger = scheme is QuantizationScheme.Int8 or QuantizationScheme.Int16X8;
        var sixteen = fields.ActivationBits?.Value switch { 16 => true, 8 => false, _ => scheme == QuantizationScheme.Int16X8 };
        if (fields.AreWeightsSymmetric is { Value: false } asymmetric && scheme != QuantizationScheme.WeightOnly)
            Clash(context, asymmetric.Span, $"`{word}` has no kernel for weights with a zero point; only `weight-only` weights may have one", "true");
        if (fields.AreActivationsSymmetric is { Value: false } activations && isInteger && sixteen)
            Clash(context, activations.Span, "16-bit activations always have zero point 0", "true");
        if (fields.Granularity is { Value.Kind: GranularityKind.Block } block && isInteger)
            Clash(context, block.Span, $"`{word}` has no kernel for weights with a scale per block; `dynamic` and `weight-only` have", "channel");
        if (fields.WeightBits is { Value: 2 } bits && isInteger)
            Clash(context, bits.Span, $"`{word}` has no kernel for 2-bit weights; the fewest are 4", "4");
    }

    private static void Borders(CheckContext context, BoundQuantize step)
    {
        var schemes = step.Rules.Select(rule => rule.Fields.Scheme?.Value).OfType<QuantizationScheme>().Prepend(step.Scheme).ToArray();
        var word = QuantizeWords.Of(QuantizeWords.Schemes, step.Scheme);
        var isInteger = schemes.Any(scheme => scheme is QuantizationScheme.Int8 or QuantizationScheme.Int16X8);
        if (!isInteger && step.Rescue is { } rescue) Idle(context, rescue.Span, "`rescue`", $"`{word}` keeps activations in float32");
        Written<TensorType>?[] borders = step.InputType == step.OutputType ? [step.InputType] : [step.InputType, step.OutputType];
        foreach (var border in borders.OfType<Written<TensorType>>().Where(border => border.Value != TensorType.Float32))
        {
            var type = QuantizeWords.Of(QuantizeWords.BorderTypes, border.Value);
            if (!isInteger) Idle(context, border.Span, $"`io: {type}`", $"`{word}` keeps activations in float32");
            else if (schemes.Length == 1 && (border.Value == TensorType.Int16) != IsSixteen(step))
                Clash(context, border.Span, $"`{type}` at the border does not go with the {(IsSixteen(step) ? "16" : "8")}-bit activations of this step", IsSixteen(step) ? "int16" : "int8");
        }
    }

    private static bool IsSixteen(BoundQuantize step) => step.Fields.ActivationBits?.Value switch { 16 => true, 8 => false, _ => step.Scheme == QuantizationScheme.Int16X8 };

    private static void Calibration(CheckContext context, BoundCalibration calibration)
    {
        var method = calibration.Method?.Value ?? CalibrationMethod.MinMax;
        if (calibration.Ranges is not null)
        {
            foreach (var span in Spans(calibration.Method?.Span, calibration.Percentile?.Span, calibration.Bins?.Span)) Idle(context, span, "It", "`ranges` says every range");
            return;
        }
        if (calibration.Key is { } key) Idle(context, key.Span, "`key`", "it chooses an entry of `ranges`, which is not written");
        if (calibration.Percentile is { } percentile)
        {
            if (method != CalibrationMethod.Percentile) Idle(context, percentile.Span, "`percentile`", $"the method is `{QuantizeWords.Of(QuantizeWords.Methods, method)}`");
            else if (percentile.Value is <= 50 or > 100) context.Add(new(NumberCheck.OutOfRange, percentile.Span, $"`percentile` is more than 50 and at most 100, found `{context.Text.Slice(percentile.Span)}`"));
        }
        if (calibration.Bins is not { } bins) return;
        if (method is CalibrationMethod.MinMax or CalibrationMethod.MovingAverage) Idle(context, bins.Span, "`bins`", $"`{QuantizeWords.Of(QuantizeWords.Methods, method)}` looks at no histogram");
        else if (bins.Value is < 128 or > 65536) context.Add(new(NumberCheck.OutOfRange, bins.Span, $"`bins` is at least 128 and at most 65,536, found `{context.Text.Slice(bins.Span)}`"));
    }

    private static IEnumerable<(string Name, TextSpan Span)> Weights(QuantizeFields fields)
    {
        if (fields.WeightBits is { } bits) yield return ("bits", bits.Span);
        if (fields.AreWeightsSymmetric is { } symmetric) yield return ("symmetric", symmetric.Span);
        if (fields.Granularity is { } granularity) yield return ("granularity", granularity.Span);
        if (fields.Algorithm is { } algorithm) yield return ("algorithm", algorithm.Span);
        if (fields.MinimumElements is { } elements) yield return ("min_elements", elements.Span);
    }

    private static IEnumerable<(string Name, TextSpan Span)> Activations(QuantizeFields fields)
    {
        if (fields.ActivationBits is { } bits) yield return ("bits", bits.Span);
        if (fields.AreActivationsSymmetric is { } symmetric) yield return ("symmetric", symmetric.Span);
    }

    private static IEnumerable<TextSpan> Spans(params TextSpan?[] spans) => spans.OfType<TextSpan>();

    /// <param name="pair">Key and value to remove; null: those around the value.</param>
    private static void Idle(CheckContext context, TextSpan span, string what, string because, TextSpan? pair = null) =>
        context.Add(new Diagnostic(NoEffect, span, $"{what} changes nothing: {because}") { IsUnnecessary = true }
            .WithFix("Remove it", FixSafety.Unsafe, context.Removal(pair ?? ValuePair.Around(context.Tree, span))));

    private static void Clash(CheckContext context, TextSpan span, string message, string instead) =>
        context.Add(new Diagnostic(Combination, span, message).WithFix($"Change to `{instead}`", FixSafety.Unsafe, new TextEdit(span, instead)));

    private static TextSpan FirstLine(CheckContext context, TextSpan span) => TextSpan.Between(span.Start, Math.Min(span.End, context.Text.Lines.LineEnd(context.Text.Lines.LineOf(span.Start))));
}
