namespace OptRecipe.Pipeline;

/// <summary>Paths in a recipe start at the recipe's own folder.</summary>
public static class RecipeFolder
{
    /// <summary>The absolute path; null for a text that no path can be (it holds a NUL, which the text's own checks report).</summary>
    public static string? Resolve(string recipePath, string path) =>
        path.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(path, Path.GetDirectoryName(recipePath) ?? "/");
}
