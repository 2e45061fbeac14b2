using OptRecipe.Coverage;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

public sealed class TargetJudgeTests
{
    private static readonly Model Int8 = TargetFiles.Read(SharedFolder.InRepository("tests", "corpus", "targets", "digits_cnn_int8.tflite"));

    private static Model Digits(string name) => TargetFiles.Read(SharedFolder.InRepository("tests", "corpus", "converter", "digits_cnn", name + ".tflite"));

    [Fact]
    public void Dynamic_range_on_TensorFlow_Lite_Micro_is_refused_with_remedies()
    {
        var verdict = TargetJudge.Judge(Digits("dynamic"), TargetSelection.Of("tflite-micro"));
        var refused = verdict.Operators.First(o => o.Verdict.Kind == VerdictKind.Refused);
        Assert.Equal("tflite-micro.CONV_2D.hybrid", refused.Verdict.Rule);
        Assert.Equal("input FLOAT32, weights INT8 per-channel, bias FLOAT32, output FLOAT32", refused.Verdict.Found);
        Assert.Equal(["Use full int8 (needs calibration)", "Stay float32"], refused.Verdict.Remedies.Select(remedy => remedy.Title));
        Assert.Equal(VerdictStage.Prepare, refused.Verdict.Stage);
        Assert.Equal(VerdictKind.Refused, verdict.Worst);
    }

    [Fact]
    public void Float16_weights_on_TensorFlow_Lite_Micro_are_refused_at_their_dequantize()
    {
        var verdicts = TargetJudge.Judge(Digits("float16"), TargetSelection.Of("tflite-micro")).Operators;
        Assert.All(verdicts.Where(o => o.OperatorName == "DEQUANTIZE"), o => Assert.Equal("tflite-micro.DEQUANTIZE.float16", o.Verdict.Rule));
        Assert.All(verdicts.Where(o => o.OperatorName != "DEQUANTIZE"), o => Assert.Equal(VerdictKind.Runs, o.Verdict.Kind));
    }

    [Fact]
    public void Full_int8_falls_back_on_XNNPACK_for_its_softmax_only()
    {
        var verdict = TargetJudge.Judge(Int8, TargetSelection.Of("xnnpack"));
        Assert.Equal(["SOFTMAX"], verdict.Operators.Where(o => o.Verdict.Kind != VerdictKind.Runs).Select(o => o.OperatorName));
        Assert.Equal(1, verdict.Coverage);
        Assert.Equal(VerdictKind.FallsBack, verdict.Worst);
        Assert.Equal(VerdictKind.Runs, TargetJudge.Judge(Int8, TargetSelection.Of("tflite-micro")).Worst);
    }

    [Fact]
    public void Fully_connected_12_is_refused_by_an_old_runtime_and_says_what_to_do()
    {
        var verdict = TargetJudge.Judge(Digits("dynamic"), TargetSelection.Of("xnnpack", ("runtime", "tflite-2.9")));
        var file = Assert.Single(verdict.Model);
        Assert.Equal("`FULLY_CONNECTED` version 12 needs tflite-2.17 or newer; the recipe asks for tflite-2.9, which does not load the file", file.Sentence);
        Assert.Equal("Use per-tensor weights for FULLY_CONNECTED", file.Remedies[0].Title);
        Assert.Equal((VerdictKind.Refused, VerdictStage.Load), (file.Kind, file.Stage));
        Assert.Equal(VerdictKind.Runs, TargetJudge.Judge(Digits("dynamic"), TargetSelection.Of("xnnpack")).Worst);
    }

    [Theory]
    [InlineData("tflite-2.9", VerdictKind.FallsBack)]
    [InlineData("tflite-2.14", VerdictKind.NotJudged)]
    [InlineData("litert-2.3", VerdictKind.Runs)]
    [InlineData(null, VerdictKind.Runs)]
    public void Dynamic_range_convolutions_depend_on_the_runtime(string? runtime, VerdictKind expected)
    {
        var model = ModelSketch.Convolution(TensorType.Float32, TensorType.Int8, TensorType.Float32, ModelSketch.Planned(4), isPlanned: true);
        var selection = runtime is null ? TargetSelection.Of("xnnpack") : TargetSelection.Of("xnnpack", ("runtime", runtime));
        var verdict = Assert.Single(TargetJudge.Judge(model, selection).Operators).Verdict;
        Assert.Equal(expected, verdict.Kind);
        if (expected != VerdictKind.Runs) Assert.Equal("Ask for runtime litert-2.3 or newer", Assert.Single(verdict.Remedies).Title);
    }

    [Theory]
    [InlineData("dynamic_range", "false", VerdictKind.FallsBack)]
    [InlineData("qs8", "false", VerdictKind.FallsBack)]
    [InlineData("dynamic_range", "true", VerdictKind.Runs)]
    public void Options_of_the_delegate_change_what_it_takes(string option, string value, VerdictKind expected)
    {
        var model = ModelSketch.Convolution(TensorType.Float32, TensorType.Int8, TensorType.Float32, ModelSketch.Planned(4), isPlanned: true);
        Assert.Equal(expected, TargetJudge.Judge(model, TargetSelection.Of("xnnpack", (option, value))).Operators[0].Verdict.Kind);
    }

    [Theory]
    [InlineData("xnnpack")]
    [InlineData("tflite-micro")]
    public void What_a_plan_has_not_computed_counts_as_fitting(string target)
    {
        var planned = ModelSketch.Convolution(TensorType.Int8, TensorType.Int8, TensorType.Int32, ModelSketch.Planned(4), ModelSketch.Planned(1), isPlanned: true);
        Assert.Equal(VerdictKind.Runs, TargetJudge.Judge(planned, TargetSelection.Of(target)).Worst);
    }

    [Fact]
    public void A_ratio_of_scales_stands_on_both_sides_of_its_edge()
    {
        VerdictKind Judge(float weightScale) => TargetJudge.Judge(
            ModelSketch.Convolution(TensorType.Int8, TensorType.Int8, TensorType.Int32, ModelSketch.Scale(weightScale), ModelSketch.Scale(0.5f)), TargetSelection.Of("xnnpack")).Worst;
        Assert.Equal(VerdictKind.Runs, Judge(255.99f));
        Assert.Equal(VerdictKind.Stops, Judge(256));
    }

    [Fact]
    public void Operators_are_weighed_with_their_multiply_accumulates()
    {
        var verdict = TargetJudge.Judge(ModelSketch.Convolution(TensorType.Float32, TensorType.Float32, TensorType.Float32), TargetSelection.Of("xnnpack"));
        Assert.Equal(8 * 8 * 4 * 27, verdict.TotalMultiplyAccumulates);
    }

    [Fact]
    public void A_target_without_rules_and_a_model_with_broken_indices_judge_nothing_as_running()
    {
        var model = ModelSketch.Convolution(TensorType.Float32, TensorType.Float32, TensorType.Float32);
        Assert.Equal(VerdictKind.NotJudged, TargetJudge.Judge(model, TargetSelection.Of("hexagon"), table: null, CancellationToken.None).Worst);
        var broken = model with { OperatorCodes = [], Subgraphs = [model.Subgraphs[0] with { Operators = [model.Subgraphs[0].Operators[0] with { Inputs = [99, -5, int.MaxValue], Outputs = [int.MinValue] }] }] };
        Assert.All(["xnnpack", "tflite-micro"], id => Assert.NotEqual(VerdictKind.Runs, TargetJudge.Judge(broken, TargetSelection.Of(id)).Worst));
    }

    [Fact]
    public void A_model_larger_than_the_flash_is_refused()
    {
        var model = ModelSketch.Convolution(TensorType.Float32, TensorType.Float32, TensorType.Float32);
        var refused = Assert.Single(TargetJudge.Judge(model, TargetSelection.Of("tflite-micro", ("flash", "512 B"))).Model);
        Assert.Equal("tflite-micro.flash", refused.Rule);
        Assert.Empty(TargetJudge.Judge(model, TargetSelection.Of("tflite-micro", ("flash", "64 KiB"))).Model);
    }

    [Theory]
    [InlineData("reference", 3, 0, VerdictKind.Runs)]
    [InlineData("cmsis-nn", 3, 0, VerdictKind.Runs)]
    [InlineData("cmsis-nn", 1, 0, VerdictKind.Stops)]
    [InlineData("reference", 1, 0, VerdictKind.Runs)]
    [InlineData("cmsis-nn", 3, 1, VerdictKind.Refused)]
    [InlineData("reference", 3, 1, VerdictKind.Runs)]
    public void CMSIS_NN_asks_more_of_an_int16_convolution_than_the_reference_kernels(string kernels, int weightChannels, long zeroPoint, VerdictKind expected)
    {
        var sketch = new ModelSketch();
        var input = sketch.Activation(TensorType.Int16, [1, 8, 8, 3], ModelSketch.Scale(0.01f, zeroPoint));
        var filter = sketch.Constant(TensorType.Int8, [4, 3, 3, weightChannels], ModelSketch.Planned(4), isPlanned: true);
        var output = sketch.Activation(TensorType.Int16, [1, 8, 8, 4], ModelSketch.Scale(0.01f));
        var model = sketch.Operator(BuiltinOperator.Conv2D, [input, filter], [output], OperatorOptions.Of("Conv2DOptions")).Build();
        Assert.Equal(expected, TargetJudge.Judge(model, TargetSelection.Of("tflite-micro", ("kernels", kernels))).Worst);
    }

    [Theory]
    [InlineData("cmsis-nn", 1, VerdictKind.Runs)]
    [InlineData("cmsis-nn", 4, VerdictKind.Refused)]
    [InlineData("reference", 4, VerdictKind.Runs)]
    public void CMSIS_NN_takes_int16_fully_connected_with_one_scale_only(string kernels, int scaleCount, VerdictKind expected)
    {
        var sketch = new ModelSketch();
        var input = sketch.Activation(TensorType.Int16, [1, 8], ModelSketch.Planned(1));
        var filter = sketch.Constant(TensorType.Int8, [4, 8], ModelSketch.Planned(scaleCount), isPlanned: true);
        var output = sketch.Activation(TensorType.Int16, [1, 4], ModelSketch.Planned(1));
        var model = sketch.Operator(BuiltinOperator.FullyConnected, [input, filter], [output], OperatorOptions.Of("FullyConnectedOptions")).Build();
        var verdict = TargetJudge.Judge(model, TargetSelection.Of("tflite-micro", ("kernels", kernels)));
        Assert.Equal(expected, verdict.Worst);
        if (expected == VerdictKind.Refused) Assert.Equal(RemedyKind.PerTensorFullyConnected, verdict.Operators[0].Verdict.Remedies[0].Kind);
    }

    [Fact]
    public void Random_operands_never_break_a_rule()
    {
        var random = new Random(20261121);
        var types = Enum.GetValues<TensorType>();
        for (var round = 0; round < 2000; round++)
        {
            var sketch = new ModelSketch();
            for (var tensor = 0; tensor < 6; tensor++)
            {
                var shape = Enumerable.Range(0, random.Next(0, 8)).Select(_ => random.Next(0, 4)).ToArray();
                var quantization = random.Next(3) == 0 ? ModelSketch.Scale(random.NextSingle(), random.Next(-128, 128)) with { QuantizedDimension = random.Next(-1, 9) } : null;
                if (random.Next(2) == 0) sketch.Activation(types[random.Next(types.Length)], [.. shape], quantization);
                else sketch.Constant(types[random.Next(types.Length)], [.. shape], quantization);
            }
            int[] Operands() => [.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => random.Next(-1, 7))];
            sketch.Operator((BuiltinOperator)random.Next(0, 160), [.. Operands()], [.. Operands()]);
            foreach (var id in TargetCatalog.Targets.Where(target => target.IsAvailable)) Assert.Single(TargetJudge.Judge(sketch.Build(), TargetSelection.Of(id.Id)).Operators);
        }
    }

    [Fact]
    public void Support_tables_are_printed_from_the_rows_that_judge()
    {
        var rows = SupportTable.Of(TargetSelection.Of("xnnpack")).Rows.ToDictionary(row => row.OperatorName);
        Assert.Equal<string>(["FLOAT32 activations", "FLOAT16 activations, from litert-2.3 on"], rows["AVERAGE_POOL_2D"].Types);
        Assert.Contains("INT8 activations (per-tensor), INT8 weights (per-channel or per-tensor), INT32 bias", rows["CONV_2D"].Types);
        Assert.Contains(rows["CONV_2D"].Rules, rule => rule.Id == "xnnpack.CONV_2D.bias" && rule.OtherwiseKind == VerdictKind.Refused);
    }
}
