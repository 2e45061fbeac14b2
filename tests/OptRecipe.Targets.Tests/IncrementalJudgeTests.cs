using OptRecipe.Coverage;
using OptRecipe.Targets.Incremental;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

public sealed class IncrementalJudgeTests
{
    private static readonly TargetSelection[] All = [.. TargetCatalog.Targets.Where(target => target.IsAvailable).Select(target => TargetSelection.Of(target, [], out _)).Distinct()];

    /// <summary>Random edits of real models: whatever was judged before, the answer is that of a judge who knows nothing.</summary>
    [Theory]
    [InlineData("tests/corpus/targets/digits_cnn_int8.tflite")]
    [InlineData("tests/corpus/tflite/converter/tones_dscnn__int8.tflite")]
    [InlineData("tests/corpus/tflite/converter/tones_dscnn__dynamic.tflite")]
    [InlineData("tests/corpus/converter/digits_cnn/float16.tflite")]
    public void An_edited_model_is_judged_as_from_nothing(string file)
    {
        var random = new Random(8);
        var judge = new IncrementalJudge();
        var model = TargetFiles.Read(SharedFolder.InRepository(file));
        for (var edit = 0; edit < 60; edit++)
        {
            foreach (var selection in All) Assert.Equal(Text(TargetJudge.Judge(model, selection)), Text(judge.Judge(model, selection)));
            model = Edited(model, random);
        }
    }

    [Fact]
    public void An_operator_that_did_not_change_is_not_asked_again()
    {
        var judge = new IncrementalJudge();
        var selection = TargetSelection.Of("xnnpack");
        var model = TargetFiles.Read(SharedFolder.InRepository("tests", "corpus", "targets", "digits_cnn_int8.tflite"));
        var before = judge.Judge(model, selection);
        var subgraph = model.Subgraphs[0];
        var output = subgraph.Operators[^1].Outputs[0];
        var edited = model with { Subgraphs = [subgraph with { Tensors = subgraph.Tensors.SetItem(output, subgraph.Tensors[output] with { Quantization = ModelSketch.Scale(0.5f) }) }] };
        var after = judge.Judge(edited, selection);
        Assert.Equal(before.Operators.Length - 1, before.Operators.Zip(after.Operators).Count(pair => ReferenceEquals(pair.First, pair.Second)));
    }

    private static string Text(TargetVerdict verdict) => string.Join('\n', verdict.Operators.Select(o => $"{o}")) + string.Join('\n', verdict.Model) + string.Join(' ', verdict.Partitions.Select(partition => $"[{partition.Subgraph}: {string.Join(' ', partition.Operators)}]"));

    private static Model Edited(Model model, Random random)
    {
        var subgraph = model.Subgraphs[0];
        var index = random.Next(subgraph.Operators.Length);
        var @operator = subgraph.Operators[index];
        var tensor = random.Next(subgraph.Tensors.Length);
        return random.Next(6) switch
        {
            0 => With(subgraph with { Operators = subgraph.Operators.RemoveAt(index) }),
            1 => With(subgraph with { Operators = subgraph.Operators.Insert(index, subgraph.Operators[random.Next(subgraph.Operators.Length)]) }),
            2 => With(subgraph with { Operators = subgraph.Operators.SetItem(index, @operator with { Inputs = [.. @operator.Inputs.Reverse()] }) }),
            3 => With(subgraph with { Tensors = subgraph.Tensors.SetItem(tensor, subgraph.Tensors[tensor] with { Type = (TensorType)random.Next(4) }) }),
            4 => With(subgraph with { Tensors = subgraph.Tensors.SetItem(tensor, subgraph.Tensors[tensor] with { Quantization = ModelSketch.Scale(random.NextSingle(), random.Next(-3, 3)), Buffer = 0 }) }),
            _ => With(subgraph with { Outputs = [tensor] }),
        };

        Model With(Subgraph changed) => model with { Subgraphs = model.Subgraphs.SetItem(0, changed) };
    }
}
