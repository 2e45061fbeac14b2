using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>Paths that work on one machine only.</summary>
internal static class PathCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR2011", "Path that works on one machine only", Severity.Warning, "0.1");

    internal static void Run(CheckContext context)
    {
        if (context.Recipe.Model is { } model) Check(context, model.Path, model.PathSpan);
        foreach (var set in context.Recipe.Data?.Sets ?? []) Check(context, set.Path.Value, set.Path.Span);
        foreach (var output in context.Recipe.Outputs) Check(context, output.Path, output.PathSpan);
    }

    private static void Check(CheckContext context, string path, TextSpan span)
    {
        if (path.Contains('\\'))
            context.Add(new Diagnostic(Descriptor, span, $"`{SyntaxCheck.Short(path)}` holds backslashes, which only Windows reads as folders; expected forward slashes")
                .WithFix("Use forward slashes", FixSafety.Safe, new TextEdit(span, context.Text.Slice(span).ToString().Replace("\\\\", "\\", StringComparison.Ordinal).Replace('\\', '/'))));
        else if (path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith('$'))
            context.Add(new(Descriptor, span, $"`{SyntaxCheck.Short(path)}` is taken as written: neither `~` nor variables are expanded; expected a path relative to this file"));
    }
}
