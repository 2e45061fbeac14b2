using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OptRecipe.Disk;
using OptRecipe.Ide.Content;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Pipeline.Models;

namespace OptRecipe.LanguageServer.Pages;

/// <summary>Where a client finds a page: under our scheme when it can ask us for the text, else in a file of the user's cache, written when somebody wants to go there. Thread-safe.</summary>
public sealed class PagePlaces(UserCache cache)
{
    private const int MostShown = 16;
    private readonly ConcurrentQueue<string> _shown = new();

    /// <summary>Addresses of graphs that the client asked for last: what they show may change.</summary>
    public IEnumerable<string> Shown => _shown.Distinct();

    public void Show(string uri)
    {
        if (_shown.Contains(uri)) return;
        _shown.Enqueue(uri);
        if (_shown.Count > MostShown) _shown.TryDequeue(out _);
    }

    /// <summary>Null when the page does not exist or can be put nowhere.</summary>
    public string? UriOf(ContentPage page, ClientCapabilities client, Func<string, LoadedModel?> models)
    {
        if (client.ContentDocuments) return PageUri.Of(page);
        if (ContentText.Of(page, models) is not { } text) return null;
        return cache.Place(NameOf(page), Encoding.UTF8.GetBytes(text)) is { } path ? DocumentUri.OfPath(path).ToString() : null;
    }

    // Two models may have one name.
    private static string NameOf(ContentPage page) => page.Kind == ContentPageKind.Preset ? $"{page.Name}.preset.optrecipe.yaml"
        : page.Kind != ContentPageKind.Graph ? PageUri.FileName(page)
        : $"{Path.GetFileName(page.Name)}-{System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(page.Name)))[..8]}.txt";
}
