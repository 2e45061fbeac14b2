using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

public sealed class EdgeTpuAgreementTests
{
    [Fact]
    public void Verdicts_agree_with_the_compiler()
    {
        if (SharedFolder.Require("models/coral", 2) is not { } folder) return;
        var table = new AgreementTable("edge-tpu");
        foreach (var file in Directory.EnumerateFiles(folder, "*_edgetpu.tflite").Order(StringComparer.Ordinal)) Add(table, file);
        table.Keep(0.98);
    }

    private static void Add(AgreementTable table, string compiled)
    {
        var path = compiled.Replace("_edgetpu.tflite", ".tflite", StringComparison.Ordinal);
        var left = Left(TargetFiles.Read(compiled));
        var model = TargetFiles.Read(path);
        foreach (var verdict in TargetJudge.Judge(model, TargetSelection.Of("edge-tpu")).Operators)
        {
            var isLeft = left.Contains(Key(model, model.Subgraphs[0], model.Subgraphs[0].Operators[verdict.Address.Index]));
            table.Add(Path.GetFileNameWithoutExtension(path), $"{verdict.OperatorName} #{verdict.Address.Index}", verdict.Verdict.Kind == (isLeft ? VerdictKind.FallsBack : VerdictKind.Runs), isLeft ? "left" : "mapped", verdict.Verdict);
        }
    }

    private static HashSet<string> Left(Model compiled) => [.. compiled.Subgraphs[0].Operators.Select(@operator => Key(compiled, compiled.Subgraphs[0], @operator))];

    private static string Key(Model model, Subgraph subgraph, Operator @operator) =>
        $"{model.OperatorCodes[(int)@operator.OpcodeIndex].Name} {string.Join(' ', @operator.Outputs.Select(output => subgraph.Tensors[output].Name))}";
}
