using System.Collections.Immutable;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>How many NPU regions (<c>ethos-u</c> operators) Vela 5.2.0 wrote, for each configuration and each model of more than one operator; one answer a model.</summary>
public sealed class VelaRegions : IOracle
{
    public string Id => "vela-regions";
    public string Title => "NPU regions of Vela 5.2.0, models of several operators, one answer a model";
    public double Floor => 0.95;

    public ImmutableArray<Cause> Causes { get; } =
    [
        new("^ethos-u(55|65)-[0-9]+/models/coral/movenet_lightning_int8_edgetpu", "12 regions", "11", "in a graph with thirty operators on the CPU Vela schedules one of them elsewhere: its own rewriting (RESHAPE, UNPACK and PACK become copies) comes before its schedule and is not followed"),
        new("legacy core/seed/tones_transformer_int16x8", "16 regions", "20", "the legacy core forms its regions in another order than the newer one, which is the one that is followed"),
    ];

    public void Compare(AgreementTable table)
    {
        if (SharedFolder.Require("golden/vela", 40) is not { } folder) return;
        foreach (var (_, file, root) in VelaWords.Files(folder))
        {
            using var golden = TargetFiles.ReadJson(file);
            var name = golden.RootElement.GetProperty("file").GetString() ?? "";
            var path = Path.Combine(root, name);
            if (!File.Exists(path) || golden.RootElement.GetProperty("ops").GetArrayLength() < 2) continue;
            foreach (var configuration in VelaPlacements.Configurations)
            {
                var tool = golden.RootElement.GetProperty("configs").GetProperty(configuration);
                if (tool.GetProperty("status").GetString() != "ok") continue;
                var theirs = tool.GetProperty("npu_subgraphs").GetInt32();
                var verdict = TargetJudge.Judge(TargetFiles.Read(path), VelaWords.Selection(configuration));
                var ours = verdict.Partitions.Length;
                table.Add(configuration, name, "", ours == theirs, $"{theirs} regions", VelaWords.Worst(verdict) with { Found = $"{ours} regions" });
            }
        }
    }
}
