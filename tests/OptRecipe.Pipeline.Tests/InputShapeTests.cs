using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Data;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Tests;

/// <summary><c>model: {input_shapes: …}</c>: what targets that cannot resize an input need.</summary>
public sealed class InputShapeTests
{
    private const string Output = "outputs:\n  - tflite: out.tflite\n";

    private static Model Read(Fixture fixture, string path) => ModelReader.Read(new MemoryByteSource(fixture.Files[path]));

    private static string Recipe(Fixture fixture, string shape, string rest) =>
        $"recipe: 1\nmodel: {{path: digits_cnn.tflite, input_shapes: {{{InputNames.Of(Read(fixture, "/w/digits_cnn.tflite"))[0]}: {shape}}}}}\n{rest}{Output}";

    [Fact]
    public void A_fixed_input_is_what_a_target_that_cannot_resize_one_takes()
    {
        var fixture = new Fixture();
        Assert.Contains("OR4003", Fixture.Problems(fixture.Analyze($"recipe: 1\nmodel: digits_cnn.tflite\ntargets: [litert-js]\n{Output}")), StringComparison.Ordinal);
        var recipe = Recipe(fixture, "[1, 28, 28, 1]", "targets: [litert-js, coreml]\n");
        Assert.DoesNotContain(fixture.Analyze(recipe).Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        var result = fixture.Run(recipe);
        Assert.True(result.Status == RunStatus.Succeeded, result.Message);
        Assert.All(Read(fixture, "/w/out.tflite").Subgraphs[0].Tensors, tensor => Assert.True(tensor.ShapeSignature.IsDefaultOrEmpty || !tensor.ShapeSignature.Contains(-1)));
    }

    [Theory]
    [InlineData(""), InlineData("steps: [{quantize: dynamic}]\n")]
    public void Every_tensor_gets_the_shape_that_follows_and_answers_stay_the_same(string steps)
    {
        var fixture = new Fixture();
        var result = fixture.Run(Recipe(fixture, "[3, 28, 28, 1]", steps));
        Assert.True(result.Status == RunStatus.Succeeded, result.Message);
        var written = Read(fixture, "/w/out.tflite");
        var main = written.Subgraphs[0];
        Assert.Equal("3×10", string.Join('×', main.Tensors[main.Outputs[0]].Shape));
        fixture.Run($"recipe: 1\nmodel: digits_cnn.tflite\n{steps}outputs: [{{tflite: open.tflite}}]\n", force: true);
        Assert.Equal(Answer(Read(fixture, "/w/open.tflite")), Answer(written));
    }

    [Theory]
    [InlineData("[1, 32, 32, 1]", "is ?×28×28×1; 1×32×32×1 does not fit it")]
    [InlineData("[28, 28, 1]", "28×28×1 does not fit it")]
    [InlineData("[0, 28, 28, 1]", "0×28×28×1 does not fit it")]
    public void A_shape_that_contradicts_the_model_is_an_error(string shape, string expected)
    {
        var fixture = new Fixture();
        var problems = Fixture.Problems(fixture.Analyze(Recipe(fixture, shape, "")));
        Assert.StartsWith($"OR3011 Error «{shape}» input `", problems, StringComparison.Ordinal);
        Assert.Contains(expected, problems, StringComparison.Ordinal);
    }

    /// <summary>Of three equal pictures.</summary>
    private static float[] Answer(Model model)
    {
        using var interpreter = new Interpreter(model);
        var input = interpreter.GetInputDetails()[0].Index;
        interpreter.ResizeInputTensor(input, 3, 28, 28, 1);
        interpreter.AllocateTensors();
        interpreter.SetTensor<float>(input, [.. Enumerable.Range(0, 3 * 784).Select(index => (index % 784) / 784f)]);
        interpreter.Invoke();
        return interpreter.GetTensor<float>(interpreter.GetOutputDetails()[0].Index);
    }
}
