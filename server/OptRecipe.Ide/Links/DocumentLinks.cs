using System.Collections.Immutable;
using OptRecipe.Ide.Content;
using OptRecipe.Ide.Names;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Links;

/// <summary>A part of the text that opens something: a file, a folder or a page of ours.</summary>
/// <param name="Path">Absolute; null for a page.</param>
/// <param name="Tooltip">What a click does.</param>
public sealed record DocumentLink(TextSpan Span, string? Path, ContentPage? Page, string Tooltip);

/// <summary>Links to what a recipe names: models, data (of a glob the folder), outputs, own targets, ranges, presets. Only what is there and may be looked at has a link.</summary>
public static class DocumentLinks
{
    public static ImmutableArray<DocumentLink> Of(RecipeAnalysis analysis, IFileSource files)
    {
        var links = ImmutableArray.CreateBuilder<DocumentLink>();
        foreach (var name in RecipeNames.All(analysis))
        {
            if (name.Kind == NameKind.Preset && PresetPages.Find(name.Text) is not null) links.Add(new(name.Span, null, new(ContentPageKind.Preset, name.Text), $"Show the preset {name.Text}"));
            else if (name.Kind == NameKind.Path && Path(analysis, name, files) is { } link) links.Add(link);
        }
        return links.DrainToImmutable();
    }

    private static DocumentLink? Path(RecipeAnalysis analysis, RecipeName name, IFileSource files)
    {
        var wildcard = name.Text.AsSpan().IndexOfAny('*', '?');
        var named = wildcard < 0 ? name.Text : name.Text.LastIndexOf('/', wildcard) is var slash and > 0 ? name.Text[..slash] : ".";
        if (name.Text.Length == 0 || RecipeFolder.Resolve(analysis.Path, named) is not { } path || files.Refuses(path) is not null) return null;
        return files.Stamp(path).Kind switch
        {
            FileKind.File when wildcard < 0 => new(name.Span, path, null, $"Open {named}"),
            FileKind.Folder => new(name.Span, path, null, $"Open the folder {named}"),
            _ => null,
        };
    }
}
