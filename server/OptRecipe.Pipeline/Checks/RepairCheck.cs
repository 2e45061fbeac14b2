using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Repairs learn from samples and prove their gain on others, so a recipe that asks for one has to name some.</summary>
internal static class RepairCheck
{
    public static readonly DiagnosticDescriptor NoSamples = new("OR5040", "Repair needs calibration data", Severity.Error, "0.1");

    public static DiagnosticDescriptor[] Descriptors { get; } = [NoSamples];

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Recipe.Data?.Calibration is not null || RangesCheck.HasWrittenData(context)) yield break;
        foreach (var step in context.Recipe.Steps.OfType<BoundQuantize>())
            foreach (var (name, span) in Wanted(step))
            {
                // A step that lacks samples altogether has a diagnostic already.
                if (context.Plan?.Steps.FirstOrDefault(planned => planned.Span == step.KindSpan) is { NeededRanges.IsEmpty: false, HasRanges: false }) continue;
                yield return RangesCheck.WithDataFix(context, new(NoSamples, span, $"`{name}` learns from typical inputs and the recipe names none; add `data: {{calibration: …}}` with 100 or more of them"));
            }
    }

    private static IEnumerable<(string Name, TextSpan Span)> Wanted(BoundQuantize step)
    {
        if (step.BiasCorrection is { Value: true } correction) yield return ("bias_correction", correction.Span);
        foreach (var fields in step.Rules.Select(rule => rule.Fields).Prepend(step.Fields))
            if (fields.Algorithm is { Value: ScaleAlgorithm.AdaRound or ScaleAlgorithm.Gptq } algorithm) yield return (QuantizeWords.Of(QuantizeWords.Algorithms, algorithm.Value), algorithm.Span);
    }
}
