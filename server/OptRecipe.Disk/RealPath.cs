namespace OptRecipe.Disk;

/// <summary>Paths with every link followed, also where the last parts do not exist yet; empty for links that never end.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    public static string Of(string path)
    {
        var rest = new Stack<string>();
        var current = Path.GetFullPath(path);
        for (var links = 0; links < MostLinks;)
        {
            if (Link(current) is { } target)
            {
                links++;
                current = Path.GetFullPath(target, Path.GetDirectoryName(current) ?? current);
                while (rest.TryPop(out var name)) current = Path.Combine(current, name);
                continue;
            }
            if (Path.GetDirectoryName(current) is not { } parent)
            {
                while (rest.TryPop(out var name)) current = Path.Combine(current, name);
                return current;
            }
            rest.Push(Path.GetFileName(current));
            current = parent;
        }
        return "";
    }

    private static string? Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
