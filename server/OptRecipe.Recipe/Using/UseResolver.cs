using System.Collections.Concurrent;
using System.Text;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.Recipe.Using;

/// <summary>Takes in what a recipe's <c>use</c> names. A file is read again only when it changed. Thread-safe.</summary>
public sealed class UseResolver(IFileSource files)
{
    private const int MostBytes = 1 << 20;
    private readonly ConcurrentDictionary<string, (FileStamp Stamp, RecipeDocument Document)> known = new(StringComparer.Ordinal);

    /// <summary>The recipe with everything that it takes in, and what is wrong with that on the entries of <c>use</c>. Never throws for what stands in a file.</summary>
    /// <param name="recipePath">Absolute.</param>
    public RecipeDocument Resolve(RecipeDocument document, string recipePath) => document.Recipe.Uses.IsEmpty ? document : new UseReading(document, recipePath, Open).Read();

    private UsedSource Open(string path)
    {
        if (files.Refuses(path) is { } refusal) return new(null, $"may not be read: {refusal}");
        var stamp = files.Stamp(path);
        if (stamp.Kind != FileKind.File)
        {
            return new(null, stamp.Kind switch
            {
                FileKind.Missing => "does not exist; the path starts at the recipe's folder",
                FileKind.Folder => "is a folder; name the recipe in it",
                _ => "may not be read",
            });
        }
        if (stamp.Length > MostBytes) return new(null, $"is larger than {MostBytes >> 20} MiB; recipes are a few KiB");
        if (known.TryGetValue(path, out var before) && before.Stamp == stamp) return new(before.Document, null);
        try
        {
            var document = RecipeDocument.Read(new SourceText(Encoding.UTF8.GetString(files.ReadAll(path, MostBytes))), Presets.PresetCatalog.IsFile(path) ? RecipeRole.Preset : RecipeRole.Part);
            known[path] = (stamp, document);
            return new(document, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelFormatException)
        {
            return new(null, $"may not be read: {error.Message}");
        }
    }
}

/// <param name="Problem">Why there is no document: what follows the file's name in a sentence.</param>
internal readonly record struct UsedSource(RecipeDocument? Document, string? Problem);
