using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Checks;

/// <summary>A target whose verdicts depend on a device that the recipe does not name: the one that is judged is said. Groups say nothing: they stand for whole families.</summary>
internal static class AssumedDeviceCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR2013", "Device is assumed", Severity.Hint, "0.1");

    internal static void Run(CheckContext context)
    {
        foreach (var target in context.Recipe.Targets)
        {
            if (target.Selections is not [var selection]) continue;
            foreach (var option in selection.Target.Options)
            {
                if (!option.IsAssumed || option.Default is not { } assumed || selection.Options.ContainsKey(option.Name)) continue;
                // A value that is refused has a diagnostic of its own.
                if (context.HasErrorIn(target.Span) || context.Text.Slice(target.Span).Contains($"{option.Name}:", StringComparison.Ordinal)) continue;
                var hint = new Diagnostic(Descriptor, target.IdSpan, $"`{selection.Target.Id}` names no `{option.Name}`: `{assumed}` is judged");
                context.Add(target.Span == target.IdSpan
                    ? hint.WithFix($"Write `{option.Name}: {assumed}`", FixSafety.Safe, new Text.TextEdit(target.Span, $"{selection.Target.Id}: {{{option.Name}: {assumed}}}"))
                    : hint);
            }
        }
    }
}
