namespace OptRecipe.Ide.Content;

/// <summary>The pages of <c>server/docs/diagnostics</c>, which the assembly carries.</summary>
internal static class DiagnosticPages
{
    /// <summary>Null when there is no such code.</summary>
    internal static string? Find(string code)
    {
        using var page = typeof(DiagnosticPages).Assembly.GetManifestResourceStream($"diagnostics/{code}");
        if (page is null) return null;
        using var reader = new StreamReader(page);
        return reader.ReadToEnd();
    }
}
