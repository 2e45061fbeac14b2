using System.Xml.Linq;
using OptRecipe.Testing;

namespace OptRecipe.Architecture.Tests;

/// <summary>The project files as they are, and the arrows that <c>server/README.md</c> allows.</summary>
internal static class Projects
{
    /// <summary>Project → what it may import, as the table in <c>server/README.md</c> says: projects without their prefix, packages by name.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = File.ReadLines(SharedFolder.InRepository("server", "README.md"))
        .Where(line => line.StartsWith("| `server/OptRecipe.", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(
            cells => cells[1].Trim('`')["server/OptRecipe.".Length..],
            cells => cells[2].Split(", ").Where(name => name != "—").ToArray());

    public static IReadOnlyDictionary<string, XDocument> Server { get; } = Directory
        .GetFiles(SharedFolder.InRepository("server"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path)["OptRecipe.".Length..], XDocument.Load);

    public static IEnumerable<string> Imports(XDocument project) =>
        project.Descendants("ProjectReference").Select(e => Path.GetFileNameWithoutExtension(((string)e.Attribute("Include")!).Replace('\\', '/'))["OptRecipe.".Length..])
            .Concat(project.Descendants("PackageReference").Select(e => (string)e.Attribute("Include")!));

    public static IEnumerable<string> Sources(string project) => Directory
        .EnumerateFiles(SharedFolder.InRepository("server", "OptRecipe." + project), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));
}
