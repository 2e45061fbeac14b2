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
        if (analysis.LastRun is not { } last) return null;
        foreach (var output in last.Outputs.Where(output => output.Kind == "tflite"))
        {
            if (files.Refuses(output.Path) is not null || files.Stamp(output.Path).Kind != FileKind.File || !last.Wrote(files, output.Path)) continue;
            if (new ModelStore(files).Open(output.Path).Model is { } model) return new(output.Path, model);
        }
        return null;
    }
}
