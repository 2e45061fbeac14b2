using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>A model is quantized once: what is int8 already is not taken to float16.</summary>
internal static class QuantizedTwiceCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR2010", "Quantized twice", Severity.Error, "0.1");

    internal static void Run(CheckContext context)
    {
        if (context.Recipe.Steps.OfType<BoundQuantize>().FirstOrDefault() is not { } first) return;
        foreach (var step in context.Recipe.Steps.OfType<BoundQuantize>().Skip(1))
            context.Add((new Diagnostic(Descriptor, step.KindSpan, "A model is quantized once; a step above does it already")
            { Related = [new(first.KindSpan, "The first one")] }).WithFix("Remove this step", FixSafety.Unsafe, context.Removal(step.Span)));
        foreach (var prune in context.Recipe.Steps.SkipWhile(step => step is not BoundQuantize).OfType<BoundPrune>())
            context.Add(WithMove(context, first, prune, new Diagnostic(Descriptor, prune.KindSpan, "`prune` stands behind `quantize`; weights are pruned while they are float")
            { Related = [new(first.KindSpan, "The quantization")] }));
    }

    private static Diagnostic WithMove(CheckContext context, BoundStep first, BoundStep later, Diagnostic diagnostic)
    {
        var steps = context.Tree.Root["steps"];
        if (!steps.IsSequence || !steps.Span.Contains(first.Span.Start) || later.Span.End > steps.Span.End || later.Span.Start <= first.Span.End) return diagnostic;
        var between = steps.IsFlow ? ", " : $"{context.Text.LineBreak}{new string(' ', context.Text.Lines.Position(steps.Span.Start).Character)}- ";
        return diagnostic.WithFix("Move this step above the quantization", FixSafety.Unsafe, new TextEdit(new(first.Span.Start, 0), context.Text.Slice(later.Span).ToString() + between), context.Removal(later.Span));
    }
}
