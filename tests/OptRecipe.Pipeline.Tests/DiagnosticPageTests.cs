using System.Text.RegularExpressions;
using OptRecipe.Pipeline.Checks;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Testing;

namespace OptRecipe.Pipeline.Tests;

/// <summary>Every diagnostic of the pipeline has a page whose example raises it.</summary>
public sealed partial class DiagnosticPageTests
{
    public static TheoryData<string> Codes => [.. CheckTable.Descriptors.Select(descriptor => descriptor.Code)];

    [Fact]
    public void No_code_is_used_twice() => Assert.Empty(CheckTable.Descriptors.GroupBy(d => d.Code).Where(group => group.Count() > 1).Select(group => group.Key));

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_example_on_a_page_raises_exactly_its_code(string code)
    {
        var descriptor = CheckTable.Descriptors.Single(d => d.Code == code);
        var page = File.ReadAllText(SharedFolder.InRepository("server", "docs", "diagnostics", code + ".md"));
        Assert.StartsWith($"# {code} · {descriptor.Title}\n\n{descriptor.DefaultSeverity}, since {descriptor.Since}", page, StringComparison.Ordinal);
        var analysis = new Fixture().Analyze(Example().Match(page).Groups[1].Value);
        Assert.Contains(analysis.Diagnostics, d => d.Descriptor == descriptor);
        Assert.Empty(analysis.Diagnostics.Where(d => d.Descriptor != descriptor && d.Severity <= Severity.Warning && !Accompanies(code, d)).Select(d => Fixture.Line(analysis, d)));
    }

    /// <summary>What an example raises beside its own code: what stays float also falls back, a step that makes a target fall short also makes operators fall back, and a constant that is written is irregular.</summary>
    private static bool Accompanies(string code, Diagnostic other) => (code, other.Descriptor.Code) is ("OR5024", "OR4002" or "OR5032") or ("OR5032", "OR4002" or "OR5024") or ("OR4005", "OR4002") or ("OR5001", "OR3007");

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
