namespace OptRecipe.Testing;

/// <summary>Committed files that tests generate.</summary>
public static class ExpectedFile
{
    /// <summary>What is wrong with a committed file; null when it holds this text. With UPDATE_EXPECT=1 it is rewritten, and that is still wrong once.</summary>
    public static string? Problem(string path, string text)
    {
        var committed = File.Exists(path) ? File.ReadAllText(path) : null;
        if (committed == text) return null;
        if (Environment.GetEnvironmentVariable("UPDATE_EXPECT") == "1")
        {
            File.WriteAllText(path, text);
            return $"{path} is rewritten; read the difference";
        }
        var (expected, found) = (committed?.Split('\n') ?? [], text.Split('\n'));
        var line = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{path}, line {line + 1}: `{expected.ElementAtOrDefault(line)}` is committed, `{found.ElementAtOrDefault(line)}` is found; `npm run update` rewrites it";
    }
}
