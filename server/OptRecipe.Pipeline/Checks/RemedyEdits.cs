using System.Collections.Immutable;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
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
            RemedyKind.StayFloat32 when step is BoundQuantize => new("Remove this step: stay float32", FixSafety.Unsafe, [Removal(context, step)]),
            _ => null,
        };
    }

    /// <summary>The step's lines, and the key above them when no other step stays.</summary>
    private static TextEdit Removal(CheckContext context, BoundStep step)
    {
        var text = context.Text.Text;
        var start = LineStart(text, step.Span.Start);
        var end = text.IndexOf('\n', Math.Max(step.Span.End - 1, step.Span.Start)) is >= 0 and var at ? at + 1 : text.Length;
        if (context.Recipe.Steps.Length == 1 && start > 0)
        {
            var above = LineStart(text, start - 1);
            if (text.AsSpan(above, start - above).Trim() is "steps:") start = above;
        }
        return new(TextSpan.Between(start, end), "");
    }

    private static int LineStart(string text, int offset) => offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
}
