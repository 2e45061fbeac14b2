using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Equalize;
using OptRecipe.Engine.Passes.Prune;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Operators;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests;

/// <summary>A plan says the exact size of the file and the same operators, versions and types as the run, for every model and step.</summary>
public sealed class PredictionTests
{
    private static readonly (string Name, Func<IPass[]> Steps)[] Recipes =
    [
        ("dynamic", () => [new QuantizePass(new(QuantizeScheme.Dynamic))]),
        ("dynamic for 2.9", () => [new QuantizePass(new(QuantizeScheme.Dynamic) { OldestRuntime = new RuntimeVersion(2, 9, 0) })]),
        ("float16", () => [new QuantizePass(new(QuantizeScheme.Float16))]),
        ("prune", () => [new PrunePass(new(0.5))]),
        ("prune, then dynamic", () => [new PrunePass(new(0.7)), new QuantizePass(new(QuantizeScheme.Dynamic))]),
        ("float16, then prune", () => [new QuantizePass(new(QuantizeScheme.Float16)), new PrunePass(new(0.5))]),
        ("equalize, then dynamic", () => [new EqualizePass(new()), new QuantizePass(new(QuantizeScheme.Dynamic))]),
        ("dynamic, then prune", () => [new QuantizePass(new(QuantizeScheme.Dynamic)), new PrunePass(new(0.5))]),
    ];

    [Fact]
    public void Sizes_of_the_corpus_are_predicted_to_the_byte() =>
        CheckAll(Directory.EnumerateFiles(SharedFolder.InRepository("tests", "corpus", "converter"), "*.tflite", SearchOption.AllDirectories));

    [Fact]
    public void Sizes_of_the_shared_models_are_predicted_to_the_byte()
    {
        if (SharedFolder.Require("", 40) is not { } shared) return;
        string[] files = [.. ((string[])["seed", "models"]).SelectMany(folder => Directory.EnumerateFiles(Path.Combine(shared, folder), "*.tflite", SearchOption.AllDirectories))];
        Assert.True(files.Length > 25);
        CheckAll(files);
    }

    private static void CheckAll(IEnumerable<string> files)
    {
        foreach (var file in files)
            foreach (var (name, steps) in Recipes) Check(file, name, steps());
    }

    private static void Check(string file, string name, IPass[] steps)
    {
        var (planned, run) = (TestModels.Read(file), TestModels.Read(file));
        foreach (var step in steps)
        {
            planned = TestModels.Apply(step, planned, PassMode.Plan);
            run = TestModels.Apply(step, run);
        }
        var label = $"{Path.GetFileName(file)}, {name}";
        var written = TestModels.Write(run);
        Assert.True(ModelWriter.Measure(planned) == written.Length, $"{label}: planned {ModelWriter.Measure(planned)} bytes, written {written.Length}");
        Assert.True(planned.OperatorCodes.SequenceEqual(run.OperatorCodes), $"{label}: operator codes differ");
        foreach (var (left, right) in planned.Subgraphs.Zip(run.Subgraphs))
        {
            Assert.Equal(left.Operators.Select(@operator => (@operator.OpcodeIndex, string.Join(',', @operator.Inputs))), right.Operators.Select(@operator => (@operator.OpcodeIndex, string.Join(',', @operator.Inputs))));
            Assert.Equal(left.Tensors.Select(tensor => (tensor.Type, tensor.Quantization?.ScaleCount ?? 0)), right.Tensors.Select(tensor => (tensor.Type, tensor.Quantization?.ScaleCount ?? 0)));
        }
        Assert.Equal(written, TestModels.Write(run));
    }
}
