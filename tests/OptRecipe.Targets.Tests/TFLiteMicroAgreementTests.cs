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
        table.Keep(0.99);
    }

    [Fact]
    public void Small_models_are_judged_as_TensorFlow_Lite_Micro_does()
    {
        var table = new AgreementTable("tflm-corpus");
        var folder = SharedFolder.InRepository("tests", "corpus", "targets", "tflite-micro");
        using var expected = TargetFiles.ReadJson(Path.Combine(folder, "expected.json"));
        foreach (var @case in expected.RootElement.EnumerateObject())
        {
            var tool = @case.Value;
            var verdicts = TargetJudge.Judge(TargetFiles.Read(Path.Combine(folder, @case.Name + ".tflite")), Micro).Operators;
            var first = FirstBroken(verdicts);
            var status = tool.GetProperty("status").GetString() ?? "";
            var isWrong = tool.TryGetProperty("wrong", out _);
            var agrees = status == "ok"
                ? first is null || (isWrong && first.Verdict is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke })
                : first is not null && Agrees(status, tool.GetProperty("stage").GetString(), tool.TryGetProperty("operator", out var index) ? index.GetInt32() : null, first);
            table.Add(@case.Name.Split('/')[0], @case.Name, agrees, tool.ToString(), first?.Verdict ?? SupportVerdict.Runs);
        }
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
            table.Add(group, name, first is not null && Agrees(status, stage, NodeNumber().Match(message) is { Success: true } named ? int.Parse(named.Groups[1].Value) : null, first), $"{status} {stage} {message.ReplaceLineEndings(" ")}", first?.Verdict ?? SupportVerdict.Runs);
        }
    }

    /// <summary>The operator that the interpreter would meet first: everything is loaded, then everything prepared, then run.</summary>
    private static OperatorVerdict? FirstBroken(IEnumerable<OperatorVerdict> verdicts) =>
        verdicts.Where(verdict => verdict.Verdict.Kind >= VerdictKind.Refused).OrderBy(verdict => verdict.Verdict.Stage).ThenBy(verdict => verdict.Address.Index).FirstOrDefault();

    /// <summary>It ran, but the reference kernels of LiteRT refuse the file or compute something else.</summary>
    private static bool DiffersFromReference(JsonElement entry) => entry.TryGetProperty("tflite_ref", out var reference)
        && (reference.GetProperty("status").GetString() != "ok" || (reference.TryGetProperty("equal", out var equal) && equal.ValueKind == JsonValueKind.False));

    private static bool Agrees(string status, string? stage, int? operatorIndex, OperatorVerdict ours) =>
        (stage == "invoke") == (ours.Verdict.Stage == VerdictStage.Invoke)
        && (operatorIndex is null || operatorIndex == ours.Address.Index)
        && ours.Verdict.Kind == (status == "crash" ? VerdictKind.Stops : VerdictKind.Refused);

    [GeneratedRegex(@"\(number (\d+)\)")]
    private static partial Regex NodeNumber();
}
