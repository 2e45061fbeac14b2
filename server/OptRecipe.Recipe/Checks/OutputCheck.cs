using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>Outputs that would destroy something, or whose name says another format.</summary>
internal static class OutputCheck
{
    internal static readonly DiagnosticDescriptor Overwrites = new("OR2006", "Output would overwrite something", Severity.Error, "0.1");
    internal static readonly DiagnosticDescriptor WrongExtension = new("OR2007", "Output with another format's name", Severity.Error, "0.1");

    internal static void Run(CheckContext context)
    {
        var recipe = context.Recipe;
        var seen = new Dictionary<string, TextSpan>(StringComparer.Ordinal);
        foreach (var output in recipe.Outputs)
        {
            var path = RecipePath.Normalize(output.Path);
            if (recipe.Model is { } model && path == RecipePath.Normalize(model.Path)) context.Add(Overwriting(output, $"The output `{output.Path}` would overwrite the model", model.PathSpan, "The model"));
            else if (!seen.TryAdd(path, output.PathSpan)) context.Add(Overwriting(output, $"The output `{output.Path}` would overwrite another output", seen[path], "The other output"));
            else if (ExtensionProblem(output) is { } wrong) context.Add(wrong);
        }
    }

    private static Diagnostic Overwriting(BoundOutput output, string message, TextSpan other, string label)
    {
        var folder = output.Path.LastIndexOf('/') + 1;
        var suggestion = output.Path.StartsWith("out/", StringComparison.Ordinal) ? output.Path.Insert(folder, "optimized_") : $"out/{output.Path[folder..]}";
        return (new Diagnostic(Overwrites, output.PathSpan, message) { Related = [new(other, label)] })
            .WithFix($"Write to `{suggestion}`", FixSafety.Unsafe, new TextEdit(output.PathSpan, suggestion));
    }

    private static Diagnostic? ExtensionProblem(BoundOutput output)
    {
        var (expected, known) = output.Kind == OutputKind.TFLite ? (".tflite", new[] { ".tflite" }) : (".md", [".md", ".json", ".html"]);
        var name = output.Path[(output.Path.LastIndexOf('/') + 1)..];
        var extension = name.LastIndexOf('.') is var dot && dot > 0 ? name[dot..] : "";
        if (extension == ".html")
            return output.Kind != OutputKind.Report ? Wrong() : new Diagnostic(AvailabilityCheck.Descriptor, output.PathSpan, "A report as `.html` is not available yet in this version; it is ignored")
                .WithFix("Write Markdown: `.md`", FixSafety.Unsafe, new TextEdit(output.PathSpan, output.Path[..^extension.Length] + ".md"));
        return known.Contains(extension) ? null : Wrong();

        Diagnostic Wrong()
        {
            var changed = extension.Length > 0 ? output.Path[..^extension.Length] + expected : output.Path + expected;
            return new Diagnostic(WrongExtension, output.PathSpan, $"`{output.Path}` does not end in {Listing.Of(known)}, which says the format")
                .WithFix($"Change to `{changed}`", FixSafety.Unsafe, new TextEdit(output.PathSpan, changed));
        }
    }
}
