using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Checks;

/// <summary>The same target with the same options twice: the second answer is the first.</summary>
internal static class DuplicateTargetCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR2005", "Target named twice", Severity.Warning, "0.1");

    internal static void Run(CheckContext context)
    {
        var seen = new Dictionary<Targets.TargetSelection, Text.TextSpan>();
        foreach (var target in context.Recipe.Targets)
        {
            if (target.Selections is not [var selection] || seen.TryAdd(selection, target.Span)) continue;
            context.Add((new Diagnostic(Descriptor, target.Span, $"The target `{selection.Target.Id}` with these options stands above already")
            { Related = [new(seen[selection], "The first one")], IsUnnecessary = true }).WithFix("Remove this one", FixSafety.Safe, context.Removal(target.Span)));
        }
    }
}
