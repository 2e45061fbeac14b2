using OptRecipe.Testing;

namespace OptRecipe.Pipeline.Tests;

/// <summary>The files of a folder of <c>examples/</c>, in memory.</summary>
internal static class ExampleFiles
{
    public static MemoryFiles Of(string example)
    {
        var folder = SharedFolder.InRepository("examples", example);
        var files = new MemoryFiles();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            // What a run by hand left there.
            if (!name.StartsWith("out/", StringComparison.Ordinal) && !name.StartsWith(".optrecipe/", StringComparison.Ordinal)) files["/w/" + name] = File.ReadAllBytes(path);
        }
        return files;
    }
}
