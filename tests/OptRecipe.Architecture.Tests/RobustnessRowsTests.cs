using System.Text.RegularExpressions;
using OptRecipe.Testing;

namespace OptRecipe.Architecture.Tests;

/// <summary>Every row of what the language server must survive has a test with the row's id in its name, and no test names a row that there is not. The ids are those of
/// <c>tests/corpus/robustness-rows.txt</c>, which is compared with <c>facts/lsp-robustness.md</c> where that folder is.</summary>
public sealed partial class RobustnessRowsTests
{
    private static readonly string List = SharedFolder.InRepository("tests", "corpus", "robustness-rows.txt");

    [Fact]
    public void The_list_of_rows_is_that_of_the_facts()
    {
        if (SharedFolder.Require("facts/lsp-robustness.md", 1) is not { } facts) return;
        var rows = from line in File.ReadLines(facts) let match = Row().Match(line) where match.Success select match.Groups[1].Value;
        Assert.Equal(rows, File.ReadLines(List));
    }

    [Fact]
    public void Every_row_has_a_test_with_its_id_in_its_name() => Assert.Equal("", string.Join(' ', File.ReadLines(List).Except(Tested())));

    [Fact]
    public void Every_id_in_the_name_of_a_test_is_a_row() => Assert.Equal("", string.Join(' ', Tested().Except(File.ReadLines(List))));

    // Names of test methods, titles of client tests, and the files of tests/corpus/wire, which are the cases of one theory.
    private static IEnumerable<string> Tested()
    {
        var sources = Directory.EnumerateFiles(SharedFolder.InRepository("tests"), "*", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("node_modules", StringComparison.Ordinal));
        var names = sources.SelectMany(path => Path.GetExtension(path) switch
        {
            ".cs" => TestMethod().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value),
            ".ts" or ".mts" or ".mjs" => TestTitle().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value),
            ".txt" when Path.GetFileName(Path.GetDirectoryName(path)) == "wire" => [Path.GetFileName(path)],
            _ => [],
        });
        return names.SelectMany(name => Ids().Match(name).Groups[1].Captures.Select(id => id.Value)).Distinct().Order(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\| ([FJLCSTYUXB]\d\d) \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\n]*\n(?:\s*\[[^\n]*\n|\s*//[^\n]*\n)*\s*public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"\b(?:test|it)\(['""`]([^'""`]+)")]
    private static partial Regex TestTitle();

    [GeneratedRegex("^(?:([FJLCSTYUXB][0-9]{2})[_ -])+")]
    private static partial Regex Ids();
}
