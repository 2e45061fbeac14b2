using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>Dynamic range and float16 against the files of TensorFlow 2.19.1's converter (golden/converter): same operators, versions, scales and bytes.</summary>
public sealed class ConverterTests
{
    private static readonly string[] Tasks = ["digits_cnn", "digits_lstm", "machine_ae", "shapes_mnv3", "shapes_unet", "tones_dscnn", "tones_uneven"];
    private static readonly string[] KerasModels = ["resnet8", "ad01"];

    [Theory]
    [InlineData("digits_cnn", QuantizeScheme.Dynamic)]
    [InlineData("digits_cnn", QuantizeScheme.Float16)]
    [InlineData("digits_lstm", QuantizeScheme.Dynamic)]
    [InlineData("digits_lstm", QuantizeScheme.Float16)]
    public void Files_of_the_corpus_are_those_of_the_converter(string task, QuantizeScheme scheme)
    {
        var folder = SharedFolder.InRepository("tests", "corpus", "converter", task);
        Check(Path.Combine(folder, $"{task}.tflite"), folder, scheme);
    }

    [Theory]
    [InlineData(QuantizeScheme.Dynamic)]
    [InlineData(QuantizeScheme.Float16)]
    public void All_shared_files_are_those_of_the_converter(QuantizeScheme scheme)
    {
        if (SharedFolder.Require("golden/converter", Tasks.Length + KerasModels.Length) is not { } golden) return;
        foreach (var task in Tasks) Check(Path.Combine(golden, "..", "..", "seed", task, $"{task}.tflite"), Path.Combine(golden, task), scheme);
        foreach (var name in KerasModels) Check(Path.Combine(golden, "h5", name, "float.tflite"), Path.Combine(golden, "h5", name), scheme);
    }

    private static void Check(string file, string folder, QuantizeScheme scheme)
    {
        var ours = TestModels.Apply(new QuantizePass(new(scheme)), TestModels.Read(file));
        var theirs = TestModels.Read(Path.Combine(folder, scheme == QuantizeScheme.Dynamic ? "dynamic.tflite" : "float16.tflite"));
        if (scheme == QuantizeScheme.Float16) theirs = WithoutDequantizedStates(theirs);
        CheckSame(file, ours, theirs);
        CheckSame(file, TestModels.Reread(ours), theirs);
    }

    private static void CheckSame(string file, Model ours, Model theirs)
    {
        var differences = GraphComparison.Differences(ours, theirs);
        Assert.True(differences.Count == 0, $"{Path.GetFileName(file)}:\n{string.Join('\n', differences.Take(20))}");
    }

    /// <summary>The one deviation: the converter stores the zeros of LSTM states as float16 constants and overwrites the states with a DEQUANTIZE in every call.
    /// Ours leaves variable tensors alone.</summary>
    private static Model WithoutDequantizedStates(Model model) => model with
    {
        Subgraphs = [.. model.Subgraphs.Select(subgraph => subgraph with
        {
            Operators = [.. subgraph.Operators.Where(@operator => !@operator.Outputs.Any(output => subgraph.Tensors[output].IsVariable))],
        })],
    };
}
