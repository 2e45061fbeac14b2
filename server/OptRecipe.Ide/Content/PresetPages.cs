using OptRecipe.Recipe.Presets;

namespace OptRecipe.Ide.Content;

/// <summary>The texts of the built-in presets.</summary>
internal static class PresetPages
{
    /// <summary>Null when no preset has that name.</summary>
    internal static string? Find(string name) => PresetCatalog.Find(name)?.Text.Text;
}
