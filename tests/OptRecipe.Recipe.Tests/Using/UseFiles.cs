using System.Text;
using OptRecipe.Recipe.Text;
using OptRecipe.Recipe.Using;
using OptRecipe.TFLite;

namespace OptRecipe.Recipe.Tests.Using;

/// <summary>Recipes in memory by absolute path; the one that is read is <c>/w/recipe.optrecipe.yaml</c>. Nothing outside <c>/w</c> may be read.</summary>
internal sealed class UseFiles : Dictionary<string, string>, IFileSource
{
    public const string RecipePath = "/w/recipe.optrecipe.yaml";

    /// <summary>What the examples of the diagnostics' pages speak of.</summary>
    public static UseFiles OfPages => new()
    {
        ["/w/round.optrecipe.yaml"] = "recipe: 1\nuse: recipe.optrecipe.yaml\n",
        ["/w/mistaken.optrecipe.yaml"] = "recipe: 1\nmodel: m.tflite\ntargets: [xnpack]\n",
    };

    public int Opened { get; private set; }

    public RecipeDocument Read(string text, RecipeRole role = RecipeRole.Whole) => new UseResolver(this).Resolve(RecipeDocument.Read(text, role), RecipePath);

    public FileStamp Stamp(string path) => TryGetValue(path, out var text) ? new(FileKind.File, Encoding.UTF8.GetByteCount(text), text.GetHashCode(StringComparison.Ordinal))
        : new(Keys.Any(name => name.StartsWith(path + "/", StringComparison.Ordinal)) ? FileKind.Folder : FileKind.Missing, 0, 0);

    public IByteSource Open(string path)
    {
        Opened++;
        return new MemoryByteSource(Encoding.UTF8.GetBytes(this[path]));
    }

    public IReadOnlyList<string> List(string folder) => [];

    public string? Refuses(string path) => path.StartsWith("/w/", StringComparison.Ordinal) ? null : "it lies outside the workspace";
}
