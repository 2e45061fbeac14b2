using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

/// <summary>What Vela's recorded answers do not hold: planned models, releases, patterns with something in between.</summary>
public sealed class EthosUTests
{
    private static readonly Quantization Scale = ModelSketch.Scale(0.1f);

    private static TargetVerdict Judge(Model model, params ReadOnlySpan<(string, string)> options) => TargetJudge.Judge(model, TargetSelection.Of("ethos-u", options));

    /// <summary>One CONV_2D 64×64×17 → 1×1×1 whose weights are all <paramref name="weight"/>.</summary>
    private static Model WideConvolution(sbyte weight, bool isPlanned, TensorType activations = TensorType.Int8)
    {
        var sketch = new ModelSketch();
        var input = sketch.Activation(activations, [1, 64, 64, 17], Scale);
        var weights = isPlanned
            ? sketch.Constant(TensorType.Int8, [1, 64, 64, 17], ModelSketch.Planned(1), isPlanned: true)
            : sketch.Bytes([1, 64, 64, 17], [.. Enumerable.Repeat((byte)weight, 64 * 64 * 17)], Scale);
        var output = sketch.Activation(activations, [1, 1, 1, 1], Scale);
        return sketch.Operator(BuiltinOperator.Conv2D, [input, weights, -1], [output], OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1).With("padding", 1)).Build();
    }

    [Theory]
    [InlineData("ethos-u55-256", 119, false, TensorType.Int8, "")]
    [InlineData("ethos-u55-256", 120, false, TensorType.Int8, "ethos-u.CONV_2D.weight-sum")]
    [InlineData("ethos-u55-256", -120, false, TensorType.Int16, "ethos-u.CONV_2D.weight-sum")]
    [InlineData("ethos-u85-256", 120, false, TensorType.Int8, "ethos-u.CONV_2D.weight-sum")]
    [InlineData("ethos-u85-256", -120, false, TensorType.Int16, "")]
    [InlineData("ethos-u55-256", 0, true, TensorType.Int8, "")]
    public void The_weights_of_an_output_channel_sum_up_to_8_323_072_and_planned_ones_fit(string accelerator, int weight, bool isPlanned, TensorType activations, string rule) =>
        Assert.Equal(rule, Judge(WideConvolution((sbyte)weight, isPlanned, activations), ("accelerator", accelerator)).Operators[0].Verdict.Rule);

    private static Model Unary(BuiltinOperator builtin, TensorType type = TensorType.Int8)
    {
        var sketch = new ModelSketch();
        return sketch.Operator(builtin, [sketch.Activation(type, [1, 4, 4, 8], Scale)], [sketch.Activation(type, [1, 4, 4, 8], Scale)]).Build();
    }

    [Theory]
    [InlineData(BuiltinOperator.Gelu, "ethos-u55-256", "5.2", "")]
    [InlineData(BuiltinOperator.Gelu, "ethos-u55-256", "5.1", "since")]
    [InlineData(BuiltinOperator.Gelu, "ethos-u55-256", "4.5", "core")]
    [InlineData(BuiltinOperator.Neg, "ethos-u85-256", "5.1", "")]
    [InlineData(BuiltinOperator.Neg, "ethos-u85-256", "5.0", "since")]
    [InlineData(BuiltinOperator.Relu, "ethos-u55-256", "4.5", "")]
    [InlineData(BuiltinOperator.Relu, "ethos-u85-256", "4.5", "")]
    public void Releases_of_Vela_differ_in_what_they_take(BuiltinOperator builtin, string accelerator, string vela, string rule)
    {
        var verdict = Judge(Unary(builtin), ("accelerator", accelerator), ("vela", vela)).Operators[0].Verdict;
        Assert.Equal(rule, verdict.Rule.Split('.')[^1]);
        Assert.Equal(rule.Length == 0 ? VerdictKind.Runs : VerdictKind.FallsBack, verdict.Kind);
    }

    [Theory]
    [InlineData("5.2", VerdictKind.Stops)]
    [InlineData("4.5", VerdictKind.FallsBack)]
    public void What_stops_the_newer_core_the_legacy_core_leaves_to_the_CPU(string vela, VerdictKind expected) =>
        Assert.Equal(expected, Judge(Unary(BuiltinOperator.HardSwish, TensorType.Float32), ("vela", vela)).Operators[0].Verdict.Kind);

    [Fact]
    public void Without_an_accelerator_the_U55_is_judged()
    {
        var sketch = new ModelSketch();
        var (left, right, output) = (sketch.Activation(TensorType.Int8, [1, 4], Scale), sketch.Activation(TensorType.Int8, [1, 4], Scale), sketch.Activation(TensorType.Int8, [1, 4], Scale));
        var model = sketch.Operator(BuiltinOperator.Div, [left, right], [output]).Build();
        Assert.Equal("ethos-u.DIV.accelerator", Judge(model).Operators[0].Verdict.Rule);
        Assert.Equal(VerdictKind.Runs, Judge(model, ("accelerator", "ethos-u85-128")).Operators[0].Verdict.Kind);
    }

    public enum Between { Nothing, Reshape, OtherReader, OtherShape }

    [Theory]
    [InlineData(Between.Nothing, true)]
    [InlineData(Between.Reshape, true)]
    [InlineData(Between.OtherReader, false)]
    [InlineData(Between.OtherShape, false)]
    public void Space_to_batch_around_a_convolution_is_a_dilation(Between between, bool isTaken)
    {
        var sketch = new ModelSketch();
        var input = sketch.Activation(TensorType.Int8, [1, 12, 12, 4], Scale);
        var (block, paddings) = (sketch.Integers([2], [2, 2]), sketch.Integers([2, 2], [2, 2, 2, 2]));
        var spread = sketch.Activation(TensorType.Int8, [4, 8, 8, 4], Scale);
        sketch.Operator(BuiltinOperator.SpaceToBatchNd, [input, block, paddings], [spread]);
        var source = spread;
        if (between is Between.Reshape or Between.OtherShape)
        {
            source = sketch.Activation(TensorType.Int8, between == Between.Reshape ? [4, 8, 8, 4] : [1, 16, 16, 4], Scale);
            sketch.Operator(BuiltinOperator.Reshape, [spread], [source], OperatorOptions.Of("ReshapeOptions"));
        }
        var convolved = sketch.Activation(TensorType.Int8, [4, 6, 6, 8], Scale);
        sketch.Operator(BuiltinOperator.Conv2D, [source, sketch.Constant(TensorType.Int8, [8, 3, 3, 4], Scale), -1], [convolved], OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1).With("padding", 1));
        sketch.Operator(BuiltinOperator.BatchToSpaceNd, [convolved, block, paddings], [sketch.Activation(TensorType.Int8, [1, 12, 12, 8], Scale)]);
        if (between == Between.OtherReader) sketch.Operator(BuiltinOperator.Relu, [spread], [sketch.Activation(TensorType.Int8, [4, 8, 8, 4], Scale)]);
        var verdicts = Judge(sketch.Build()).Operators.Where(verdict => verdict.OperatorName is "SPACE_TO_BATCH_ND" or "BATCH_TO_SPACE_ND").ToArray();
        Assert.Equal(2, verdicts.Length);
        Assert.All(verdicts, verdict => Assert.Equal(isTaken ? "" : $"ethos-u.{verdict.OperatorName}.pattern", verdict.Verdict.Rule));
    }

    [Theory]
    [InlineData(true, "ethos-u55-256", "ethos-u.bool-border")]
    [InlineData(false, "ethos-u55-256", "ethos-u.LESS.accelerator")]
    [InlineData(true, "ethos-u85-256", "")]
    public void A_bool_output_of_the_model_stops_the_compiler_on_the_U55(bool isOutput, string accelerator, string rule)
    {
        var sketch = new ModelSketch();
        var (left, right, output) = (sketch.Activation(TensorType.Int8, [1, 4], Scale), sketch.Activation(TensorType.Int8, [1, 4], Scale), sketch.Activation(TensorType.Bool, [1, 4]));
        var model = sketch.Operator(BuiltinOperator.Less, [left, right], [output]).Build();
        ImmutableArray<Subgraph> subgraphs = [model.Subgraphs[0] with { Outputs = isOutput ? [output] : [] }];
        Assert.Equal(rule, Judge(model with { Subgraphs = subgraphs }, ("accelerator", accelerator)).Operators[0].Verdict.Rule);
    }

    [Fact]
    public void Operators_on_the_CPU_cut_the_NPU_regions()
    {
        var sketch = new ModelSketch();
        int[] tensors = [.. Enumerable.Range(0, 4).Select(_ => sketch.Activation(TensorType.Int8, [1, 8, 8, 4], Scale))];
        BuiltinOperator[] chain = [BuiltinOperator.Relu, BuiltinOperator.Ceil, BuiltinOperator.Relu];
        for (var at = 0; at < chain.Length; at++) sketch.Operator(chain[at], [tensors[at]], [tensors[at + 1]]);
        Assert.Equal<ImmutableArray<int>>([[0], [2]], Judge(sketch.Build()).Partitions.Select(partition => partition.Operators));
    }
}
