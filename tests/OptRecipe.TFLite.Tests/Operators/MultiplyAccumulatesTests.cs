using OptRecipe.Testing;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Tests.Operators;

public sealed class MultiplyAccumulatesTests
{
    /// <summary>The MAC column of <c>facts/arena-32bit.md</c>, measured with other tools.</summary>
    [Theory]
    [InlineData("ad01_fp32.tflite", 264_192)]
    [InlineData("ad01_int8.tflite", 264_192)]
    [InlineData("resnet8_float.tflite", 12_501_632)]
    [InlineData("resnet8_int8.tflite", 12_501_632)]
    [InlineData("kws_int8.tflite", 2_656_768)]
    [InlineData("vww_96_float.tflite", 7_489_664)]
    [InlineData("vww_96_int8.tflite", 7_489_664)]
    public void Published_models_have_the_published_number_of_multiply_accumulates(string name, long expected)
    {
        if (SharedFolder.Require("models/mlperf-tiny/" + name, 1) is { } path) CheckCount(path, expected);
    }

    [Fact]
    public void Dense_layers_count_their_weights_once_a_row()
    {
        var path = Path.Combine(ModelFiles.Corpus, "converter", "machine_ae__int8.tflite");
        var model = ModelFiles.Read(File.ReadAllBytes(path));
        var dense = model.Subgraphs[0].Operators.Where(op => model.OperatorCodes[(int)op.OpcodeIndex].Builtin == BuiltinOperator.FullyConnected).ToList();
        Assert.True(dense.Count > 2);
        CheckCount(path, dense.Sum(op => TensorSize.ElementCount(model.Subgraphs[0].Tensors[op.Inputs[1]])));
    }

    private static void CheckCount(string path, long expected) => Assert.Equal(expected, MultiplyAccumulates.Count(ModelFiles.Read(File.ReadAllBytes(path))));
}
