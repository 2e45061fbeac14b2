using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Checks;

/// <summary>A step that changes nothing.</summary>
internal static class NothingPrunedCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR2012", "Step without effect", Severity.Warning, "0.1");

    internal static void Run(CheckContext context)
    {
        foreach (var step in context.Recipe.Steps.OfType<BoundPrune>())
            if (step.Sparsity == 0)
                context.Add(new Diagnostic(Descriptor, step.SparsitySpan, "A sparsity of 0 prunes nothing") { IsUnnecessary = true }.WithFix(Removal.OfStep(context.Tree, step)));
    }
}
