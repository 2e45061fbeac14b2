using System.Text.RegularExpressions;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Testing;

namespace OptRecipe.Pipeline.Tests;

/// <summary>Every recipe on a page of <c>server/docs/tasks</c> has no error and no warning in the example that the page names, runs there, and keeps its budget.</summary>
public sealed partial class TaskPageTests
{
    private static readonly string Folder = SharedFolder.InRepository("server", "docs", "tasks");

    private static readonly string[] Names = [.. Directory.EnumerateFiles(Folder, "*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => name != "README").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Pages => [.. Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_recipe_of_a_page_runs_without_a_warning_and_keeps_its_budget(string name)
    {
        var page = Read(name);
        var files = ExampleFiles.Of(Example().Match(page).Groups[1].Value);
        var recipes = YamlBlock().Matches(page).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(recipes);
        foreach (var recipe in recipes)
        {
            var analysis = new RecipeAnalyzer(files).Analyze(Fixture.RecipePath, recipe, default);
            Assert.Empty(analysis.Diagnostics.Where(diagnostic => diagnostic.Severity <= Severity.Warning).Select(diagnostic => Fixture.Line(analysis, diagnostic)));
            var result = new RecipeRunner(files, files, TimeProvider.System).Run(analysis, force: true, null, default);
            Assert.Equal(RunStatus.Succeeded, result.Status);
        }
    }

    /// <summary>Targets, diagnostics and other tasks: the pages that the language server gives out too, so that a link works in the editor as it does on the web.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_to_pages_that_the_editor_shows_too(string name)
    {
        foreach (Match link in Link().Matches(Read(name)))
        {
            var target = link.Groups[1].Value;
            Assert.Matches(@"^(\.\./(targets|diagnostics)/)?[\w-]+\.md$", target);
            Assert.True(File.Exists(Path.Combine(Folder, target)), target);
        }
    }

    [Fact]
    public void The_table_of_tasks_names_every_page() =>
        Assert.Equal(Names, Link().Matches(Read("README")).Select(link => link.Groups[1].Value[..^3]).Where(link => !link.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    private static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name + ".md"));

    [GeneratedRegex("`examples/([a-z0-9-]+)`")]
    private static partial Regex Example();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
