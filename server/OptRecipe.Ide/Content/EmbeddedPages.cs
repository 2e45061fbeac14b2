namespace OptRecipe.Ide.Content;

/// <summary>The pages of <c>server/docs/diagnostics</c> and <c>server/docs/tasks</c>, which the assembly carries.</summary>
internal static class EmbeddedPages
{
    /// <summary>Null when the folder has no such page.</summary>
    internal static string? Find(string folder, string name)
    {
        using var page = typeof(EmbeddedPages).Assembly.GetManifestResourceStream($"{folder}/{name}");
        if (page is null) return null;
        using var reader = new StreamReader(page);
        return reader.ReadToEnd();
    }
}
