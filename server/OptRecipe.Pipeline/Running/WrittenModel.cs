using OptRecipe.Pipeline.Models;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Running;

/// <summary>The model file that the last run of a recipe wrote.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record WrittenModel(string Path, LoadedModel Loaded)
{
    /// <returns>Null when there was no run, or no model file is still as it wrote it.</returns>
    public static WrittenModel? Find(IFileSource files, RecipeAnalysis analysis)
    {
        foreach (var path in Paths(files, analysis))
            if (new ModelStore(files).Open(path).Model is { } model) return new(path, model);
        return null;
    }

    /// <summary>The model files that are still as the last run wrote them; they are looked into one by one.</summary>
    internal static IEnumerable<string> Paths(IFileSource files, RecipeAnalysis analysis) => analysis.LastRun is not { } last ? []
        : from output in last.Outputs
          where output.Kind == "tflite" && files.Refuses(output.Path) is null && files.Stamp(output.Path).Kind == FileKind.File && last.Wrote(files, output.Path)
          select output.Path;
}
