using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;

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
            context.Add((new Diagnostic(Descriptor, prune.KindSpan, "`prune` stands behind `quantize`; weights are pruned while they are float")
            { Related = [new(first.KindSpan, "The quantization")] }));
    }
}
