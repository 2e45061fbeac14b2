using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.Targets.Tests;

/// <summary>Our verdicts against the GPU check of TensorFlow 2.17.1's model analyzer, the last release whose analyzer checks anything. It looks at each operator alone: limits on partitions are not its question.</summary>
public sealed class GpuAgreementTests
{
    private static readonly TargetSelection Analyzer = TargetSelection.Of("gpu", ("check", "analyzer-2.17"));

    [Fact]
    public void Every_operator_is_judged_as_the_analyzer_does()
    {
        var table = new AgreementTable("gpu");
        if (SharedFolder.Require("golden/gpu", 1043) is not { } folder) return;
        foreach (var (group, file, golden) in Cases(folder)) Compare(table, group, file, golden);
        table.Keep(0.98);
    }

    private static IEnumerable<(string Group, string File, JsonElement Golden)> Cases(string folder)
    {
        foreach (var group in (string[])["edge", "models", "seed", "vela_edge"])
        {
            foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, group), "*.json").Order(StringComparer.Ordinal))
            {
                using var cases = TargetFiles.ReadJson(path);
                foreach (var golden in cases.RootElement.EnumerateArray())
                {
                    var file = Find(folder, golden.GetProperty("file").GetString() ?? "");
                    if (file is not null) yield return (group, file, golden.Clone());
                }
            }
        }
    }

    private static string? Find(string folder, string name)
    {
        string[] roots = [folder, Path.Combine(folder, ".."), Path.Combine(folder, "..", ".."), Path.Combine(folder, "..", "vela")];
        return roots.Select(root => Path.Combine(root, name)).FirstOrDefault(File.Exists);
    }

    private static void Compare(AgreementTable table, string group, string file, JsonElement golden)
    {
        var warnings = golden.GetProperty("warnings").EnumerateArray().ToDictionary(
            warning => (warning.GetProperty("subgraph").GetInt32(), warning.GetProperty("index").GetInt32()), warning => warning.GetProperty("text").GetString() ?? "");
        foreach (var verdict in TargetJudge.Judge(TargetFiles.Read(file), Analyzer).Operators)
        {
            var warning = warnings.GetValueOrDefault((verdict.Address.Subgraph, verdict.Address.Index));
            var agrees = (warning is null) == (verdict.Verdict.Kind == VerdictKind.Runs || verdict.Verdict.Rule.StartsWith("gpu.partitions.", StringComparison.Ordinal));
            table.Add(group, $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)} {verdict.OperatorName} #{verdict.Address.Index}", agrees, warning ?? "compatible", verdict.Verdict);
        }
    }
}
