using System.Text;
using OptRecipe.Targets.Rules;
using OptRecipe.Testing;

namespace OptRecipe.Targets.Tests;

/// <summary>Cases on both sides of the rules' edges: <c>tests/corpus/targets/&lt;id&gt;/rules.txt</c>, one line each: <c>verdict rule | operators | options of the target</c> (see <see cref="SketchText"/>).
/// The rule is that of the worst verdict, without the target's id.</summary>
public sealed class RuleCaseTests
{
    private static readonly string Corpus = SharedFolder.InRepository("tests", "corpus", "targets");

    public static TheoryData<string> Targets => [.. Ids];

    private static IEnumerable<string> Ids => [.. Directory.EnumerateFiles(Corpus, "rules.txt", SearchOption.AllDirectories).Select(path => Path.GetFileName(Path.GetDirectoryName(path)) ?? "").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_case_has_the_verdict_that_is_written_before_it(string target)
    {
        var wrong = new StringBuilder();
        foreach (var (line, @case) in Cases(target))
        {
            var found = Found(@case);
            if (found != @case.Expected) wrong.Append($"{target}/rules.txt({line}): {found} instead of {@case.Expected}\n  {@case.Sketch}\n");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    /// <summary>Rules without a case are listed in <c>artifacts/rules-without-case.txt</c>.</summary>
    [Fact]
    public void Nearly_every_rule_has_a_case()
    {
        var missing = new List<string>();
        foreach (var target in Ids)
        {
            var hit = Cases(target).Select(found => found.Case.Expected.Split(' ')).Where(words => words.Length > 1).Select(words => $"{target}.{words[1]}").ToHashSet(StringComparer.Ordinal);
            missing.AddRange(SharedRules(target).Where(rule => !hit.Any(id => id == rule || SameRule(id, rule))));
        }
        File.WriteAllLines(Path.Combine(Directory.CreateDirectory(SharedFolder.InRepository("artifacts")).FullName, "rules-without-case.txt"), missing);
        Assert.True(missing.Count <= 5, $"{missing.Count} rules without a case:\n{string.Join('\n', missing)}");
    }

    /// <summary>A row or a set that several operators share needs one case, not one for each of them.</summary>
    private static bool SameRule(string hit, string rule) => Sentence(hit) is { } left && Sentence(rule) is { } right && left == right && hit[hit.LastIndexOf('.')..] == rule[rule.LastIndexOf('.')..];

    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal);

    private static string? Sentence(string id) => Sentences.GetValueOrDefault(id);

    private static IEnumerable<string> SharedRules(string target)
    {
        var table = TargetTable.Of(target);
        foreach (var name in table.OperatorNames)
        {
            if (table.Rules(name) is not { } rules) continue;
            foreach (var rule in rules.NotAccepted.Concat(rules.Rules)) Sentences[rule.Id] = rule.Sentence.Replace($"`{name}`", "{op}", StringComparison.Ordinal);
        }
        return Sentences.Keys.Where(id => id.StartsWith(target + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    private static string Found(RuleCase @case)
    {
        var verdicts = TargetJudge.Judge(SketchText.Read(@case.Sketch), @case.Selection).Operators;
        var kind = verdicts.Max(verdict => verdict.Verdict.Kind);
        var worst = verdicts.Where(verdict => verdict.Verdict.Kind == kind).Select(verdict => verdict.Verdict).OrderBy(verdict => !@case.Expected.EndsWith(ShortRule(verdict), StringComparison.Ordinal)).First();
        return worst.Kind == VerdictKind.Runs ? "runs" : $"{Word(worst.Kind)} {ShortRule(worst)}";
    }

    private static string ShortRule(SupportVerdict verdict) => verdict.Rule[(verdict.Rule.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static string Word(VerdictKind kind) => kind switch { VerdictKind.FallsBack => "falls-back", VerdictKind.NotJudged => "not-judged", _ => kind.ToString().ToLowerInvariant() };

    private static IEnumerable<(int Line, RuleCase Case)> Cases(string target)
    {
        var lines = File.ReadAllLines(Path.Combine(Corpus, target, "rules.txt"));
        for (var index = 0; index < lines.Length; index++)
        {
            if (lines[index].Length == 0 || lines[index][0] == '#') continue;
            var fields = lines[index].Split('|', StringSplitOptions.TrimEntries);
            var options = fields.Length < 3 ? [] : fields[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(option => option.Split('=')).Select(pair => (pair[0], pair[1])).ToArray();
            yield return (index + 1, new(fields[0], fields[1], TargetSelection.Of(target, options)));
        }
    }

    private sealed record RuleCase(string Expected, string Sketch, TargetSelection Selection);
}
