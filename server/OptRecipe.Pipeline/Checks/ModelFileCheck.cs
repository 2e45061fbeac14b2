using OptRecipe.Pipeline.Models;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Checks;

/// <summary>The model's file: there, readable, and a <c>.tflite</c>.</summary>
internal static class ModelFileCheck
{
    private static readonly DiagnosticDescriptor Missing = new("OR3001", "Model not found", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Folder = new("OR3002", "Model is a folder", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Unreadable = new("OR3003", "Model may not be read", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Foreign = new("OR3004", "Model is in another format", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Empty = new("OR3005", "Model file is empty", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Broken = new("OR3006", "Model file is damaged", Severity.Error, "0.1");

    public static DiagnosticDescriptor[] Descriptors { get; } = [Missing, Folder, Unreadable, Foreign, Empty, Broken];

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Recipe.Model is not { } model || context.Analysis.Model?.Problem is not { } problem) yield break;
        var (descriptor, message) = problem.Kind switch
        {
            ModelProblemKind.Missing => (Missing, $"`{model.Path}` does not exist; the path starts at the recipe's folder"),
            ModelProblemKind.Folder => (Folder, $"`{model.Path}` is a folder; name the `.tflite` file in it"),
            ModelProblemKind.Foreign => (Foreign, $"`{model.Path}` is {problem.Detail}; reading it is not available yet, name a `.tflite` file"),
            ModelProblemKind.Empty => (Empty, $"`{model.Path}` is empty; its download or conversion did not finish"),
            ModelProblemKind.Broken => (Broken, $"`{model.Path}` is not a whole `.tflite` file, {problem.Detail}; convert or copy it again"),
            _ => (Unreadable, $"`{model.Path}` may not be read: {problem.Detail}"),
        };
        var diagnostic = new Diagnostic(descriptor, model.PathSpan, message);
        yield return problem.Kind == ModelProblemKind.Missing && Meant(context, model.Path) is { } meant ? diagnostic.WithFix($"Change to `{meant}`", FixSafety.Unsafe, new TextEdit(model.PathSpan, meant)) : diagnostic;
    }

    /// <summary>The model in the same folder with the nearest name, or the only one there.</summary>
    private static string? Meant(CheckContext context, string path)
    {
        var name = path.LastIndexOf('/') + 1;
        if (RecipeFolder.Resolve(context.Analysis.Path, path) is not { } full || Path.GetDirectoryName(full) is not { } folder || context.Files.Refuses(folder) is not null) return null;
        var models = context.Files.List(folder).Where(file => file.EndsWith(".tflite", StringComparison.OrdinalIgnoreCase)).ToArray();
        var meant = models.Length == 1 ? models[0] : Spelling.Nearest(path[name..], models);
        // Other names may need quotes.
        return meant is not null && meant.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? path[..name] + meant : null;
    }
}
