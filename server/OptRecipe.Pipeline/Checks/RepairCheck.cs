using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Repairs learn from samples and prove their gain on others, so a recipe that asks for one has to name some.</summary>
internal static class RepairCheck
{
    public static readonly DiagnosticDescriptor NoSamples = new("OR5040", "Repair needs calibration data", Severity.Error, "0.1");

    public static readonly DiagnosticDescriptor IntegerOnly = new("OR5041", "Float operators asked for on an integer-only target", Severity.Error, "0.1");
    public static readonly DiagnosticDescriptor NoEvaluation = new("OR5042", "Exempt needs evaluation data", Severity.Error, "0.1");

    public static DiagnosticDescriptor[] Descriptors { get; } = [NoSamples, IntegerOnly, NoEvaluation];

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        foreach (var exempt in context.Recipe.Steps.OfType<BoundQuantize>().Select(step => step.Exempt).Where(exempt => exempt is { Auto: true }).OfType<BoundExempt>())
        {
            if (IntegerOnlyCheck.TargetsOf(context) is { Length: > 0 } targets)
                yield return Without(context, exempt.Span, new(IntegerOnly, exempt.Span, $"`exempt` leaves operators in float32, which `{string.Join("`, `", targets)}` cannot run; take it out, or use `bias_correction` and `equalize`, which keep every operator integer"));
            else if (context.Recipe.Data?.Evaluation is null && !RangesCheck.HasWrittenData(context, "evaluation"))
                yield return new Diagnostic(NoEvaluation, exempt.Span, "`exempt: {auto: true}` holds a limit against the evaluation data and the recipe names none; add `data: {evaluation: …}`, with `metric: agreement` where there are no labels")
                    .WithFix(EvaluationEdit.OnCalibration(context));
        }
        if (context.Recipe.Data?.Calibration is not null || RangesCheck.HasWrittenData(context, "calibration")) yield break;
        foreach (var step in context.Recipe.Steps.OfType<BoundEqualize>())
            if (step.BiasAbsorption is { Value: true } absorption) yield return WithoutSamples(context, "bias_absorption", absorption.Span);
        foreach (var step in context.Recipe.Steps.OfType<BoundQuantize>())
            foreach (var (name, span) in Wanted(step))
            {
                // A step that lacks samples altogether has a diagnostic already.
                if (context.Plan?.Steps.FirstOrDefault(planned => planned.Span == step.KindSpan) is { NeededRanges.IsEmpty: false, HasRanges: false }) continue;
                yield return WithoutSamples(context, name, span);
            }
    }

    private static Diagnostic Without(CheckContext context, TextSpan span, Diagnostic diagnostic) =>
        Removal.Whole(context.Analysis.Syntax, span) is { } removal ? diagnostic.WithFix("Remove `exempt`", FixSafety.Unsafe, removal) : diagnostic;

    private static Diagnostic WithoutSamples(CheckContext context, string name, TextSpan span) =>
        RangesCheck.WithDataFix(context, new(NoSamples, span, $"`{name}` learns from typical inputs and the recipe names none; add `data: {{calibration: …}}` with 100 or more of them"));

    private static IEnumerable<(string Name, TextSpan Span)> Wanted(BoundQuantize step)
    {
        if (step.Exempt is { Auto: true } exempt) yield return ("exempt", exempt.Span);
        if (step.Rescue is { } rescue) yield return ("rescue", rescue.Span);
        if (step.BiasCorrection is { Value: true } correction) yield return ("bias_correction", correction.Span);
        foreach (var fields in step.Rules.Select(rule => rule.Fields).Prepend(step.Fields))
            if (fields.Algorithm is { Value: ScaleAlgorithm.AdaRound or ScaleAlgorithm.Gptq } algorithm) yield return (QuantizeWords.Of(QuantizeWords.Algorithms, algorithm.Value), algorithm.Span);
    }
}
