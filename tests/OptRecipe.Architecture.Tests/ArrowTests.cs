using System.Text.RegularExpressions;
using OptRecipe.Testing;

namespace OptRecipe.Architecture.Tests;

public sealed partial class ArrowTests
{
    [Fact]
    public void Every_project_is_in_the_table_and_every_row_is_a_project() =>
        Assert.Equal(Projects.Allowed.Keys.Order(), Projects.Server.Keys.Order());

    [Fact]
    public void A_project_imports_only_what_the_table_allows()
    {
        foreach (var (name, project) in Projects.Server)
            Assert.Empty(Projects.Imports(project).Except(Projects.Allowed[name]).Select(import => $"OptRecipe.{name} imports {import}"));
    }

    [Fact]
    public void The_table_names_no_arrow_that_is_not_used()
    {
        foreach (var (name, project) in Projects.Server)
            Assert.Empty(Projects.Allowed[name].Except(Projects.Imports(project)).Select(import => $"OptRecipe.{name} does not import {import}"));
    }

    /// <summary>Words that a project's sources may not hold, with the reason in <c>design/house.md</c> section 2.</summary>
    public static TheoryData<string, string> BannedWords => new()
    {
        { "FlatBuffers", @"\b(TFLite|Tensor|Subgraph|Operator(Code)?)\b" },
        { "TFLite", @"\b(Console|YamlDotNet|System\.Text\.Json|DateTime)\b" },
        { "Targets", @"\b(Console|TextSpan|Recipe)\b" },
        { "Engine", @"\b(Console|YamlDotNet|System\.Text\.Json|DateTime|Stopwatch|File\.|FileStream|OptRecipe\.(Recipe|Targets))\b" },
        { "Data", @"\b(Console|Recipe|Tensor|Subgraph|OptRecipe\.(?!Data\b)|File\.(Read|Open|Write|Exists)|FileStream|Directory\.)\b" },
        { "Recipe", @"\b(Console|OptRecipe\.Engine|File\.(Read|Open|Write|Exists)|async|Task<)\b" },
        { "Pipeline", @"\b(Console|OptRecipe\.Lsp|File\.(Read|Open|Write|Exists)|Directory\.)\b" },
        { "Ide", @"\b(Console|OptRecipe\.Lsp|System\.Text\.Json|File\.(Read|Open|Write|Exists)|Directory\.)\b" },
        { "Lsp", @"\bOptRecipe\.(?!Lsp\b)" },
        { "LanguageServer", @"\bConsole\.(Write|Out|Read|In)" },
        { "Cli", @"\bOptRecipe\.(Lsp|Ide|LanguageServer)\b" },
    };

    [Theory]
    [MemberData(nameof(BannedWords))]
    public void A_project_never_speaks_of_what_is_not_its_own(string project, string pattern)
    {
        var banned = new Regex(pattern, RegexOptions.CultureInvariant);
        None(
            from path in Projects.Sources(project)
            from line in File.ReadLines(path).Select((text, index) => (text: Code(text), number: index + 1))
            where banned.IsMatch(line.text) && !(project == "LanguageServer" && Path.GetFileName(path) == "Program.cs")
            select $"{Path.GetFileName(path)}:{line.number}: {line.text.Trim()}");
    }

    [Fact]
    public void Nothing_is_forgiven_with_an_exclamation_mark_outside_tests() => None(
        from project in Projects.Server.Keys
        from path in Projects.Sources(project)
        from line in File.ReadLines(path).Select((text, index) => (text: Code(text), number: index + 1))
        where NullForgiving().IsMatch(line.text)
        select $"{path}:{line.number}: {line.text.Trim()}");

    [Fact]
    public void A_source_file_over_four_hundred_lines_is_a_table_or_says_why() => None(
        from project in Projects.Server.Keys
        from path in Projects.Sources(project)
        let lines = File.ReadAllLines(path)
        where lines.Length > 400 && !path.Contains("Table", StringComparison.Ordinal) && !lines[0].StartsWith("//", StringComparison.Ordinal)
        select $"{lines.Length} {path}");

    [Fact]
    public void Every_path_named_in_the_architecture_page_exists() => None(
        from Match match in PathInPage().Matches(File.ReadAllText(SharedFolder.InRepository("server", "README.md")))
        let path = SharedFolder.InRepository(match.Groups[1].Value)
        where !Path.Exists(path)
        select match.Groups[1].Value);

    private static void None(IEnumerable<string> offenders)
    {
        var list = string.Join("\n", offenders);
        Assert.True(list.Length == 0, list);
    }

    /// <summary>The line without its comment and its string literals.</summary>
    private static string Code(string line)
    {
        var code = Literal().Replace(line, "\"\"");
        var comment = code.IndexOf("//", StringComparison.Ordinal);
        return comment < 0 ? code : code[..comment];
    }

    [GeneratedRegex(@"[\w\)\]]!(\.|\)|,|;|\[)")]
    private static partial Regex NullForgiving();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Literal();

    [GeneratedRegex("`((?:server|tests|client|schemas|examples)/[^`]*)`")]
    private static partial Regex PathInPage();
}
