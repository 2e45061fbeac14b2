using System.Runtime.CompilerServices;

namespace OptRecipe.Recipe.Tests;

internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static bool UpdateExpected => Environment.GetEnvironmentVariable("UPDATE_EXPECT") == "1";

    /// <summary>Compares with a committed file; with UPDATE_EXPECT=1 the file is rewritten and the test still fails.</summary>
    public static void CheckFile(string path, string actual)
    {
        var expected = File.Exists(path) ? File.ReadAllText(path) : null;
        if (expected == actual) return;
        if (UpdateExpected) File.WriteAllText(path, actual);
        Assert.Equal(expected ?? "(no such file; UPDATE_EXPECT=1 writes it)", actual);
    }

    private static string FindRoot([CallerFilePath] string path = "")
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !File.Exists(Path.Combine(folder, "LanguageServer.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("no repository above the tests");
    }
}
