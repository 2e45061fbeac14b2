using System.Text.RegularExpressions;
using OptRecipe.Recipe.Checks;

namespace OptRecipe.Recipe.Tests;

/// <summary>Every diagnostic has a page, and the page's example raises exactly it.</summary>
public sealed partial class DiagnosticPageTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "server", "docs", "diagnostics");

    public static TheoryData<string> Codes => [.. CheckTable.Descriptors.Select(descriptor => descriptor.Code)];

    [Fact]
    public void Codes_are_unique_and_well_formed()
    {
        var codes = CheckTable.Descriptors.Select(descriptor => descriptor.Code).ToArray();
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^OR[12][0-9]{3}$", code));
        Assert.All(CheckTable.Descriptors, descriptor => Assert.False(descriptor.Title.EndsWith('.'), descriptor.Code));
    }

    [Theory, MemberData(nameof(Codes))]
    public void The_example_raises_exactly_that_code(string code)
    {
        var page = File.ReadAllText(Path.Combine(Folder, $"{code}.md"));
        var descriptor = CheckTable.Descriptors.Single(known => known.Code == code);
        Assert.StartsWith($"# {code} · {descriptor.Title}\n\n{descriptor.DefaultSeverity}, since {descriptor.Since}.\n", page);
        foreach (var section in new[] { "## Why it matters on the device", "## Example", "## Remedy", "## Fix" }) Assert.Contains(section, page);
        var document = Read(code, ExampleOf(page));
        var raised = document.Publish([], isComplete: true).Select(diagnostic => diagnostic.Descriptor.Code).Distinct();
        if (code == "OR1021") raised = raised.Except(["OR1101", "OR1011"]);
        Assert.Equal([code], raised);
    }

    [Theory, MemberData(nameof(Codes))]
    public void Messages_are_one_sentence_without_a_full_stop(string code)
    {
        var page = File.ReadAllText(Path.Combine(Folder, $"{code}.md"));
        foreach (var diagnostic in Read(code, ExampleOf(page)).Publish([], isComplete: true))
        {
            Assert.DoesNotContain('\n', diagnostic.Message);
            Assert.False(diagnostic.Message.EndsWith('.'), diagnostic.Message);
        }
    }

    /// <summary>The page of target files has one for an example, that of presets a preset, all others a recipe with the files of <see cref="Using.UseFiles.OfPages"/> beside it.</summary>
    private static RecipeDocument Read(string code, string text) =>
        code == "OR1120" ? RecipeDocument.ReadTarget("my-board", new(text)) : Using.UseFiles.OfPages.Read(text, code == "OR2031" ? RecipeRole.Preset : RecipeRole.Whole);

    /// <summary>The first YAML block. <c>{{U+0009}}</c> is that character, <c>{{120 × text}}</c> repeats.</summary>
    internal static string ExampleOf(string page)
    {
        var text = YamlBlock().Match(page).Groups[1].Value;
        text = CharacterMark().Replace(text, match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
        return RepeatMark().Replace(text, match => string.Concat(Enumerable.Repeat(match.Groups[2].Value, int.Parse(match.Groups[1].Value))));
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"\{\{U\+([0-9A-F]{4})\}\}")]
    private static partial Regex CharacterMark();

    [GeneratedRegex(@"\{\{(\d+) × (.*?)\}\}", RegexOptions.Singleline)]
    private static partial Regex RepeatMark();
}
