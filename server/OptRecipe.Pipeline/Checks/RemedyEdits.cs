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
            RemedyKind.FullInt8 when step is BoundQuantize { Scheme: not QuantizationScheme.Int8 } quantize => new(remedy.Title, FixSafety.Unsafe, [new(quantize.SchemeSpan, "int8")]),
            RemedyKind.Float16Weights when step is BoundQuantize { Scheme: not QuantizationScheme.Float16 } quantize => new(remedy.Title, FixSafety.Unsafe, [new(quantize.SchemeSpan, "float16")]),
            RemedyKind.StayFloat32 when step is BoundQuantize && WithoutStep(context, planned) is { } removal => removal with { Title = "Remove this step: stay float32" },
            _ => null,
        };
    }

    /// <summary>The fix that removes a planned step.</summary>
    public static Fix? WithoutStep(CheckContext context, PlannedStep planned) =>
        context.Recipe.Steps.FirstOrDefault(candidate => candidate.KindSpan == planned.Span) is { } step ? Removal.OfStep(context.Analysis.Syntax, step) : null;
}
