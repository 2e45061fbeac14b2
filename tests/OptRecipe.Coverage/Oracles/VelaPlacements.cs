using System.Collections.Immutable;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>Where Vela 5.2.0 placed every operator of small, published and trained models, for one configuration.</summary>
public sealed class VelaPlacements(string configuration) : IOracle
{
    public static ImmutableArray<string> Configurations { get; } = ["ethos-u55-128", "ethos-u55-256", "ethos-u65-512", "ethos-u85-256", "ethos-u55-256 legacy core"];

    public string Id => configuration.EndsWith("core", StringComparison.Ordinal) ? "vela-legacy" : configuration.Replace("ethos-", "vela-", StringComparison.Ordinal);
    public string Title => $"Vela 5.2.0 for {configuration}";
    public double Floor => 0.99;
    public ImmutableArray<Cause> Causes => Id == "vela-legacy" ? [Malformed, .. Legacy] : [Malformed];

    private static readonly Cause Malformed = new("coral/invalid_model_invoking_error", "ends with an error", "falls back", "a file made to be wrong: Vela fails on an operator without buffers before it looks at what the operator is");

    private static readonly ImmutableArray<Cause> Legacy =
    [
        new("cpu_only/custom(\\.tflite)?$", "ends with an error", "falls back", "the legacy core compiles a custom operator without options and then fails to write it"),
        new("mean/uint8_2048x4096", "ends with an error", "runs", "the legacy core runs out of Python's recursion while it schedules a very large mean; from which size on is not known"),
        new("seed/shapes_unet", "ends with an error", "falls back", "the legacy core fails after it replaced a SHAPE by its result; what it folds while compiling is not followed"),
        new("seed/tones_transformer_int16x8.* (STRIDED_SLICE|PACK) #", "npu", "falls back", "the legacy core computes SHAPE and what hangs on it while compiling; what it folds is not followed"),
    ];

    public void Compare(AgreementTable table)
    {
        if (SharedFolder.Require("golden/vela", 622 + 18 + 9) is not { } folder) return;
        var selection = VelaWords.Selection(configuration);
        foreach (var (group, file, root) in VelaWords.Files(folder)) Add(table, group, file, root, selection);
    }

    private void Add(AgreementTable table, string group, string file, string root, TargetSelection selection)
    {
        using var golden = TargetFiles.ReadJson(file);
        var name = golden.RootElement.GetProperty("file").GetString() ?? "";
        var path = Path.Combine(root, name);
        var tool = golden.RootElement.GetProperty("configs").GetProperty(configuration);
        var status = tool.GetProperty("status").GetString();
        // A timeout is no placement: the compiler was stopped after 15 s of processor time.
        if (!File.Exists(path) || status is not ("ok" or "error")) return;
        var verdict = TargetJudge.Judge(TargetFiles.Read(path), selection);
        if (status == "error")
        {
            var message = tool.GetProperty("message").GetString() ?? "";
            table.Add(group, name, "", VelaWords.AgreesThatItStops(verdict, message), $"error {message}", VelaWords.Worst(verdict));
        }
        else
            foreach (var (ours, placement) in verdict.Operators.Zip(tool.GetProperty("placement").EnumerateArray()))
                table.Add(group, name, $"{ours.OperatorName} #{ours.Address.Index}", VelaWords.Agrees(placement.GetString(), ours.Verdict), $"{placement.GetString()} {VelaWords.Reason(tool, ours.Address.Index)}", ours.Verdict);
    }
}
