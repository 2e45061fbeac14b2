using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Repair;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Tests.Repair;

/// <summary>The operator that reads a CONCATENATION, as one for each range.</summary>
public sealed class ReaderSplitTests
{
    private static readonly int[] Channels = [2, 3, 1, 2];

    [Theory]
    [InlineData(BuiltinOperator.FullyConnected, true, ActivationFunctionType.None, new[] { 1f, 2, 100, 1 }, "CONCATENATION FULLY_CONNECTED FULLY_CONNECTED ADD FULLY_CONNECTED ADD", new[] { 0, 1, 1, 1, 1, 1 })]
    [InlineData(BuiltinOperator.FullyConnected, false, ActivationFunctionType.Relu6, new[] { 1f, 10, 100, 1000 }, "FULLY_CONNECTED FULLY_CONNECTED ADD FULLY_CONNECTED ADD FULLY_CONNECTED ADD", new[] { 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(BuiltinOperator.Conv2D, true, ActivationFunctionType.Relu, new[] { 100f, 90, 1, 0 }, "CONCATENATION CONV_2D CONCATENATION CONV_2D ADD", new[] { 0, 1, 0, 1, 1 })]
    [InlineData(BuiltinOperator.Conv2D, false, ActivationFunctionType.ReluN1To1, new[] { 0f, 1, 2, 16 }, "CONCATENATION CONV_2D CONV_2D ADD", new[] { 0, 1, 1, 1 })]
    public void The_float_model_answers_the_same_and_holds_no_weight_twice(BuiltinOperator kind, bool hasBias, ActivationFunctionType activation, float[] sizes, string operators, int[] origins)
    {
        var model = Joined(kind, hasBias, activation);
        var (split, reason) = ReaderSplit.Apply(model, 0, Ranges(sizes), 8);
        Assert.NotNull(split);
        Assert.Equal("", reason);
        var graph = split.Model.Subgraphs[0];
        Assert.Equal(operators, string.Join(' ', graph.Operators.Select(op => split.Model.CodeOf(op).Name)));
        Assert.Equal(origins, split.Origins);
        var zeros = hasBias ? graph.Operators.Count(op => split.Model.CodeOf(op).Builtin == kind) - 1 : 0;
        Assert.Equal(model.Buffers.Sum(buffer => buffer.Data.Length) + zeros * 2 * sizeof(float), split.Model.Buffers.Sum(buffer => buffer.Data.Length));
        var (before, after) = (Answers(model), Answers(split.Model));
        for (var index = 0; index < before.Length; index++) Assert.Equal(before[index], after[index], 1e-5f);
    }

    [Theory]
    [InlineData(BuiltinOperator.FullyConnected, ActivationFunctionType.Tanh, "is read by FULLY_CONNECTED #1, whose fused activation ADD does not have")]
    [InlineData(BuiltinOperator.DepthwiseConv2D, ActivationFunctionType.None, "is read by DEPTHWISE_CONV_2D #1, which does not sum over its channels")]
    [InlineData(BuiltinOperator.Concatenation, ActivationFunctionType.None, "makes an output of the model")]
    [InlineData(BuiltinOperator.Add, ActivationFunctionType.None, "is read by 2 operators")]
    public void Why_a_reader_cannot_be_split_is_said(BuiltinOperator kind, ActivationFunctionType activation, string reason) =>
        Assert.Equal((null, reason), ReaderSplit.Apply(Joined(kind, hasBias: false, activation), 0, Ranges([1, 2, 100, 1]), 8));

    private static TensorRanges Ranges(float[] sizes) => new(sizes.Index().ToDictionary(pair => (0, pair.Index), pair => new TensorRange(-pair.Item, pair.Item / 2)));

    /// <param name="kind">What reads it; CONCATENATION for nothing, ADD for two.</param>
    private static Model Joined(BuiltinOperator kind, bool hasBias, ActivationFunctionType activation)
    {
        var tiny = new TinyModel();
        var isPicture = kind is BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D;
        int[] Shape(int channels) => isPicture ? [1, 3, 3, channels] : [1, channels];
        int[] inputs = [.. Channels.Select((channels, index) => tiny.Tensor($"x{index}", Shape(channels)))];
        var (joined, output) = (tiny.Tensor("joined", Shape(8)), tiny.Tensor("y", Shape(2)));
        tiny.Operator(BuiltinOperator.Concatenation, inputs, [joined], OperatorOptions.Of("ConcatenationOptions").With("axis", isPicture ? 3 : 1));
        if (kind == BuiltinOperator.Concatenation) return tiny.Build(inputs, [joined]);
        int[] kernel = kind switch { BuiltinOperator.Conv2D => [2, 3, 3, 8], BuiltinOperator.DepthwiseConv2D => [1, 3, 3, 8], _ => [2, 8] };
        int[] reads = [joined, tiny.Constant("w", TinyModel.Noise(kernel.Aggregate(1, (product, size) => product * size)), kernel), hasBias ? tiny.Constant("b", [0.3f, -0.2f], 2) : -1];
        var options = OperatorOptions.Of(kind switch { BuiltinOperator.Conv2D => "Conv2DOptions", BuiltinOperator.DepthwiseConv2D => "DepthwiseConv2DOptions", _ => "FullyConnectedOptions" }).With("fused_activation_function", (int)activation);
        if (isPicture) options = options.With("stride_w", 1).With("stride_h", 1).With("dilation_w_factor", 1).With("dilation_h_factor", 1);
        if (kind != BuiltinOperator.Add) return tiny.Operator(kind, reads, [output], options).Build(inputs, [output]);
        var twice = tiny.Tensor("z", Shape(8));
        return tiny.FullyConnected(joined, reads[1], -1, output).Operator(BuiltinOperator.Relu, [joined], [twice]).Build(inputs, [output, twice]);
    }

    private static float[] Answers(Model model)
    {
        using var interpreter = new Interpreter(model);
        interpreter.AllocateTensors();
        foreach (var (index, input) in interpreter.GetInputDetails().Index()) interpreter.SetTensor(input.Index, TinyModel.Noise(input.Shape.Aggregate(1, (product, size) => product * size), index).AsSpan());
        interpreter.Invoke();
        return [.. interpreter.GetOutputDetails().SelectMany(output => interpreter.GetTensor<float>(output.Index).ToArray())];
    }
}
