using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>Published, converted and quantized models and those of the kernels, in the XNNPACK delegate of LiteRT 2.3.0.</summary>
public sealed class XnnpackModels : IOracle
{
    public string Id => "xnnpack";
    public string Title => "XNNPACK in LiteRT 2.3.0, whole models and kernels";
    public double Floor => 0.998;

    public ImmutableArray<Cause> Causes { get; } =
    [
        new("var_handle/d_accumulate.float32", "ASSIGN_VARIABLE left", "taken",
            "an ASSIGN_VARIABLE has no output, so the golden walk back from a partition's outputs counts it only when nothing else explains an input; the probe `assign_variable__f32` is taken"),
    ];

    public void Compare(AgreementTable table)
    {
        if (SharedFolder.Require("golden/xnnpack", 511 + 3363) is not { } folder) return;
        AddModels(table, folder);
        AddKernels(table, folder);
    }

    private static void AddModels(AgreementTable table, string folder)
    {
        using var golden = TargetFiles.ReadJson(Path.Combine(folder, "partitions.json"));
        foreach (var model in golden.RootElement.EnumerateObject())
        {
            if (XnnpackWords.PathOf(folder, model.Name) is not { } path) continue;
            var group = model.Name.Split('/')[0];
            var verdicts = First(path);
            if (model.Value.TryGetProperty("error", out var error))
            {
                var worst = XnnpackWords.Worst(verdicts);
                table.Add(group, model.Name, "", worst.Kind >= VerdictKind.Refused, error.GetString() ?? "", worst);
                continue;
            }
            var taken = model.Value.TryGetProperty("parts", out var parts) ? parts.EnumerateArray().SelectMany(part => part.EnumerateArray()).Select(index => index.GetInt32()).ToHashSet() : [];
            foreach (var verdict in verdicts)
            {
                var tool = taken.Contains(verdict.Address.Index) ? "xnnpack" : "cpu";
                table.Add(group, model.Name, $"{verdict.OperatorName} #{verdict.Address.Index}", XnnpackWords.Agrees(tool, verdict.Verdict), tool, verdict.Verdict);
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
            var verdicts = First(path);
            var worst = XnnpackWords.Worst(verdicts);
            if (kernel.Value.ValueKind != JsonValueKind.Array)
            {
                table.Add("kernels", kernel.Name, "", worst.Kind >= VerdictKind.FallsBack, kernel.Value.ToString(), worst);
                continue;
            }
            var running = verdicts.Count(verdict => verdict.Verdict.Kind == VerdictKind.Runs);
            var agrees = running == kernel.Value[1].GetInt32() && (worst.Kind < VerdictKind.Stops || XnnpackWords.IsOfTheKernelBehind(worst));
            table.Add("kernels", kernel.Name, "", agrees, $"{kernel.Value[1]} of {kernel.Value[0]}", worst);
        }
    }

    /// <summary>Only the first subgraph was recorded.</summary>
    private static OperatorVerdict[] First(string path) => [.. TargetJudge.Judge(TargetFiles.Read(path), XnnpackWords.Today).Operators.Where(verdict => verdict.Address.Subgraph == 0)];
}
