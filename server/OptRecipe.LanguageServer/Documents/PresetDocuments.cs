using OptRecipe.Ide.Content;
using OptRecipe.LanguageServer.Pages;
using OptRecipe.Recipe.Presets;

namespace OptRecipe.LanguageServer.Documents;

/// <summary>The product's presets as documents that can be read and not written: <c>optrecipe:/presets/mcu-int8.optrecipe.yaml</c>.</summary>
public static class PresetDocuments
{
    /// <param name="name">As <c>use</c> writes it.</param>
    public static string UriOf(string name) => PageUri.Of(new(ContentPageKind.Preset, name));

    /// <summary>The preset that a document shows; null for every other document.</summary>
    public static Preset? Find(DocumentUri uri) =>
        uri.Scheme == "optrecipe" ? PresetCatalog.All.FirstOrDefault(preset => preset.FileName == uri.Name) : null;
}
