using OptRecipe.Recipe.Schema;

namespace OptRecipe.Ide.Completion;

/// <summary>Folders and files of the type wanted; for outputs folders and a name that destroys nothing.</summary>
internal static class PathCompletion
{
    private const int MostEntries = 200;

    internal static IEnumerable<CompletionItem> At(CompletionContext context)
    {
        var place = context.Place;
        if (place.Schema.IsKey || (place.IsOwnLine && !place.IsInFlow && place.Schema.Type is not ScalarType) || SchemaPlace.Word(place.Schema.Type) is not { Kind: ScalarKind.Path } type) return [];
        var isOutput = place.Schema.Path is ["outputs", ..];
        return isOutput ? Suggested(context, type).Concat(Entries(context, type, withFiles: false)) : Entries(context, type, withFiles: true);
    }

    internal static IEnumerable<CompletionItem> Entries(CompletionContext context, ScalarType type, bool withFiles)
    {
        var prefix = context.Place.Prefix;
        var written = prefix[..(prefix.LastIndexOf('/') + 1)];
        var recipeFolder = Path.GetDirectoryName(context.Analysis.Path) ?? "/";
        var folder = Path.GetFullPath(written, recipeFolder).TrimEnd('/') is { Length: > 0 } full ? full : "/";
        if (written.StartsWith('/') || context.Files.Refuses(folder) is not null) yield break;
        var rank = 0;
        foreach (var name in context.Files.List(folder).Where(name => !name.StartsWith('.')).Take(MostEntries))
        {
            var isFolder = name.EndsWith('/');
            if (!isFolder && !(withFiles && Fits(name, type))) continue;
            var path = context.Written(written + name);
            yield return context.Item(written + name, isFolder ? CompletionKind.Folder : CompletionKind.File, path, isFolder ? "folder" : Describe(name, type), "", (isFolder ? 200 : 100) + rank++)
                with { ContinuesCompletion = isFolder };
        }
    }

    private static bool Fits(string name, ScalarType type) => type.Extensions.IsEmpty || type.Extensions.Any(extension => name.EndsWith(extension.Name, StringComparison.OrdinalIgnoreCase));

    private static string Describe(string name, ScalarType type) => type.Extensions.FirstOrDefault(extension => name.EndsWith(extension.Name, StringComparison.OrdinalIgnoreCase))?.Description.TrimEnd('.') ?? "file";

    /// <summary>A name after the model or the recipe, under <c>out/</c>.</summary>
    private static IEnumerable<CompletionItem> Suggested(CompletionContext context, ScalarType type)
    {
        var recipe = context.Analysis.Recipe;
        var name = recipe.Name is { Length: > 0 } given && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? given : Path.GetFileNameWithoutExtension(recipe.Model?.Path ?? "model");
        var taken = recipe.Outputs.Where(output => !output.PathSpan.Contains(context.Place.Span.Start)).Select(output => output.Path).ToHashSet(StringComparer.Ordinal);
        var rank = 0;
        foreach (var extension in type.Extensions.Where(extension => extension.Availability == Availability.Available))
        {
            var path = $"out/{name}{extension.Name}";
            if (taken.Contains(path) || path == recipe.Model?.Path) continue;
            yield return context.Item(path, CompletionKind.File, context.Written(path), extension.Description.TrimEnd('.'), "", rank++);
        }
    }
}
