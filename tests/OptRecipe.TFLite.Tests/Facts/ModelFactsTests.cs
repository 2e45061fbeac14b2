using OptRecipe.TFLite.Facts;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;
using OptRecipe.TFLite.Tests.Graphs;

namespace OptRecipe.TFLite.Tests.Facts;

public sealed class ModelFactsTests
{
    [Theory]
    [InlineData("tones_dscnn__int8.tflite", QuantizationState.Integer)]
    [InlineData("tones_dscnn__int8_io.tflite", QuantizationState.Integer)]
    [InlineData("tones_dscnn__int16x8.tflite", QuantizationState.Integer)]
    [InlineData("tones_dscnn__dynamic.tflite", QuantizationState.Weights)]
    [InlineData("tones_dscnn__float16.tflite", QuantizationState.Float16Weights)]
    public void The_state_of_quantization_is_seen_in_the_tensors(string file, QuantizationState expected) => Assert.Equal(expected, Read("converter", file).Quantization.State);

    [Fact]
    public void A_float_model_is_not_quantized() => Assert.False(new ModelFacts(ModelBuilderTests.Small()).Quantization.IsQuantized);

    [Fact]
    public void Dynamic_shapes_follow_from_inputs_and_from_operators_that_compute_shapes()
    {
        var facts = Assert.Single(new ModelFacts(ModelBuilderTests.Small()).DynamicShapes);
        Assert.Equal([0], facts.Inputs.ToArray());
        Assert.Empty(facts.FirstOperators);
        Assert.Equal(4, facts.TensorCount);

        var builder = new ModelBuilder();
        var (x, shape) = (builder.Input("x", TensorType.Float32, 4), builder.Input("shape", TensorType.Int32, 2));
        var reshaped = builder.Add(BuiltinOperator.Reshape, "r", TensorType.Float32, [2, 2], [x, shape]);
        var relu = builder.Add(BuiltinOperator.Relu, "y", TensorType.Float32, [2, 2], [reshaped]);
        facts = Assert.Single(new ModelFacts(builder.Output(relu).Build()).DynamicShapes);
        Assert.Equal([new OperatorAddress(0, 0)], facts.FirstOperators.ToArray());
        Assert.Equal(2, facts.TensorCount);
    }

    [Fact]
    public void Custom_operators_are_listed_and_flex_is_told_apart()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 4);
        var y = builder.Tensor("y", TensorType.Float32, 4);
        builder.AddCustom("FlexErf", [x], [y]).AddCustom("Mine", [y], [x]).AddCustom("FlexErf", [x], [y]);
        var foreign = new ModelFacts(builder.Build()).ForeignOperators;
        Assert.Equal([("FlexErf", true, 2), ("Mine", false, 1)], foreign.Select(op => (op.Name, op.IsFlex, op.Addresses.Length)));
    }

    [Fact]
    public void Weights_that_are_used_step_by_step_are_an_unrolled_layer()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1, 2);
        var weights = builder.Constant<float>("w", TensorType.Float32, [2, 2], [1, 2, 3, 4]);
        for (var step = 0; step < 5; step++) x = builder.Add(BuiltinOperator.FullyConnected, $"h{step}", TensorType.Float32, [1, 2], [x, weights, -1]);
        var recurrence = Assert.Single(new ModelFacts(builder.Output(x).Build()).Recurrences);
        Assert.Equal((RecurrenceKind.Unrolled, 5, weights), (recurrence.Kind, recurrence.Operators.Length, recurrence.Weights));
        Assert.Empty(new ModelFacts(ModelBuilderTests.Small()).Recurrences);
        Assert.Contains(Read("converter", "digits_lstm__int8.tflite").Recurrences, found => found.Kind == RecurrenceKind.Fused);
    }

    [Fact]
    public void The_runtime_is_the_one_of_the_newest_operator()
    {
        var runtime = Read("converter", "digits_cnn__dynamic.tflite").Runtime;
        Assert.Equal("2.17.0", runtime.Minimum?.ToString());
        Assert.Equal(("FULLY_CONNECTED", 12), (runtime.Demands[0].Operator, runtime.Demands[0].Version));
        Assert.Single(runtime.TooNewFor(new RuntimeVersion(2, 9, 0)));
        Assert.NotNull(runtime.Stated);
    }

    [Fact]
    public void Metadata_and_the_files_of_an_appended_zip_are_named()
    {
        Assert.False(Read("converter", "tones_dscnn__dynamic.tflite").Metadata.HasTaskMetadata);
        Assert.Contains(Read("converter", "tones_dscnn__dynamic.tflite").Metadata.Entries, entry => entry.Name == "min_runtime_version");
        using var zip = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(zip, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true)) archive.CreateEntry("labels.txt");
        var model = ModelBuilderTests.Small() with { Appended = ByteRange.Of(zip.ToArray()) };
        Assert.Equal(["labels.txt"], new ModelFacts(ModelFiles.Read(ModelFiles.Write(model))).Metadata.AssociatedFiles.ToArray());
    }

    private static ModelFacts Read(params string[] path) => new(ModelFiles.Read(File.ReadAllBytes(Path.Combine([ModelFiles.Corpus, .. path]))));
}
