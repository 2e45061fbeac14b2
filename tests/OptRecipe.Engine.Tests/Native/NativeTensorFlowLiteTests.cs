using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Native;

/// <summary>The oracle itself: that it runs a model, repeats the reference's outputs and tells why it refuses one.</summary>
public sealed class NativeTensorFlowLiteTests
{
    private static string Corpus(string file) => SharedFolder.InRepository("tests", "corpus", "converter", "digits_cnn", file);

    [Fact]
    public void It_is_the_version_that_the_facts_speak_of() => Assert.Equal("2.9.0", NativeTensorFlowLite.Version);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_repeats_the_outputs_of_the_reference(bool useXnnPack)
    {
        var golden = NumPyFile.ReadArchive(Corpus("outputs.npz"));
        using var runtime = NativeTensorFlowLite.Load(File.ReadAllBytes(Corpus("digits_cnn.tflite")), useXnnPack);
        var input = golden["in"].ToSingles();
        var expected = golden["float.0"].ToSingles();
        var (inputSize, outputSize) = (runtime.Inputs[0].ByteCount / 4, runtime.Outputs[0].ByteCount / 4);
        for (var sample = 0; sample < input.Length / inputSize; sample++)
        {
            runtime.SetInput<float>(0, input.AsSpan(sample * inputSize, inputSize));
            runtime.Invoke();
            foreach (var (index, value) in runtime.Output<float>(0).Index()) Assert.Equal(expected[sample * outputSize + index], value, 1e-5f);
        }
    }

    [Fact]
    public void It_says_why_it_refuses_a_model() =>
        Assert.Equal("Didn't find op for builtin opcode 'FULLY_CONNECTED' version '12'", NativeTensorFlowLite.Refusal(File.ReadAllBytes(Corpus("dynamic.tflite")))?.Split('.')[0]);

    [Fact]
    public void What_is_no_model_is_refused() => Assert.NotNull(NativeTensorFlowLite.Refusal(new byte[64]));
}
