using System.Text.Json;
using System.Text.RegularExpressions;
using OptRecipe.Testing;

namespace OptRecipe.Targets.Tests;

/// <summary>Our verdicts against what TensorFlow Lite Micro (reference kernels) did with the same files.</summary>
public sealed partial class TFLiteMicroAgreementTests
{
    private static readonly TargetSelection Micro = TargetSelection.Of("tflite-micro");

    [Fact]
    public void Verdicts_agree_with_TensorFlow_Lite_Micro()
    {
        var table = new AgreementTable("tflm");
        if (SharedFolder.Require("golden/tflm", 622 + 18 + 25) is not { } folder) return;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "edge"), "*.json").Order(StringComparer.Ordinal)) Add(table, "edge", file, folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "models"), "*.json").Order(StringComparer.Ordinal)) Add(table, "models", file, Path.Combine(folder, "..", ".."));
        Add(table, "seed", Path.Combine(folder, "seed", "seed.json"), folder);
        table.Keep(0.98);
    }

    [Fact]
    public void Operators_of_the_package_have_rows_and_others_are_refused()
    {
        if (SharedFolder.Require("golden/tflm/kernels.json", 1) is not { } path) return;
        using var golden = TargetFiles.ReadJson(path);
        var rows = SupportTable.Of(Micro).Rows.Select(row => row.OperatorName).ToHashSet();
        string[] Missing(string key, bool hasRow) => [.. golden.RootElement.GetProperty(key).EnumerateArray().Select(name => name.GetString() ?? "").Where(name => rows.Contains(name) == hasRow)];
        Assert.Equal([], Missing("builtin_present", hasRow: false));
        Assert.Equal([], Missing("builtin_missing", hasRow: true));
    }

    private static void Add(AgreementTable table, string group, string file, string root)
    {
        using var golden = TargetFiles.ReadJson(file);
        foreach (var entry in golden.RootElement.EnumerateArray())
        {
            var name = entry.GetProperty("file").GetString() ?? "";
            var path = Path.Combine(root, name);
            if (!File.Exists(path)) continue;
            var status = entry.GetProperty("status").GetString() ?? "";
            var verdicts = TargetJudge.Judge(TargetFiles.Read(path), Micro).Operators;
            var first = FirstBroken(verdicts);
            if (status == "ok")
            {
                var isWrong = DiffersFromReference(entry);
                foreach (var verdict in verdicts)
                {
                    var agrees = verdict.Verdict.Kind == VerdictKind.Runs || (isWrong && verdict.Verdict is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke });
                    table.Add(group, $"{name} {verdict.OperatorName} #{verdict.Address.Index}", agrees, isWrong ? "ok, other results than the reference kernels" : "ok", verdict.Verdict);
                }
                continue;
            }
            // The tool names the first operator that it refuses; what it would say about the others nobody knows.
            var stage = entry.TryGetProperty("stage", out var at) ? at.GetString() : "";
            var message = entry.TryGetProperty("message", out var said) ? said.GetString() ?? "" : "";
            table.Add(group, name, first is not null && Agrees(status, stage, message, first), $"{status} {stage} {message.ReplaceLineEndings(" ")}", first?.Verdict ?? SupportVerdict.Runs);
        }
    }

    /// <summary>The operator that the interpreter would meet first: everything is loaded, then everything prepared, then run.</summary>
    private static OperatorVerdict? FirstBroken(IEnumerable<OperatorVerdict> verdicts) =>
        verdicts.Where(verdict => verdict.Verdict.Kind >= VerdictKind.Refused).OrderBy(verdict => verdict.Verdict.Stage).ThenBy(verdict => verdict.Address.Index).FirstOrDefault();

    /// <summary>It ran, but the reference kernels of LiteRT refuse the file or compute something else.</summary>
    private static bool DiffersFromReference(JsonElement entry) => entry.TryGetProperty("tflite_ref", out var reference)
        && (reference.GetProperty("status").GetString() != "ok" || (reference.TryGetProperty("equal", out var equal) && equal.ValueKind == JsonValueKind.False));

    private static bool Agrees(string status, string? stage, string message, OperatorVerdict ours)
    {
        var isInvoke = stage == "invoke";
        var isSameStage = isInvoke == (ours.Verdict.Stage == VerdictStage.Invoke);
        var named = NodeNumber().Match(message);
        var isSameOperator = !named.Success || int.Parse(named.Groups[1].Value) == ours.Address.Index;
        return isSameStage && isSameOperator && ours.Verdict.Kind == (status == "crash" ? VerdictKind.Stops : VerdictKind.Refused);
    }

    [GeneratedRegex(@"\(number (\d+)\)")]
    private static partial Regex NodeNumber();
}
