using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Data;

/// <summary>A glob as in .gitignore, taken from the folder it starts in: <c>*</c>, <c>?</c> and <c>[a-z]</c> inside a name, <c>**</c> through folders. Names that start with a dot are met only by a dot.</summary>
internal static class PathPattern
{
    private const int MostFolders = 100_000;
    private const int MostDepth = 64;

    /// <summary>More files than this make no data set that anyone waits for.</summary>
    public const int MostFiles = 2_000_000;

    public static bool IsPattern(string path) => path.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    /// <summary>A path's folders before the first that is a pattern, and the rest.</summary>
    public static (string Folder, string Pattern) Split(string path)
    {
        var parts = path.Split('/');
        var first = Array.FindIndex(parts, IsPattern);
        return (string.Join('/', parts[..first]), string.Join('/', parts[first..]));
    }

    /// <summary>Absolute paths of the files that match, in ordinal order; at most <see cref="MostFiles"/>.</summary>
    /// <param name="root">Absolute; taken as it is.</param>
    public static List<string> Match(IFileSource files, string root, string pattern)
    {
        var found = new List<string>();
        var foldersLeft = MostFolders;
        Walk(root.TrimEnd('/'), pattern.Split('/', StringSplitOptions.RemoveEmptyEntries), 0);
        found.Sort(StringComparer.Ordinal);
        // `**/**` reaches a file on several ways.
        return [.. found.Distinct(StringComparer.Ordinal)];

        void Walk(string folder, ReadOnlySpan<string> rest, int depth)
        {
            if (foldersLeft-- <= 0 || depth > MostDepth || found.Count >= MostFiles) return;
            while (rest.Length > 1 && rest[0] == "**" && rest[1] == "**") rest = rest[1..];
            var isDeep = rest[0] == "**";
            if (isDeep && rest.Length > 1) Walk(folder, rest[1..], depth);
            foreach (var entry in files.List(folder.Length == 0 ? "/" : folder))
            {
                var isFolder = entry.EndsWith('/');
                var name = isFolder ? entry[..^1] : entry;
                if (isDeep)
                {
                    if (name.StartsWith('.')) continue;
                    if (isFolder) Walk($"{folder}/{name}", rest, depth + 1);
                    else if (rest.Length == 1) found.Add($"{folder}/{name}");
                }
                else if (Fits(name, rest[0]))
                {
                    if (isFolder && rest.Length > 1) Walk($"{folder}/{name}", rest[1..], depth + 1);
                    else if (!isFolder && rest.Length == 1) found.Add($"{folder}/{name}");
                }
            }
        }
    }

    /// <summary>Whether a name fits one part of a pattern. Linear in their product.</summary>
    internal static bool Fits(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        if (name.StartsWith(".") && !pattern.StartsWith(".")) return false;
        var (at, star, again) = (0, -1, 0);
        for (var index = 0; index < name.Length;)
        {
            var (fits, length) = at < pattern.Length && pattern[at] != '*' ? One(name[index], pattern[at..]) : (false, 0);
            if (fits)
            {
                index++;
                at += length;
            }
            else if (at < pattern.Length && pattern[at] == '*') (star, again) = (at++, index);
            else if (star >= 0) (at, index) = (star + 1, ++again);
            else return false;
        }
        while (at < pattern.Length && pattern[at] == '*') at++;
        return at == pattern.Length;
    }

    private static (bool Fits, int Length) One(char c, ReadOnlySpan<char> pattern)
    {
        if (pattern[0] == '?') return (true, 1);
        // A bracket closed at once holds itself.
        var end = pattern[0] == '[' && pattern.Length > 2 ? pattern[2..].IndexOf(']') + 2 : 1;
        if (end < 2) return (pattern[0] == c, 1);
        var set = pattern[1..end];
        var isOthers = set[0] is '!' or '^';
        if (isOthers) set = set[1..];
        var isIn = false;
        for (var index = 0; index < set.Length; index++)
        {
            if (index + 2 < set.Length && set[index + 1] == '-')
            {
                isIn |= c >= set[index] && c <= set[index + 2];
                index += 2;
            }
            else isIn |= set[index] == c;
        }
        return (isIn != isOthers, end + 1);
    }
}
