using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Proposing;

/// <summary>Files that look like typical inputs, by their names alone.</summary>
internal static class SampleFiles
{
    private static readonly string[] Words = ["calib", "representative", "rep_data"];
    private static readonly string[] Ends = [".npz", ".npy", ".csv", ".tfrecord"];

    /// <summary>A path as the recipe would write it; null when nothing beside the recipe or the model looks like samples.</summary>
    public static string? Beside(IFileSource files, string recipePath, string model)
    {
        var slash = model.LastIndexOf('/');
        foreach (var folder in new[] { "", slash > 0 ? model[..(slash + 1)] : "", "data/" }.Distinct())
        {
            if (RecipeFolder.Resolve(recipePath, folder.Length == 0 ? "." : folder.TrimEnd('/')) is not { } full || files.Refuses(full) is not null || files.Stamp(full).Kind != FileKind.Folder) continue;
            var found = files.List(full).FirstOrDefault(name =>
                Array.Exists(Words, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) && (name.EndsWith('/') || Array.Exists(Ends, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))));
            if (found is not null) return folder + found.TrimEnd('/');
        }
        return null;
    }
}
