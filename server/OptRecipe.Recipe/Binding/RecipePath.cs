namespace OptRecipe.Recipe.Binding;

/// <summary>Paths as recipes write them: relative to the recipe's file, forward slashes.</summary>
public static class RecipePath
{
    /// <summary>The same path without <c>.</c>, doubled slashes and <c>a/..</c>; equal results name the same file, links aside.</summary>
    public static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part.Length == 0 && parts.Count == 0 && path.Length > 0 && path[0] is '/' or '\\') parts.Add("");
            else if (part is "" or ".") continue;
            else if (part == ".." && parts.Count > 0 && parts[^1] is not ("" or "..")) parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }
        return string.Join('/', parts);
    }
}
