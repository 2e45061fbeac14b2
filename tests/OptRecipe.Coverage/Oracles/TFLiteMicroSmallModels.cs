using System.Collections.Immutable;
using OptRecipe.Targets;
using OptRecipe.Testing;

namespace OptRecipe.Coverage.Oracles;

/// <summary>The small models around rules of <c>tests/corpus/targets/tflite-micro</c>: each is one answer, on the operator that the interpreter meets first.</summary>
public sealed class TFLiteMicroSmallModels : IOracle
{
    public string Id => "tflite-micro-small";
    public string Title => "TensorFlow Lite Micro of October 2026, small models of the corpus, one answer a model";
    public double Floor => 0.98;

    public ImmutableArray<Cause> Causes { get; } = [.. new TFLiteMicroModels().Causes.Where(cause => !cause.Pattern.Contains("coral", StringComparison.Ordinal) && !cause.Pattern.Contains("weight_sum", StringComparison.Ordinal))];

    public void Compare(AgreementTable table)
    {
        var folder = SharedFolder.InRepository("tests", "corpus", "targets", "tflite-micro");
        using var expected = TargetFiles.ReadJson(Path.Combine(folder, "expected.json"));
        foreach (var @case in expected.RootElement.EnumerateObject())
        {
            var tool = @case.Value;
            var first = TFLiteMicroWords.FirstBroken(TargetJudge.Judge(TargetFiles.Read(Path.Combine(folder, @case.Name + ".tflite")), TFLiteMicroWords.Micro).Operators);
            var status = tool.GetProperty("status").GetString() ?? "";
            var isWrong = tool.TryGetProperty("wrong", out _);
            var agrees = status == "ok"
                ? first is null || (isWrong && first.Verdict is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke })
                : first is not null && TFLiteMicroWords.Agrees(status, tool.GetProperty("stage").GetString(), tool.TryGetProperty("operator", out var index) ? index.GetInt32() : null, first);
            table.Add(@case.Name.Split('/')[0], @case.Name, "", agrees, tool.ToString(), first?.Verdict ?? SupportVerdict.Runs);
        }
    }
}
