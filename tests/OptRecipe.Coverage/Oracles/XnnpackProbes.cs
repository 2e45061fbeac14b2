using System.Collections.Immutable;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>Models just inside or just outside one rule of XNNPACK each, of <c>tests/corpus/targets/xnnpack</c>.</summary>
public sealed class XnnpackProbes(string runtime) : IOracle
{
    public const string Today = "litert-2.3";
    public const string Old = "tflite-2.9";

    public string Id => runtime == Today ? "xnnpack-probes" : "xnnpack-2.9";
    public string Title => runtime == Today ? "XNNPACK in LiteRT 2.3.0, probes around one rule each" : "XNNPACK in TensorFlow Lite 2.9.1, float rules";
    public double Floor => runtime == Today ? 1 : 0.98;

    public ImmutableArray<Cause> Causes => runtime == Today ? [] :
    [
        new("partitions__(cpu_in_the_middle|branch_reordered)", "the model is refused", "runs", "another operator of the same model is refused by a built-in kernel of 2.9, which `xnnpack` alone does not judge"),
        new("partitions__after_dynamic_tensor", "CPU", "runs", "2.9 leaves everything behind a tensor of dynamic shape; dynamic shapes are not followed"),
    ];

    public void Compare(AgreementTable table)
    {
        var folder = SharedFolder.InRepository("tests", "corpus", "targets", "xnnpack");
        using var expected = TargetFiles.ReadJson(Path.Combine(folder, "expected.json"));
        foreach (var probe in expected.RootElement.EnumerateObject())
        {
            var tool = probe.Value.GetProperty(runtime).GetString() ?? "";
            var verdicts = TargetJudge.Judge(TargetFiles.Read(Path.Combine(folder, probe.Name + ".tflite")), runtime == Today ? XnnpackWords.Today : XnnpackWords.Old);
            var ours = verdicts.Operators.First(verdict => verdict.Address == new TFLite.OperatorAddress(0, probe.Value.GetProperty("operator").GetInt32())).Verdict;
            // These end the whole model, whichever operator was looked at.
            if (tool is "delegate" or "load" or "crash") ours = XnnpackWords.Worst(verdicts.Operators);
            table.Add("probes", probe.Name, "", XnnpackWords.Agrees(tool, ours) || XnnpackWords.IsKnownToBeWrong(probe.Name, ours), tool, ours);
        }
    }
}
