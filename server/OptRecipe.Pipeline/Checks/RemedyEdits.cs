using System.Collections.Immutable;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Checks;

/// <summary>From a target's remedy to the edit of the recipe that applies it.</summary>
internal static class RemedyEdits
{
    /// <returns>Null for a remedy that is no edit of a recipe.</returns>
    public static Fix? Of(CheckContext context, PlannedStep planned, Remedy remedy)
    {
        var step = context.Recipe.Steps.FirstOrDefault(candidate => candidate.KindSpan == planned.Span);
        return remedy.Kind switch
        {
            RemedyKind.FullInt8 when step is BoundQuantize { Scheme: not QuantizationScheme.Int8 } quantize =>
                new(remedy.Title, FixSafety.Unsafe, RangesCheck.DataEdit(context) is var (data, _) ? [data, new(quantize.SchemeSpan, "int8")] : [new(quantize.SchemeSpan, "int8")]),
            RemedyKind.Float16Weights when step is BoundQuantize { Scheme: not QuantizationScheme.Float16 } quantize => new(remedy.Title, FixSafety.Unsafe, [new(quantize.SchemeSpan, "float16")]),
            RemedyKind.StayFloat32 when step is BoundQuantize && WithoutStep(context, planned) is { } removal => removal with { Title = "Remove this step: stay float32" },
            _ => null,
        };
    }

    /// <summary>What applies the remedies for a target that does not take the model, or some of its operators; removing the target comes last where that was asked for.</summary>
    public static Diagnostic With(CheckContext context, Diagnostic diagnostic, PlannedTarget target, IEnumerable<Remedy> remedies, bool mayRemove)
    {
        foreach (var remedy in remedies.Distinct())
        {
            diagnostic = diagnostic.WithFix(remedy.Kind switch
            {
                RemedyKind.NewerRuntime when Runtime.TryParse(remedy.Detail, out _, out _) => TargetEdits.WithOption(context, target, remedy.Title, "runtime", remedy.Detail),
                RemedyKind.FixedShapes => ModelEdits.FixShapes(context),
                RemedyKind.FullInt8 or RemedyKind.Float16Weights when context.Plan?.Steps.LastOrDefault(step => step.Kind == "quantize") is { } step => Of(context, step, remedy),
                _ => null,
            });
        }
        return mayRemove ? diagnostic.WithFix(TargetEdits.Without(context, target)) : diagnostic;
    }

    /// <summary>Operators of these kinds stay float32: a rule of the step, where it has none yet.</summary>
    public static Fix? KeepFloat(CheckContext context, PlannedStep planned, IEnumerable<string> kinds)
    {
        if (context.Recipe.Steps.FirstOrDefault(candidate => candidate.KindSpan == planned.Span) is not BoundQuantize { Rules.IsEmpty: true } quantize || !context.Analysis.Document.IsHere(quantize.SchemeSpan)) return null;
        var names = string.Join(", ", kinds.Distinct().Order(StringComparer.Ordinal));
        return names.Length == 0 ? null : new($"Keep {names} in float32", FixSafety.Unsafe, [StepKeyEdit.Insert(context.Text, quantize, $"rules: [{{where: {{ops: [{names}]}}, scheme: float32}}]")]);
    }

    /// <summary>The fix that removes a planned step.</summary>
    public static Fix? WithoutStep(CheckContext context, PlannedStep planned) =>
        context.Recipe.Steps.FirstOrDefault(candidate => candidate.KindSpan == planned.Span) is { } step ? Removal.OfStep(context.Analysis.Syntax, step) : null;
}
