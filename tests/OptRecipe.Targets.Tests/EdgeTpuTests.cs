using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

/// <summary>Both sides of the edge of each rule of the Edge TPU, on models built in memory: no run has judged these.</summary>
public sealed class EdgeTpuTests
{
    private static readonly Quantization Scale = ModelSketch.Scale(0.1f);

    /// <summary>Checks the verdict on the only operator; <paramref name="rule"/> is the rule's last word, empty when it runs.</summary>
    private static void Check(Model model, string rule, params ReadOnlySpan<(string, string)> options)
    {
        var verdict = Assert.Single(TargetJudge.Judge(model, TargetSelection.Of("edge-tpu", options)).Operators).Verdict;
        Assert.Equal(rule, verdict.Rule.Split('.')[^1]);
    }

    private static Model Unary(BuiltinOperator builtin, ImmutableArray<int> input, ImmutableArray<int> output, OperatorOptions? options = null, TensorType type = TensorType.Int8, int version = 1)
    {
        var sketch = new ModelSketch();
        var source = sketch.Activation(type, input, Scale);
        return sketch.Operator(builtin, [source], [sketch.Activation(type, output, Scale)], options, version).Build();
    }

    private static Model WithConstant(BuiltinOperator builtin, ImmutableArray<int> input, ImmutableArray<int> output, ImmutableArray<int> values, OperatorOptions? options = null)
    {
        var sketch = new ModelSketch();
        var source = sketch.Activation(TensorType.Int8, input, Scale);
        var parameter = sketch.Integers([values.Length], values);
        return sketch.Operator(builtin, [source, parameter], [sketch.Activation(TensorType.Int8, output, Scale)], options).Build();
    }

    [Theory]
    [InlineData(TensorType.UInt8, "14", "")]
    [InlineData(TensorType.UInt8, "10", "")]
    [InlineData(TensorType.Int8, "12", "")]
    [InlineData(TensorType.Int8, "11", "int8-runtime")]
    [InlineData(TensorType.Int16, "14", "int16")]
    [InlineData(TensorType.Float32, "14", "float")]
    [InlineData(TensorType.Int32, "14", "integer")]
    public void Eight_bits_only_and_INT8_from_runtime_12_on(TensorType type, string runtime, string rule) =>
        Check(Unary(BuiltinOperator.Logistic, [1, 4, 4, 3], [1, 4, 4, 3], type: type), rule, ("min_runtime", runtime));

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "rank")]
    public void The_batch_is_1(int batch, string rule) => Check(Unary(BuiltinOperator.Relu, [batch, 4, 4, 3], [batch, 4, 4, 3]), rule);

    [Theory]
    [InlineData(16_000, "")]
    [InlineData(16_001, "elements")]
    public void A_softmax_has_at_most_16_000_elements(int count, string rule) => Check(Unary(BuiltinOperator.Softmax, [1, count], [1, count]), rule);

    [Fact]
    public void A_softmax_over_several_rows_falls_back() => Check(Unary(BuiltinOperator.Softmax, [1, 2, 10], [1, 2, 10]), "rows");

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "fused-activation")]
    public void A_pooling_has_no_fused_activation(int activation, string rule) =>
        Check(Unary(BuiltinOperator.MaxPool2D, [1, 4, 4, 3], [1, 2, 2, 3], OperatorOptions.Of("Pool2DOptions").With("fused_activation_function", activation)), rule);

    [Theory]
    [InlineData(8, 8, false, "")]
    [InlineData(4, 4, false, "")]
    [InlineData(12, 12, false, "factor")]
    [InlineData(60, 60, false, "large")]
    [InlineData(8, 8, true, "point")]
    public void Resizes_as_they_were_seen_in_published_files(int height, int width, bool isPoint, string rule) =>
        Check(WithConstant(BuiltinOperator.ResizeBilinear, isPoint ? [1, 1, 1, 3] : [1, 4, 4, 3], [1, height, width, 3], [height, width], OperatorOptions.Of("ResizeBilinearOptions")), rule);

    [Theory]
    [InlineData(2, "")]
    [InlineData(3, "version")]
    public void Resizing_to_the_nearest_neighbour_of_version_3_is_not_known(int version, string rule)
    {
        var sketch = new ModelSketch();
        var source = sketch.Activation(TensorType.Int8, [1, 4, 4, 3], Scale);
        var size = sketch.Integers([2], [8, 8]);
        var target = sketch.Activation(TensorType.Int8, [1, 8, 8, 3], Scale);
        Check(sketch.Operator(BuiltinOperator.ResizeNearestNeighbor, [source, size], [target], OperatorOptions.Of("ResizeNearestNeighborOptions"), version).Build(), rule);
    }

    [Theory]
    [InlineData("14", 1, 8, "")]
    [InlineData("14", 0, 8, "batch")]
    [InlineData("14", 3, 8, "")]
    [InlineData("14", 3, 6, "depth")]
    [InlineData("12", 3, 8, "axes-old")]
    [InlineData("12", 2, 8, "")]
    public void A_mean_keeps_the_batch_and_its_depth_is_a_multiple_of_4(string runtime, int axis, int depth, string rule)
    {
        ImmutableArray<int> shape = [1, 4, 4, depth];
        Check(WithConstant(BuiltinOperator.Mean, shape, shape.SetItem(axis, 1), [axis], OperatorOptions.Of("ReducerOptions").With("keep_dims", true)), rule, ("min_runtime", runtime));
    }

    [Theory]
    [InlineData("14", 1, "")]
    [InlineData("14", 0, "batch")]
    [InlineData("14", 3, "")]
    [InlineData("12", 3, "depth-old")]
    public void A_padding_keeps_the_batch(string runtime, int axis, string rule)
    {
        var sketch = new ModelSketch();
        var source = sketch.Activation(TensorType.Int8, [1, 4, 4, 3], Scale);
        var paddings = sketch.Integers([4, 2], [.. Enumerable.Range(0, 8).Select(at => at == 2 * axis ? 1 : 0)]);
        var target = sketch.Activation(TensorType.Int8, [1, 5, 4, 3], Scale);
        Check(sketch.Operator(BuiltinOperator.Pad, [source, paddings], [target]).Build(), rule, ("min_runtime", runtime));
    }

    [Theory]
    [InlineData(1, 4, 4, "")]
    [InlineData(3, 4, 4, "rows")]
    [InlineData(1, 8, 4, "constant")]
    public void A_dense_layer_has_one_row_and_its_weights_stand_in_the_file(int rows, int inputs, int constantInputs, string rule)
    {
        var sketch = new ModelSketch();
        var source = sketch.Activation(TensorType.Int8, [rows, inputs], Scale);
        var weights = inputs == constantInputs ? sketch.Constant(TensorType.Int8, [2, inputs], Scale) : sketch.Activation(TensorType.Int8, [2, inputs], Scale);
        var bias = sketch.Constant(TensorType.Int32, [2], Scale);
        var target = sketch.Activation(TensorType.Int8, [rows, 2], Scale);
        Check(sketch.Operator(BuiltinOperator.FullyConnected, [source, weights, bias], [target], OperatorOptions.Of("FullyConnectedOptions")).Build(), rule);
    }

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(2, 2, "")]
    [InlineData(1, 2, "dilation")]
    public void The_dilations_of_a_convolution_are_equal(int height, int width, string rule)
    {
        var sketch = new ModelSketch();
        var source = sketch.Activation(TensorType.Int8, [1, 8, 8, 3], Scale);
        var weights = sketch.Constant(TensorType.Int8, [4, 3, 3, 3], Scale);
        var bias = sketch.Constant(TensorType.Int32, [4], Scale);
        var target = sketch.Activation(TensorType.Int8, [1, 8, 8, 4], Scale);
        var options = OperatorOptions.Of("Conv2DOptions").With("dilation_h_factor", height).With("dilation_w_factor", width);
        Check(sketch.Operator(BuiltinOperator.Conv2D, [source, weights, bias], [target], options).Build(), rule);
    }

    [Theory]
    [InlineData(3, 1, "fits")]
    [InlineData(2, 1, "constants")]
    [InlineData(3, 2, "constants")]
    public void A_constant_of_a_concatenation_holds_zeros_and_has_one_neighbour(int zeroPoint, int others, string rule)
    {
        var sketch = new ModelSketch();
        var quantization = ModelSketch.Scale(0.1f, zeroPoint);
        var inputs = Enumerable.Range(0, others).Select(_ => sketch.Activation(TensorType.Int8, [1, 4, 4, 2], quantization)).ToList();
        inputs.Add(sketch.Bytes([1, 4, 4, 1], [.. Enumerable.Repeat((byte)3, 16)], quantization));
        var target = sketch.Activation(TensorType.Int8, [1, 4, 4, 2 * others + 1], quantization);
        Check(sketch.Operator(BuiltinOperator.Concatenation, [.. inputs], [target], OperatorOptions.Of("ConcatenationOptions").With("axis", 3)).Build(), rule == "fits" ? "" : rule);
    }

    [Theory]
    [InlineData(4, "")]
    [InlineData(5, "operator-version")]
    public void An_operator_version_of_a_later_TensorFlow_Lite_stops_the_compiler(int version, string rule) =>
        // FULLY_CONNECTED version 12 and CONV_2D version 5 are of 2.15 or later; ADD version 4 is of 2.6.
        Check(Binary(BuiltinOperator.Add, version), rule);

    private static Model Binary(BuiltinOperator builtin, int version)
    {
        var sketch = new ModelSketch();
        var (left, right) = (sketch.Activation(TensorType.Int8, [1, 4], Scale), sketch.Activation(TensorType.Int8, [1, 4], Scale));
        return sketch.Operator(builtin, [left, right], [sketch.Activation(TensorType.Int8, [1, 4], Scale)], OperatorOptions.Of("AddOptions"), version).Build();
    }

    [Theory]
    [InlineData("1", 1, 2)]
    [InlineData("2", 2, 4)]
    public void Behind_the_first_operator_that_it_does_not_take_everything_falls_back(string subgraphs, int partitions, int running)
    {
        var sketch = new ModelSketch();
        int[] tensors = [.. Enumerable.Range(0, 7).Select(_ => sketch.Activation(TensorType.Int8, [1, 4, 4, 3], Scale))];
        BuiltinOperator[] chain = [BuiltinOperator.HardSwish, BuiltinOperator.Relu, BuiltinOperator.Logistic, BuiltinOperator.LeakyRelu, BuiltinOperator.Relu6, BuiltinOperator.Tanh];
        for (var at = 0; at < chain.Length; at++) sketch.Operator(chain[at], [tensors[at]], [tensors[at + 1]]);
        var verdict = TargetJudge.Judge(sketch.Build(), TargetSelection.Of("edge-tpu", ("subgraphs", subgraphs)));
        Assert.Equal(partitions, verdict.Partitions.Length);
        Assert.Equal(running, verdict.RunningCount);
        Assert.Equal(VerdictKind.Runs, verdict.Operators[1].Verdict.Kind);
        if (subgraphs == "1") Assert.Equal("edge-tpu.partitions.most", verdict.Operators[4].Verdict.Rule);
    }
}
