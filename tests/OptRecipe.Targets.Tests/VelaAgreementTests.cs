using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.Targets.Tests;

/// <summary>Our verdicts against where Vela 5.2.0 placed the same operators, for each configuration of an Ethos-U by itself.</summary>
public sealed class VelaAgreementTests
{
    /// <summary>The golden names of the configurations and what a recipe writes for them.</summary>
    private static TargetSelection Selection(string configuration) => configuration.Split(' ') is [var accelerator, "legacy", "core"]
        ? TargetSelection.Of("ethos-u", ("accelerator", accelerator), ("core", "legacy"))
        : TargetSelection.Of("ethos-u", ("accelerator", configuration));

    [Theory]
    [InlineData("ethos-u55-128")]
    [InlineData("ethos-u55-256")]
    [InlineData("ethos-u65-512")]
    [InlineData("ethos-u85-256")]
    [InlineData("ethos-u55-256 legacy core")]
    public void Verdicts_agree_with_Vela(string configuration)
    {
        if (SharedFolder.Require("golden/vela", 622 * 2 + 18 + 18 + 9) is not { } folder) return;
        var table = new AgreementTable($"vela-{configuration.Replace(' ', '-')}");
        var selection = Selection(configuration);
        foreach (var group in (string[])["edge", "models", "seed"])
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, group), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                Add(table, group, file, group == "models" ? Path.Combine(folder, "..", "..") : folder, configuration, selection);
        table.Keep(0.98);
    }

    private static void Add(AgreementTable table, string group, string file, string root, string configuration, TargetSelection selection)
    {
        using var golden = TargetFiles.ReadJson(file);
        var name = golden.RootElement.GetProperty("file").GetString() ?? "";
        var path = Path.Combine(root, name);
        if (!File.Exists(path)) return;
        var tool = golden.RootElement.GetProperty("configs").GetProperty(configuration);
        var verdicts = TargetJudge.Judge(TargetFiles.Read(path), selection).Operators;
        switch (tool.GetProperty("status").GetString())
        {
            case "ok":
                foreach (var (verdict, placement) in verdicts.Zip(tool.GetProperty("placement").EnumerateArray()))
                    table.Add(group, $"{name} {verdict.OperatorName} #{verdict.Address.Index}", verdict.Verdict.Kind == (placement.GetString() == "npu" ? VerdictKind.Runs : VerdictKind.FallsBack),
                        $"{placement.GetString()} {Reason(tool, verdict.Address.Index)}", verdict.Verdict);
                break;
            case "error":
                // Vela names at most the first operator that it stops at; where it would have placed the others nobody knows.
                var worst = verdicts.Select(verdict => verdict.Verdict).MaxBy(verdict => verdict.Kind) ?? SupportVerdict.Runs;
                table.Add(group, name, worst is { Kind: VerdictKind.Stops, Stage: VerdictStage.Compile }, $"error {tool.GetProperty("message").GetString()?.ReplaceLineEndings(" ")}", worst);
                break;
        }
    }

    private static string Reason(JsonElement tool, int index) => tool.TryGetProperty("reasons", out var reasons)
        ? string.Join("; ", reasons.EnumerateArray().Where(reason => reason.TryGetProperty("index", out var at) && at.GetInt32() == index).Select(reason => reason.GetProperty("reason").GetString()?.ReplaceLineEndings(" ")))
        : "";
}
