using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage;

/// <summary>One place where the tool and we differ.</summary>
public sealed record Disagreement(string Place, string Tool, string Ours, Cause? Cause);

/// <summary>Counts how often a tool and our verdict agree, and keeps the rest with its cause.</summary>
public sealed class AgreementTable(IOracle oracle)
{
    private readonly SortedDictionary<string, (int Agreeing, int All)> groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> cases = new(StringComparer.Ordinal);
    private readonly List<Disagreement> disagreements = [];

    public IOracle Oracle => oracle;
    /// <summary>Files or probes.</summary>
    public int CaseCount => cases.Count;
    /// <summary>Compared answers: one for each operator; one for a file that the tool refuses as a whole.</summary>
    public int Count => groups.Values.Sum(group => group.All);
    public int Agreeing => groups.Values.Sum(group => group.Agreeing);
    public double Share => Count == 0 ? 0 : (double)Agreeing / Count;
    public IReadOnlyList<Disagreement> Disagreements => disagreements;
    public IEnumerable<Disagreement> Unnamed => disagreements.Where(disagreement => disagreement.Cause is null);
    /// <summary>Causes that explain nothing any more.</summary>
    public IEnumerable<Cause> Idle => oracle.Causes.Except(disagreements.Select(disagreement => disagreement.Cause).OfType<Cause>());

    public static AgreementTable Of(IOracle oracle)
    {
        var table = new AgreementTable(oracle);
        oracle.Compare(table);
        return table;
    }

    /// <param name="group">Which part of the oracle: <c>models</c>, <c>probes</c>.</param>
    /// <param name="case">The file, without its ending.</param>
    /// <param name="place">The operator in it: <c>CONV_2D #3</c>; empty for the file as a whole.</param>
    /// <param name="tool">The tool's own words.</param>
    public void Add(string group, string @case, string place, bool agrees, string tool, SupportVerdict ours)
    {
        cases.Add($"{group}/{@case}");
        var (agreeing, all) = groups.GetValueOrDefault(group);
        groups[group] = (agreeing + (agrees ? 1 : 0), all + 1);
        if (agrees) return;
        var whole = $"{group}/{@case} {place}".TrimEnd();
        disagreements.Add(new(whole, tool.ReplaceLineEndings(" "), $"{ours.Kind} {ours.Stage} {ours.Rule} {ours.Found}", oracle.Causes.FirstOrDefault(cause => Regex.IsMatch(whole, cause.Pattern))));
    }

    public string Percent => Share.ToString("P2", CultureInfo.InvariantCulture);

    /// <summary>The table, one line a group, then every disagreement.</summary>
    public string Text(bool listsAll)
    {
        var text = new StringBuilder($"{oracle.Id}: {oracle.Title}\n  {CaseCount} cases, {Count} operators, {Agreeing} right, {Percent}\n");
        foreach (var (group, (agreeing, all)) in groups) text.Append(CultureInfo.InvariantCulture, $"  {group}: {agreeing} of {all}\n");
        foreach (var cause in disagreements.GroupBy(disagreement => disagreement.Cause).OrderByDescending(cause => cause.Count()))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {cause.Count()} × {cause.Key?.Text ?? "WITHOUT A CAUSE"}\n");
            foreach (var disagreement in listsAll || cause.Key is null ? cause : cause.Take(0)) text.Append($"      {disagreement.Place}\ttool: {disagreement.Tool}\tours: {disagreement.Ours}\n");
        }
        foreach (var cause in Idle) text.Append($"  no disagreement has the cause `{cause.Pattern}` any more\n");
        return text.ToString();
    }

    /// <summary>What is wrong with the figures, null when nothing is: below the floor, a disagreement without a cause, a cause without a disagreement.</summary>
    public string? Problem => Count == 0 ? null : Share < oracle.Floor ? $"{Percent} is below {oracle.Floor:P2}" : Unnamed.Any() ? $"{Unnamed.Count()} disagreements have no cause" : Idle.Any() ? "causes are left over" : null;

    /// <summary>Writes <c>artifacts/coverage-&lt;oracle&gt;.txt</c>.</summary>
    public void Keep()
    {
        var folder = SharedFolder.InRepository("artifacts");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"coverage-{oracle.Id}.txt"), Text(listsAll: true));
    }
}
