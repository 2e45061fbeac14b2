using System.Globalization;
using System.Text;
using OptRecipe.Testing;

namespace OptRecipe.Targets.Tests;

/// <summary>Counts in how many cases a tool and our verdict agree, and keeps the others for the reader: <c>artifacts/coverage-&lt;oracle&gt;.txt</c>.</summary>
internal sealed class AgreementTable(string oracle)
{
    private readonly SortedDictionary<string, (int Agreeing, int All)> groups = new(StringComparer.Ordinal);
    private readonly List<string> disagreements = [];

    public int Count => groups.Values.Sum(group => group.All);
    public int Agreeing => groups.Values.Sum(group => group.Agreeing);
    public double Share => Count == 0 ? 0 : (double)Agreeing / Count;

    public void Add(string group, string @case, bool agrees, string tool, SupportVerdict ours)
    {
        var (agreeing, all) = groups.GetValueOrDefault(group);
        groups[group] = (agreeing + (agrees ? 1 : 0), all + 1);
        if (!agrees) disagreements.Add($"{group}\t{@case}\ttool: {tool}\tours: {ours.Kind} {ours.Stage} {ours.Rule} {ours.Found}");
    }

    /// <summary>Writes the table and fails when a smaller share agrees than <paramref name="floor"/>.</summary>
    public void Keep(double floor)
    {
        var text = new StringBuilder($"{oracle}: {Agreeing} of {Count} operators judged as the tool does ({Share.ToString("P2", CultureInfo.InvariantCulture)})\n");
        foreach (var (group, (agreeing, all)) in groups) text.Append(CultureInfo.InvariantCulture, $"  {group}: {agreeing} of {all}\n");
        foreach (var line in disagreements) text.Append(line).Append('\n');
        var folder = SharedFolder.InRepository("artifacts");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"coverage-{oracle}.txt"), text.ToString());
        Assert.True(Share >= floor, text.ToString()[..Math.Min(text.Length, 6000)]);
    }
}
