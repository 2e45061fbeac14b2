using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>The GPU check of TensorFlow 2.17.1's model analyzer, the last release whose analyzer checks anything. It looks at each operator alone; limits on partitions are not its question.</summary>
/// <param name="asksDelegate">False: our verdicts are asked only for what the analyzer looks at (<c>check: analyzer-2.17</c>). True: what users get, the delegate's whole check.</param>
public sealed class GpuAnalyzer(bool asksDelegate) : IOracle
{
    private readonly TargetSelection selection = asksDelegate ? TargetSelection.Of("gpu") : TargetSelection.Of("gpu", ("check", "analyzer-2.17"));

    public string Id => asksDelegate ? "gpu-delegate" : "gpu";
    public string Title => asksDelegate ? "what TensorFlow 2.17.1's GPU analyzer overlooks: the same answers against the whole check of the delegate" : "GPU check of TensorFlow 2.17.1's model analyzer";
    public double Floor => asksDelegate ? 0.5 : 0.98;

    public ImmutableArray<Cause> Causes => asksDelegate ?
    [
        new(@"gpu\.runtime\.operator-version$", "compatible", "refused at load", "the analyzer does not ask whether any interpreter loads the operator in this version"),
        new(@"(\.version|\.dynamic-range-per-channel|\.per-channel)$", "compatible", "falls back", "the delegate compares operator versions, the analyzer does not"),
        new(@"(\.types|\.int16|\.int8|\.low-bit|\.integer)$", "compatible", "falls back", "the delegate looks at the types of what is computed at run time, the analyzer does not"),
        new(@"(\.rank|gpu\.dynamic-shapes)$", "compatible", "falls back", "the delegate takes tensors of at most four dimensions and static graphs only"),
        new(@"(\.one-reader|\.bool-reads)$", "compatible", "falls back", "the delegate looks at who reads a comparison, the analyzer at one operator alone"),
        new(@" stops gpu\.", "compatible", "stops", "the delegate's own check passes too, and the graph then cannot be built: the analyzer does not build it"),
        new(@"float16.*(CONV_2D|FULLY_CONNECTED|TRANSPOSE_CONV) #\d+$", "refused", "runs", "the analyzer counts float16 constants behind DEQUANTIZE as run-time inputs, the delegate reads the constants"),
        new(@"(DEPTHWISE_CONV_2D|MUL|SELECT|SELECT_V2) #\d+$", "refused", "runs", "rules that LiteRT dropped after 2.17: depth_multiplier above 1 with several channels, MUL of two inputs of which neither is the larger, SELECT of 8-bit branches"),
        new(@"(UNPACK|RELU_0_TO_1) #\d+$", "refused", "runs", "the analyzer does not know the operator, the delegate has a parser for it"),
        new(@"(Convolution2DTransposeBias|MaxPoolingWithArgmax2D|MaxUnpooling2D) #\d+$", "refused", "runs", "the analyzer never reads the parameters of custom operators"),
    ] :
    [
        new(@"gpu\.runtime\.operator-version$", "compatible", "refused at load", "the analyzer does not ask whether any interpreter loads the operator in this version"),
    ];

    public void Compare(AgreementTable table)
    {
        if (SharedFolder.Require("golden/gpu", 1043) is not { } folder) return;
        foreach (var group in (string[])["edge", "models", "seed", "vela_edge"])
        {
            foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, group), "*.json").Order(StringComparer.Ordinal))
            {
                using var golden = TargetFiles.ReadJson(path);
                foreach (var entry in golden.RootElement.EnumerateArray()) Add(table, group, entry, folder);
            }
        }
    }

    private void Add(AgreementTable table, string group, JsonElement golden, string folder)
    {
        var name = golden.GetProperty("file").GetString() ?? "";
        string[] roots = [folder, Path.Combine(folder, "..", ".."), Path.Combine(folder, "..", "vela")];
        var file = roots.Select(root => Path.Combine(root, name)).FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(name);
        var warnings = golden.GetProperty("warnings").EnumerateArray().ToDictionary(
            warning => (warning.GetProperty("subgraph").GetInt32(), warning.GetProperty("index").GetInt32()), warning => warning.GetProperty("text").GetString() ?? "");
        foreach (var verdict in TargetJudge.Judge(TargetFiles.Read(file), selection).Operators)
        {
            var warning = warnings.GetValueOrDefault((verdict.Address.Subgraph, verdict.Address.Index));
            var isTaken = verdict.Verdict.Kind == VerdictKind.Runs || verdict.Verdict.Rule.StartsWith("gpu.partitions.", StringComparison.Ordinal);
            var place = $"{verdict.OperatorName} #{verdict.Address.Index}";
            // A partition's limit is no reason of its own here; any other rule is, and the causes are told by it.
            if (!isTaken) place += verdict.Verdict.Kind == VerdictKind.Stops ? $" stops {verdict.Verdict.Rule}" : $" {verdict.Verdict.Rule}";
            table.Add(group, Path.ChangeExtension(name.Replace("../", "", StringComparison.Ordinal), null), place, (warning is null) == isTaken, warning ?? "compatible", verdict.Verdict);
        }
    }
}
