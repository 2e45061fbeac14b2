using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>The built-in kernels: what LiteRT 2.3.0 (optimized kernels, no delegate) and the native TensorFlow Lite 2.9 did with the files of <c>golden/kernels</c>, one answer a file.</summary>
public sealed class TFLiteCpuKernels(string runtime) : IOracle
{
    public const string Today = "litert-2.3";
    public const string Old = "tflite-2.9";

    public string Id => runtime == Today ? "tflite-cpu" : "tflite-cpu-2.9";
    public string Title => runtime == Today ? "Built-in kernels of LiteRT 2.3.0" : "Built-in kernels of TensorFlow Lite 2.9";
    public double Floor => runtime == Today ? 1 : 0.999;

    public ImmutableArray<Cause> Causes => runtime == Today ? [] :
        [new("conv_3d_transpose/d_same_bias", "refused", "runs", "one file: CONV_3D_TRANSPOSE with a bias; the facts do not say what 2.9 asks of it, so there is no rule")];

    public void Compare(AgreementTable table)
    {
        if (SharedFolder.Require("golden/kernels", 3363) is not { } folder) return;
        if (runtime == Today) CompareToday(table, folder);
        else CompareOld(table, folder);
    }

    private static void CompareToday(AgreementTable table, string folder)
    {
        using var index = TargetFiles.ReadJson(Path.Combine(folder, "index.json"));
        foreach (var entry in index.RootElement.EnumerateArray())
        {
            var name = entry.GetProperty("file").GetString() ?? "";
            if (!File.Exists(Path.Combine(folder, name))) continue;
            var error = entry.TryGetProperty("refused", out var refused) ? refused.GetString() : Failure(entry);
            var worst = Worst(Path.Combine(folder, name), TargetSelection.Of("tflite-cpu"));
            Add(table, name, error is null ? IsComputed(worst) : worst.Kind >= VerdictKind.Refused, error ?? "runs", worst);
        }
    }

    private static void CompareOld(AgreementTable table, string folder)
    {
        var selection = TargetSelection.Of("tflite-cpu", ("runtime", Old));
        using var golden = TargetFiles.ReadJson(Path.Combine(folder, "tflite_2.9.json"));
        foreach (var model in golden.RootElement.EnumerateObject())
        {
            if (!File.Exists(Path.Combine(folder, model.Name))) continue;
            var tool = (model.Value.GetString() ?? "").Split(' ')[0];
            var worst = Worst(Path.Combine(folder, model.Name), selection);
            var agrees = tool switch
            {
                "refused" => worst.Kind == VerdictKind.Refused,
                "aborts" => worst is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke },
                _ => IsComputed(worst),
            };
            Add(table, model.Name, agrees, tool, worst);
        }
    }

    private static void Add(AgreementTable table, string name, bool agrees, string tool, SupportVerdict ours) => table.Add(name.Split('/')[0], name.Split('/')[1], "", agrees, tool, ours);

    /// <summary>It runs, or it runs and the results are wrong, which no run shows: a verdict of its own.</summary>
    private static bool IsComputed(SupportVerdict verdict) =>
        verdict.Kind == VerdictKind.Runs || (verdict is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke } && verdict.Sentence.Contains("compares the stored integers", StringComparison.Ordinal));

    /// <summary>What the run with the optimized kernels said, null when it worked.</summary>
    private static string? Failure(JsonElement entry) => entry.TryGetProperty("fails", out var fails) && fails.TryGetProperty("opt", out var opt) ? opt.GetString() : null;

    private static SupportVerdict Worst(string path, TargetSelection selection) => XnnpackWords.Worst(TargetJudge.Judge(TargetFiles.Read(path), selection).Operators);
}
