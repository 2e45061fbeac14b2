using OptRecipe.Pipeline.Models;
using OptRecipe.Recipe.Diagnostics;

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
            ModelProblemKind.Missing => (Missing, $"`{model.Path}` does not exist; {(Nearest(context, model.Path) is { } near ? $"did you mean `{near}`?" : "the path starts at the recipe's folder")}"),
            ModelProblemKind.Folder => (Folder, $"`{model.Path}` is a folder; name the `.tflite` file in it"),
            ModelProblemKind.Foreign => (Foreign, $"`{model.Path}` is {problem.Detail}; reading it is not available yet, name a `.tflite` file"),
            ModelProblemKind.Empty => (Empty, $"`{model.Path}` is empty; its download or conversion did not finish"),
            ModelProblemKind.Broken => (Broken, $"`{model.Path}` is not a whole `.tflite` file, {problem.Detail}; convert or copy it again"),
            _ => (Unreadable, $"`{model.Path}` may not be read: {problem.Detail}"),
        };
        var diagnostic = new Diagnostic(descriptor, model.PathSpan, message);
        var meant = problem.Kind switch
        {
            ModelProblemKind.Missing => Nearest(context, model.Path),
            ModelProblemKind.Folder => Only(context, model.Path),
            _ => null,
        };
        yield return diagnostic.WithFix(meant is null ? null : NearestFile.Fix(context, model.Path, model.PathSpan, meant));
    }

    /// <summary>A model in the same folder whose name is nearly this one, also one that differs only in case.</summary>
    private static string? Nearest(CheckContext context, string path) => NearestFile.Of(context, path, name => name.EndsWith(".tflite", StringComparison.OrdinalIgnoreCase));

    /// <summary>The model in a folder, where it is the only one.</summary>
    private static string? Only(CheckContext context, string path)
    {
        if (RecipeFolder.Resolve(context.Analysis.Path, path) is not { } folder || context.Files.Refuses(folder) is not null) return null;
        var names = context.Files.List(folder).Where(name => name.EndsWith(".tflite", StringComparison.OrdinalIgnoreCase)).Take(2).ToArray();
        return names is [var name] ? $"{path.TrimEnd('/')}/{name}" : null;
    }
}
