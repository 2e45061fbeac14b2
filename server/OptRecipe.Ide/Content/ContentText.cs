using OptRecipe.Pipeline.Models;
using OptRecipe.Targets;

namespace OptRecipe.Ide.Content;

/// <summary>The text of a page.</summary>
public static class ContentText
{
    /// <param name="models">Opens the model of a path that somebody may look at; null for others.</param>
    /// <returns>Null when there is no such page.</returns>
    public static string? Of(ContentPage page, Func<string, LoadedModel?> models) => page.Kind switch
    {
        ContentPageKind.Preset => PresetPages.Find(page.Name),
        ContentPageKind.Target => TargetCatalog.Find(page.Name) is { } target ? SupportPage.Of(target, isFile: false) : TargetCatalog.FindGroup(page.Name) is { } group ? Group(group) : null,
        ContentPageKind.Diagnostic => EmbeddedPages.Find("diagnostics", page.Name),
        ContentPageKind.Task => EmbeddedPages.Find("tasks", page.Name),
        _ => models(page.Name) is { } model ? GraphText.Of(model).Text : null,
    };

    private static string Group(TargetGroup group) =>
        $"# `{group.Id}`\n\n{group.Description}.\n\nA group of targets; each is judged by itself:\n\n"
        + string.Concat(group.Members.Select(member => TargetCatalog.Find(member) is { } target ? $"- `{target.Id}`: {target.Title}. {target.Description}\n" : $"- `{member}`\n"));
}
