using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary>A target of the user's own that cannot be used, or an option that it does not take: on the recipe's line; the file itself has the details.</summary>
internal static class OwnTargetCheck
{
    public static readonly DiagnosticDescriptor Unusable = new("OR4010", "Target file cannot be used", Severity.Error, "0.1");
    public static readonly DiagnosticDescriptor Option = new("OR4011", "Option of an own target", Severity.Error, "0.1");

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        foreach (var target in context.Recipe.Targets)
        {
            if (target.Own is not { } own) continue;
            if (own.Problem is { } problem) yield return new(Unusable, target.IdSpan, problem);
            foreach (var option in own.Options)
            {
                if (!own.OptionProblems.TryGetValue(option.Name, out var wrong)) continue;
                var diagnostic = new Diagnostic(Option, option.Span, wrong.Message);
                yield return wrong.Suggestions.Aggregate(diagnostic, (current, suggestion) => current.WithFix($"Change to `{suggestion}`", FixSafety.Unsafe, new Recipe.Text.TextEdit(option.Span, Replacement(option, suggestion))));
            }
        }
    }

    /// <summary>An unknown name is replaced with its value kept.</summary>
    private static string Replacement(Recipe.Binding.BoundOption option, string suggestion) => option.IsNameWrong(suggestion) ? $"{suggestion}: {option.Value}" : $"{option.Name}: {suggestion}";
}
