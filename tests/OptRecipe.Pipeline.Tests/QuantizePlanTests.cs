using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Running;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Tests;

/// <summary>Keys of quantize as they arrive in the planned and written model (digits_cnn: CONV_2D ×3, RESHAPE, FULLY_CONNECTED ×2, SOFTMAX).</summary>
public sealed class QuantizePlanTests
{
    private static RecipeAnalysis Analyze(string keys, out Fixture fixture)
    {
        fixture = new();
        var text = $"recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - quantize:\n{string.Concat(keys.Split('\n').Select(line => $"      {line}\n"))}outputs: [{{tflite: out.tflite}}]\n";
        return fixture.Analyze(text);
    }

    /// <summary>What becomes of each operator, one letter each: Changed, Kept, Untouched, unSupported (S).</summary>
    private static string Outcomes(string keys) => string.Concat(Analyze(keys, out _).Plan?.Steps[0].Decisions.Operators.Select(decision => decision.Outcome switch
    {
        PassOutcome.Changed => 'C',
        PassOutcome.Kept => 'K',
        PassOutcome.Unsupported => 'S',
        _ => 'U',
    }) ?? []);

    [Theory]
    [InlineData("scheme: dynamic", "KCCUCKU")]
    [InlineData("scheme: dynamic\nweights: {min_elements: 0}", "CCCUCCU")]
    [InlineData("scheme: dynamic\nweights: {min_elements: 5000}", "KKCUCKU")]
    [InlineData("scheme: dynamic\nrules: [{where: {operators: 0}, weights: {min_elements: 0}}]", "CCCUCKU")]
    [InlineData("scheme: dynamic\nwhere: {ops: FULLY_CONNECTED}", "UUUUCKU")]
    [InlineData("scheme: float16\nrules: [{where: {ops: CONV_2D}, scheme: float32}]", "KKKUCCU")]
    [InlineData("scheme: int8", "CCCCCCC")]
    [InlineData("scheme: int16x8", "CCCCCCC")]
    [InlineData("scheme: int8\nrules: [{where: {ops: SOFTMAX}, scheme: float32}]", "CCCCCCK")]
    [InlineData("scheme: dynamic\nrules: [{where: {first: 3}, scheme: int8}]", "CCCUCKU")]
    public void Rules_and_fields_decide_what_becomes_of_each_operator(string keys, string expected) => Assert.Equal(expected, Outcomes(keys));

    [Theory]
    [InlineData("scheme: dynamic", 48)]
    [InlineData("scheme: dynamic\nweights: {granularity: tensor}", 1)]
    [InlineData("scheme: dynamic\nweights: {granularity: tensor}\nrules: [{where: {operators: 4}, weights: {granularity: channel}}]", 48)]
    public void Granularity_is_the_number_of_scales_planned_and_written(string keys, int scales)
    {
        var analysis = Analyze(keys, out var fixture);
        Assert.Equal(scales, Weights(analysis.Plan?.Result).Quantization?.ScaleCount);
        var result = new RecipeRunner(fixture.Files, fixture.Files, TimeProvider.System).Run(analysis, false, null, default);
        Assert.Equal(RunStatus.Succeeded, result.Status);
        Assert.Equal(scales, Weights(TFLite.Files.ModelReader.Read(new MemoryByteSource(fixture.Files["/w/out.tflite"]))).Quantization?.ScaleCount);
    }

    [Theory]
    [InlineData("scheme: int8", TensorType.Float32, TensorType.Float32)]
    [InlineData("scheme: int8\nio: int8", TensorType.Int8, TensorType.Int8)]
    [InlineData("scheme: int8\nio: {input: uint8}", TensorType.UInt8, TensorType.Float32)]
    [InlineData("scheme: int16x8\nio: int16", TensorType.Int16, TensorType.Int16)]
    [InlineData("scheme: int8\nactivations: {bits: 16}\nio: int16", TensorType.Int16, TensorType.Int16)]
    public void Io_is_the_type_at_the_planned_border(string keys, TensorType input, TensorType output)
    {
        var analysis = Analyze(keys, out _);
        var main = analysis.Plan?.Result.Subgraphs[0];
        Assert.Equal((input, output), (main?.Tensors[main.Inputs[0]].Type, main?.Tensors[main.Outputs[0]].Type));
    }

    [Fact]
    public void The_nearest_scheme_is_taken_where_a_rule_says_so()
    {
        var fixture = new Fixture();
        string Reason(string keys) => fixture.Analyze($"recipe: 1\nmodel: cos.tflite\nsteps:\n  - quantize: {{scheme: int8, {keys}}}\n").Plan?.Steps[0].Decisions.Operators.First(decision => decision.Reason.Length > 0).Reason ?? "";
        Assert.Contains("it stays in float32", Reason("on_unsupported: next-scheme"));
        Assert.Contains("it stays in float32", Reason("rules: [{where: {ops: COS}, on_unsupported: float}]"));
        Assert.Contains("is kept in float32 by rule 1", Reason("rules: [{where: {ops: COS}, scheme: float32}]"));
    }

    private static Tensor Weights(Model? model)
    {
        Assert.NotNull(model);
        var fullyConnected = model.Subgraphs[0].Operators.First(op => model.OperatorCodes[(int)op.OpcodeIndex].Builtin == BuiltinOperator.FullyConnected);
        return model.Subgraphs[0].Tensors[fullyConnected.Inputs[1]];
    }
}
