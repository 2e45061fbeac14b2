using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.Targets.Tests;

/// <summary>Our verdicts against what the XNNPACK delegate of LiteRT 2.3.0 and TensorFlow Lite 2.9.1 did with the same files.</summary>
public sealed class XnnpackAgreementTests
{
    private static readonly TargetSelection Today = TargetSelection.Of("xnnpack");
    // The PyPI wheel that made the golden results was built without 8-bit operators.
    private static readonly TargetSelection Old = TargetSelection.Of("xnnpack", ("runtime", "tflite-2.9"), ("qs8", "false"), ("qu8", "false"));

    [Theory]
    [InlineData("litert-2.3", "xnnpack-probes", 1.0)]
    [InlineData("tflite-2.9", "xnnpack-2.9-probes", 0.98)]
    public void Every_probe_is_judged_as_the_delegate_does(string runtime, string oracle, double floor)
    {
        var table = new AgreementTable(oracle);
        var folder = SharedFolder.InRepository("tests", "corpus", "targets", "xnnpack");
        using var expected = TargetFiles.ReadJson(Path.Combine(folder, "expected.json"));
        foreach (var probe in expected.RootElement.EnumerateObject())
        {
            var tool = probe.Value.GetProperty(runtime).GetString() ?? "";
            var verdicts = TargetJudge.Judge(TargetFiles.Read(Path.Combine(folder, probe.Name + ".tflite")), runtime == "tflite-2.9" ? Old : Today);
            var ours = verdicts.Operators.First(verdict => verdict.Address == new TFLite.OperatorAddress(0, probe.Value.GetProperty("operator").GetInt32())).Verdict;
            // These end the whole model, whichever operator was looked at.
            if (tool is "delegate" or "load" or "crash") ours = verdicts.Operators.MaxBy(verdict => verdict.Verdict.Kind)?.Verdict ?? ours;
            table.Add("probes", probe.Name, Agrees(tool, ours) || IsKnownToBeWrong(probe.Name, ours), tool, ours);
        }
        table.Keep(floor);
    }

    [Fact]
    public void Partitions_are_those_that_LiteRT_forms()
    {
        var table = new AgreementTable("xnnpack-partitions");
        AddProbePartitions(table);
        if (SharedFolder.Require("golden/xnnpack", 511 + 3363) is { } folder)
        {
            using var golden = TargetFiles.ReadJson(Path.Combine(folder, "partitions.json"));
            foreach (var model in golden.RootElement.EnumerateObject())
                if (!model.Value.TryGetProperty("error", out _) && PathOf(folder, model.Name) is { } path) AddPartitions(table, model.Name.Split('/')[0], model.Name, path, model.Value);
        }
        table.Keep(1);
    }

    private static void AddProbePartitions(AgreementTable table)
    {
        var folder = SharedFolder.InRepository("tests", "corpus", "targets", "xnnpack");
        using var golden = TargetFiles.ReadJson(Path.Combine(folder, "partitions.json"));
        foreach (var probe in golden.RootElement.EnumerateObject()) AddPartitions(table, "probes", probe.Name, Path.Combine(folder, probe.Name + ".tflite"), probe.Value);
    }

    private static void AddPartitions(AgreementTable table, string group, string name, string path, JsonElement golden)
    {
        var theirs = golden.TryGetProperty("parts", out var parts) ? string.Join(' ', parts.EnumerateArray().Select(part => $"[{string.Join(' ', part.EnumerateArray().Select(index => index.GetInt32()).Order())}]").Order(StringComparer.Ordinal)) : "";
        var verdict = TargetJudge.Judge(TargetFiles.Read(path), Today);
        var ours = string.Join(' ', verdict.Partitions.Where(partition => partition.Subgraph == 0).Select(partition => $"[{string.Join(' ', partition.Operators)}]").Order(StringComparer.Ordinal));
        var worst = verdict.Operators.Select(o => o.Verdict).MaxBy(v => v.Kind) ?? SupportVerdict.Runs;
        table.Add(group, $"{name} ours {ours}", ours == theirs || IsKnownToBeWrong(name, worst) || IsOfTheKernelBehind(worst), theirs, worst);
    }

    private static string? PathOf(string folder, string model)
    {
        var path = Path.Combine(folder, "..", "..", model.Split('/')[0] is "models" or "seed" ? "" : "golden", model.EndsWith(".tflite", StringComparison.Ordinal) ? model : model + ".tflite");
        return File.Exists(path) ? path : null;
    }

    [Fact]
    public void Verdicts_on_whole_models_agree_with_LiteRT()
    {
        var table = new AgreementTable("xnnpack");
        if (SharedFolder.Require("golden/xnnpack", 511 + 3363) is not { } folder) return;
        AddPartitions(table, folder);
        AddKernels(table, folder);
        table.Keep(0.998);
    }

    /// <summary>The delegate takes it and the output is all zeros: a verdict of its own.</summary>
    private static bool IsKnownToBeWrong(string probe, SupportVerdict ours) =>
        probe == "batch_matmul__dynamic_i8_rhs_not_constant" && ours is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke };

    /// <summary>XNNPACK leaves it to the built-in kernel, and that one refuses it or is wrong: a run that stops before the first inference does not show it. Its own oracle: <see cref="TFLiteCpuAgreementTests"/>.</summary>
    private static bool IsOfTheKernelBehind(SupportVerdict ours) => ours.Rule.StartsWith("tflite-cpu.", StringComparison.Ordinal);

    private static bool Agrees(string tool, SupportVerdict ours) => tool switch
    {
        "xnnpack" => ours.Kind == VerdictKind.Runs,
        "cpu" or "cpu-refuses" => ours.Kind == VerdictKind.FallsBack || IsOfTheKernelBehind(ours) || (tool == "cpu-refuses" && ours.Kind == VerdictKind.Refused),
        "delegate" => ours is { Kind: VerdictKind.Stops, Stage: VerdictStage.Prepare },
        "load" => ours is { Kind: VerdictKind.Refused, Stage: VerdictStage.Load },
        "crash" => ours is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke },
        _ => false,
    };

    private static void AddPartitions(AgreementTable table, string folder)
    {
        var shared = Path.Combine(folder, "..", "..");
        using var golden = TargetFiles.ReadJson(Path.Combine(folder, "partitions.json"));
        foreach (var model in golden.RootElement.EnumerateObject())
        {
            var group = model.Name.Split('/')[0];
            var path = Path.Combine(shared, group is "models" or "seed" ? "" : "golden", model.Name.EndsWith(".tflite", StringComparison.Ordinal) ? model.Name : model.Name + ".tflite");
            if (!File.Exists(path)) continue;
            var verdicts = TargetJudge.Judge(TargetFiles.Read(path), Today).Operators.Where(verdict => verdict.Address.Subgraph == 0).ToArray();
            if (model.Value.TryGetProperty("error", out var error))
            {
                var worst = verdicts.Select(verdict => verdict.Verdict).MaxBy(verdict => verdict.Kind) ?? SupportVerdict.Runs;
                table.Add(group, model.Name, worst.Kind >= VerdictKind.Refused, error.GetString() ?? "", worst);
                continue;
            }
            var taken = model.Value.TryGetProperty("parts", out var parts) ? parts.EnumerateArray().SelectMany(part => part.EnumerateArray()).Select(index => index.GetInt32()).ToHashSet() : [];
            foreach (var verdict in verdicts)
            {
                var tool = taken.Contains(verdict.Address.Index) ? "xnnpack" : "cpu";
                table.Add(group, $"{model.Name} {verdict.OperatorName} #{verdict.Address.Index}", Agrees(tool, verdict.Verdict), tool, verdict.Verdict);
            }
        }
    }

    private static void AddKernels(AgreementTable table, string folder)
    {
        using var golden = TargetFiles.ReadJson(Path.Combine(folder, "kernels.json"));
        foreach (var kernel in golden.RootElement.EnumerateObject())
        {
            var path = Path.Combine(folder, "..", "kernels", kernel.Name + ".tflite");
            if (!File.Exists(path)) continue;
            var verdicts = TargetJudge.Judge(TargetFiles.Read(path), Today).Operators.Where(verdict => verdict.Address.Subgraph == 0).ToArray();
            var worst = verdicts.Select(verdict => verdict.Verdict).MaxBy(verdict => verdict.Kind) ?? SupportVerdict.Runs;
            if (kernel.Value.ValueKind != JsonValueKind.Array)
            {
                table.Add("kernels", kernel.Name, worst.Kind >= VerdictKind.FallsBack, kernel.Value.ToString(), worst);
                continue;
            }
            var running = verdicts.Count(verdict => verdict.Verdict.Kind == VerdictKind.Runs);
            var agrees = running == kernel.Value[1].GetInt32() && (worst.Kind < VerdictKind.Stops || IsOfTheKernelBehind(worst));
            table.Add("kernels", kernel.Name, agrees, $"{kernel.Value[1]} of {kernel.Value[0]}", worst);
        }
    }
}
