using OptRecipe.Ide.Content;
using OptRecipe.LanguageServer.Documents;

namespace OptRecipe.LanguageServer.Pages;

/// <summary>The addresses of pages that we write: <c>optrecipe:/targets/xnnpack.md</c>, <c>optrecipe:/presets/mcu-int8.optrecipe.yaml</c>; of a graph with the model's own address in the query, and behind <c>#</c> the part that is meant.</summary>
public static class PageUri
{
    private const string Scheme = "optrecipe:";

    public static string Of(ContentPage page) => page.Kind == ContentPageKind.Graph
        ? $"{Scheme}/graph/{Uri.EscapeDataString(FileName(page))}?{Uri.EscapeDataString(DocumentUri.OfPath(page.Name).ToString())}"
        : $"{Scheme}/{FolderOf(page.Kind)}/{FileName(page)}";

    /// <summary>What a tab is called.</summary>
    public static string FileName(ContentPage page) => page.Kind switch
    {
        ContentPageKind.Graph => $"{Path.GetFileName(page.Name)}.txt",
        ContentPageKind.Target or ContentPageKind.Diagnostic or ContentPageKind.Task => $"{page.Name}.md",
        _ => $"{page.Name}.optrecipe.yaml",
    };

    /// <summary>Null for what is no address of ours.</summary>
    public static ContentPage? TryParse(string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        // Clients may write two slashes and an empty authority before the path. A part of a graph is the view's business.
        var parts = uri[Scheme.Length..].Split('#', 2)[0].Split('?', 2);
        var path = Uri.UnescapeDataString(parts[0]).TrimStart('/').Split('/');
        return path switch
        {
            ["graph", _] when parts.Length == 2 && DocumentUri.TryParse(Uri.UnescapeDataString(parts[1]))?.LocalPath is { } model => new(ContentPageKind.Graph, model),
            ["targets", var name] when Without(name, ".md") is { } target => new(ContentPageKind.Target, target),
            ["diagnostics", var name] when Without(name, ".md") is { } code => new(ContentPageKind.Diagnostic, code),
            ["tasks", var name] when Without(name, ".md") is { } task => new(ContentPageKind.Task, task),
            ["presets", var name] when Without(name, ".optrecipe.yaml") is { } preset => new(ContentPageKind.Preset, preset),
            _ => null,
        };
    }

    private static string FolderOf(ContentPageKind kind) => kind switch
    {
        ContentPageKind.Target => "targets",
        ContentPageKind.Diagnostic => "diagnostics",
        ContentPageKind.Task => "tasks",
        _ => "presets",
    };

    private static string? Without(string name, string ending) => name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : null;
}
