using System.Globalization;
using System.Text;
using OptRecipe.Coverage;
using OptRecipe.Testing;

namespace OptRecipe.Targets.Tests;

/// <summary>Our verdicts against what the real tools did with the same files: the tables of <c>npm run coverage</c>.</summary>
public sealed class OracleTests
{
    private const string Start = "<!-- written by OracleTests -->\n";
    private const string End = "<!-- end -->\n";

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, AgreementTable> Tables = new();

    public static TheoryData<string> Ids => [.. OracleTable.All.Select(oracle => oracle.Id)];

    private static AgreementTable Table(string id) => Tables.GetOrAdd(id, static id => AgreementTable.Of(OracleTable.All.First(oracle => oracle.Id == id)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Verdicts_agree_with_the_tool_and_every_difference_has_a_cause(string id)
    {
        var table = Table(id);
        table.Keep();
        var text = table.Text(listsAll: false);
        Assert.True(table.Problem is null, $"{table.Problem}\n{text[..Math.Min(text.Length, 6000)]}");
    }

    [Fact]
    public void The_page_of_agreement_has_these_figures()
    {
        if (SharedFolder.Require("golden", 1) is null) return;
        var path = SharedFolder.InRepository("server", "docs", "targets", "agreement.md");
        var page = File.ReadAllText(path);
        var (start, end) = (page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(start >= Start.Length && end >= start, "the marks of the written part are missing");
        if (ExpectedFile.Problem(path, page[..start] + Figures() + page[end..]) is { } problem) Assert.Fail(problem);
    }

    private static string Figures()
    {
        var text = new StringBuilder("| oracle | cases | operators | right | share | floor |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
        var tables = OracleTable.All.Select(oracle => Table(oracle.Id)).ToArray();
        foreach (var table in tables)
            text.Append(CultureInfo.InvariantCulture, $"| {table.Oracle.Title} (`{table.Oracle.Id}`) | {table.CaseCount:N0} | {table.Count:N0} | {table.Agreeing:N0} | {table.Percent} | {table.Oracle.Floor:P1} |\n");
        text.Append("\n## Every disagreement and its cause\n\n| oracle | count | tool | ours | cause |\n| --- | ---: | --- | --- | --- |\n");
        foreach (var table in tables)
            foreach (var cause in table.Disagreements.GroupBy(disagreement => disagreement.Cause))
                text.Append(CultureInfo.InvariantCulture, $"| `{table.Oracle.Id}` | {cause.Count()} | {cause.Key?.Tool} | {cause.Key?.Ours} | {cause.Key?.Text}: {string.Join(", ", cause.Take(3).Select(one => $"`{one.Place.Replace("|", "\\|", StringComparison.Ordinal)}`"))}{(cause.Count() > 3 ? " …" : "")} |\n");
        return text.ToString();
    }

    [Fact]
    public void Operators_of_the_TensorFlow_Lite_Micro_package_have_rows_and_others_are_refused()
    {
        if (SharedFolder.Require("golden/tflm/kernels.json", 1) is not { } path) return;
        using var golden = TargetFiles.ReadJson(path);
        var rows = SupportTable.Of(TargetSelection.Of("tflite-micro")).Rows.Select(row => row.OperatorName).ToHashSet();
        string[] Missing(string key, bool hasRow) => [.. golden.RootElement.GetProperty(key).EnumerateArray().Select(name => name.GetString() ?? "").Where(name => rows.Contains(name) == hasRow)];
        Assert.Equal([], Missing("builtin_present", hasRow: false));
        Assert.Equal([], Missing("builtin_missing", hasRow: true));
    }
}
