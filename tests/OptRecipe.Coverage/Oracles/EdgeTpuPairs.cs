using System.Collections.Immutable;
using OptRecipe.Targets;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Coverage.Oracles;

/// <summary>Published models before and after <c>edgetpu_compiler</c>: an operator that the compiled file still holds was left to the CPU, every other one was mapped.</summary>
public sealed class EdgeTpuPairs : IOracle
{
    private const string Ending = "_edgetpu.tflite";
    private static readonly TargetSelection EdgeTpu = TargetSelection.Of("edge-tpu");

    public string Id => "edge-tpu";
    public string Title => "edgetpu_compiler 16.0, published files before and after it";
    public double Floor => 0.98;
    public ImmutableArray<Cause> Causes => [];

    public void Compare(AgreementTable table)
    {
        if (SharedFolder.Require("models", 2) is not { } folder) return;
        foreach (var compiled in Directory.EnumerateFiles(folder, "*" + Ending, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = compiled[..^Ending.Length] + ".tflite";
            if (File.Exists(path)) Add(table, Path.GetFileNameWithoutExtension(path), TargetFiles.Read(path), TargetFiles.Read(compiled));
        }
    }

    private static void Add(AgreementTable table, string name, Model model, Model compiled)
    {
        var left = compiled.Subgraphs[0].Operators.Select(@operator => Key(compiled, @operator)).ToHashSet();
        foreach (var ours in TargetJudge.Judge(model, EdgeTpu).Operators)
        {
            var isLeft = left.Contains(Key(model, model.Subgraphs[0].Operators[ours.Address.Index]));
            table.Add("pairs", name, $"{ours.OperatorName} #{ours.Address.Index}", ours.Verdict.Kind == (isLeft ? VerdictKind.FallsBack : VerdictKind.Runs), isLeft ? "left" : "mapped", ours.Verdict);
        }
    }

    /// <summary>The compiler keeps the names of the tensors that it leaves.</summary>
    private static string Key(Model model, Operator @operator) =>
        $"{model.OperatorCodes[(int)@operator.OpcodeIndex].Name} {string.Join(' ', @operator.Outputs.Select(output => model.Subgraphs[0].Tensors[output].Name))}";
}
