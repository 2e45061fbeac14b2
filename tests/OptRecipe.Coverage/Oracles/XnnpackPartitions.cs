using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>The partitions that LiteRT 2.3.0 forms for XNNPACK: which operators stand together, one answer a model.</summary>
public sealed class XnnpackPartitions : IOracle
{
    public string Id => "xnnpack-partitions";
    public string Title => "Partitions of XNNPACK in LiteRT 2.3.0, one answer a model";
    public double Floor => 1;
    public ImmutableArray<Cause> Causes => [];

    public void Compare(AgreementTable table)
    {
        var probes = SharedFolder.InRepository("tests", "corpus", "targets", "xnnpack");
        using (var golden = TargetFiles.ReadJson(Path.Combine(probes, "partitions.json")))
            foreach (var probe in golden.RootElement.EnumerateObject()) Add(table, "probes", probe.Name, Path.Combine(probes, probe.Name + ".tflite"), probe.Value);
        if (SharedFolder.Require("golden/xnnpack", 504) is not { } folder) return;
        using var models = TargetFiles.ReadJson(Path.Combine(folder, "partitions.json"));
        foreach (var model in models.RootElement.EnumerateObject())
            if (!model.Value.TryGetProperty("error", out _) && XnnpackWords.PathOf(folder, model.Name) is { } path) Add(table, model.Name.Split('/')[0], model.Name, path, model.Value);
    }

    private static void Add(AgreementTable table, string group, string name, string path, JsonElement golden)
    {
        var theirs = Text(golden.TryGetProperty("parts", out var parts) ? parts.EnumerateArray().Select(part => part.EnumerateArray().Select(index => index.GetInt32())) : []);
        var verdict = TargetJudge.Judge(TargetFiles.Read(path), XnnpackWords.Today);
        var ours = Text(verdict.Partitions.Where(partition => partition.Subgraph == 0).Select(partition => partition.Operators.AsEnumerable()));
        var worst = XnnpackWords.Worst(verdict.Operators);
        table.Add(group, name, "", ours == theirs || XnnpackWords.IsKnownToBeWrong(name, worst) || XnnpackWords.IsOfTheKernelBehind(worst), theirs, worst with { Found = ours });
    }

    private static string Text(IEnumerable<IEnumerable<int>> partitions) => string.Join(' ', partitions.Select(partition => $"[{string.Join(' ', partition.Order())}]").Order(StringComparer.Ordinal));
}
