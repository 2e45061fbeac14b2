using System.Runtime.CompilerServices;

namespace OptRecipe.Testing;

/// <summary>The folder of facts, models and golden results beside the checkout; a clone has none.</summary>
public static class SharedFolder
{
    /// <summary>The checkout's root.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder, null where it is missing.</summary>
    public static string? Path { get; } = Find();

    /// <summary>The path below the folder; null, with a line in <c>artifacts/not-run.txt</c>, where the folder is missing.</summary>
    /// <param name="caseCount">How many cases are then not run.</param>
    public static string? Require(string below, int caseCount, [CallerMemberName] string test = "")
    {
        if (Path is { } folder) return System.IO.Path.Combine(folder, below);
        Directory.CreateDirectory(System.IO.Path.Combine(Repository, "artifacts"));
        File.AppendAllText(System.IO.Path.Combine(Repository, "artifacts", "not-run.txt"), $"{caseCount} {test}\n");
        return null;
    }

    /// <summary>A file of <c>tests/corpus</c> or any other path of the checkout.</summary>
    public static string InRepository(params string[] parts) => System.IO.Path.Combine([Repository, .. parts]);

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("OPTRECIPE_SHARED");
        var folder = named is { Length: > 0 } ? named : System.IO.Path.Combine(Repository, "..", "shared");
        return Directory.Exists(System.IO.Path.Combine(folder, "golden")) ? System.IO.Path.GetFullPath(folder) : null;
    }

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            if (File.Exists(System.IO.Path.Combine(folder, "LanguageServer.sln"))) return folder;
        throw new DirectoryNotFoundException("the checkout's root (LanguageServer.sln) is not above the test's folder");
    }
}
