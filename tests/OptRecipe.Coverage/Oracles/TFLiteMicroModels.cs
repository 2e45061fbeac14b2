using System.Collections.Immutable;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>Models around rules, published ones and those of the seed tasks in TensorFlow Lite Micro with its reference kernels.</summary>
public sealed class TFLiteMicroModels : IOracle
{
    public string Id => "tflite-micro";
    public string Title => "TensorFlow Lite Micro of October 2026, reference kernels, all models";
    public double Floor => 0.99;

    public ImmutableArray<Cause> Causes { get; } =
    [
        new("(batch_matmul|pad|padv2)/bad_output", "refused at prepare", "runs", "the file's output shape contradicts the inputs; shapes of these operators are not recomputed"),
        new("fully_connected/weight_sum_zero_point", "ok", "stops", "the zero point of weights hits an assertion; the judged package was built with NDEBUG"),
        new("rsqrt/int8", "refused at invoke", "runs", "depends on the data: a value below the zero point"),
        new("coral/invalid_model_invoking_error", "the process ends", "refused at load", "an unknown custom operator; the package crashes instead of returning its error"),
    ];

    public void Compare(AgreementTable table)
    {
        if (SharedFolder.Require("golden/tflm", 622 + 18 + 25) is not { } folder) return;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "edge"), "*.json").Order(StringComparer.Ordinal)) Add(table, "edge", file, folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "models"), "*.json").Order(StringComparer.Ordinal)) Add(table, "models", file, Path.Combine(folder, "..", ".."));
        Add(table, "seed", Path.Combine(folder, "seed", "seed.json"), folder);
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
            var verdicts = TargetJudge.Judge(TargetFiles.Read(path), TFLiteMicroWords.Micro).Operators;
            if (status == "ok")
            {
                var isWrong = TFLiteMicroWords.DiffersFromReference(entry);
                foreach (var verdict in verdicts)
                {
                    var agrees = verdict.Verdict.Kind == VerdictKind.Runs || (isWrong && verdict.Verdict is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke });
                    table.Add(group, name, $"{verdict.OperatorName} #{verdict.Address.Index}", agrees, isWrong ? "ok, other results than the reference kernels" : "ok", verdict.Verdict);
                }
                continue;
            }
            // The tool names the first operator that it refuses; what it would say about the others nobody knows.
            var first = TFLiteMicroWords.FirstBroken(verdicts);
            var stage = entry.TryGetProperty("stage", out var at) ? at.GetString() : "";
            var message = entry.TryGetProperty("message", out var said) ? said.GetString() ?? "" : "";
            table.Add(group, name, "", first is not null && TFLiteMicroWords.Agrees(status, stage, TFLiteMicroWords.NamedOperator(message), first), $"{status} {stage} {message}", first?.Verdict ?? SupportVerdict.Runs);
        }
    }
}
