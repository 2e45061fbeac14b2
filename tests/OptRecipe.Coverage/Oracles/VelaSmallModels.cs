using System.Collections.Immutable;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>Models around one rule of Vela each, of <c>tests/corpus/targets</c>: most of them are those that judge TensorFlow Lite Micro too. U55 and U65 give one answer.</summary>
public sealed class VelaSmallModels : IOracle
{
    private static readonly ImmutableArray<(string Key, TargetSelection Selection)> RuleSets =
    [
        ("u55", VelaWords.Selection("ethos-u55-256")), ("u85", VelaWords.Selection("ethos-u85-256")), ("legacy", VelaWords.Selection("ethos-u55-256 legacy core")),
    ];

    public string Id => "vela-small";
    public string Title => "Vela 5.2.0, small models of the corpus, for U55, U85 and the legacy core";
    public double Floor => 0.99;
    public ImmutableArray<Cause> Causes { get; } = [.. new VelaPlacements("ethos-u55-256 legacy core").Causes.Where(cause => cause.Pattern.Contains("cpu_only", StringComparison.Ordinal) || cause.Pattern.Contains("mean", StringComparison.Ordinal))];

    public void Compare(AgreementTable table)
    {
        var folder = SharedFolder.InRepository("tests", "corpus", "targets", "ethos-u");
        using var expected = TargetFiles.ReadJson(Path.Combine(folder, "expected.json"));
        foreach (var @case in expected.RootElement.EnumerateObject())
        {
            var path = Path.Combine(folder, @case.Name + ".tflite");
            if (!File.Exists(path)) path = Path.Combine(folder, "..", "tflite-micro", @case.Name + ".tflite");
            var model = TargetFiles.Read(path);
            foreach (var (key, selection) in RuleSets)
            {
                if (!@case.Value.TryGetProperty(key, out var answer)) continue;
                var tool = answer.GetString() ?? "";
                var verdict = TargetJudge.Judge(model, selection);
                if (tool == "stops") table.Add(key, @case.Name, "", VelaWords.AgreesThatItStops(verdict, ""), tool, VelaWords.Worst(verdict));
                else
                    foreach (var (ours, placement) in verdict.Operators.Zip(tool.Split(' ')))
                        table.Add(key, @case.Name, $"{ours.OperatorName} #{ours.Address.Index}", VelaWords.Agrees(placement, ours.Verdict), placement, ours.Verdict);
            }
        }
    }
}
