using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Equalize;
using OptRecipe.Engine.Repair;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Tests.Equalize;

public sealed class EqualizePassTests
{
    /// <summary>The published network with channels scaled apart: afterwards every tensor's channels are as even as the original's, and the answers are the same.</summary>
    [Theory]
    [InlineData("tones_uneven")]
    [InlineData("digits_uneven")]
    [InlineData("tones_dscnn")]
    public void The_float_model_answers_as_before(string task)
    {
        if (SharedFolder.Require($"seed/{task}/{task}.tflite", 1) is not { } path) return;
        var model = TestModels.Read(path);
        var equalized = TestModels.Apply(new EqualizePass(new()), model);
        var (before, after) = (Answers(model), Answers(equalized));
        for (var index = 0; index < before.Length; index++) Assert.Equal(before[index], after[index], 1e-4f);
        Assert.NotEqual(model.Buffers.Select(buffer => buffer.Data.ToMemory().ToArray()), equalized.Buffers.Select(buffer => buffer.Data.ToMemory().ToArray()));
    }

    [Fact]
    public void Weights_on_both_sides_of_a_channel_end_with_the_same_range()
    {
        var model = Two(ActivationFunctionType.Relu, out var first, out var second);
        var equalized = TestModels.Apply(new EqualizePass(new()), model);
        var (rows, columns) = (Values(equalized, first), Values(equalized, second));
        for (var channel = 0; channel < 2; channel++)
            Assert.Equal(Math.Max(Math.Abs(rows[2 * channel]), Math.Abs(rows[2 * channel + 1])), Math.Abs(columns[channel]), 1e-5f);
    }

    [Fact]
    public void A_channel_that_nobody_uses_is_left_alone()
    {
        var model = Two(ActivationFunctionType.Relu, out var first, out _, secondWeights: [3, 0]);
        Assert.Equal(Values(model, first)[2..], Values(TestModels.Apply(new EqualizePass(new()), model), first)[2..]);
    }

    [Theory]
    [InlineData(ActivationFunctionType.Relu6, "has the fused activation RELU6, which does not scale with its input")]
    [InlineData(ActivationFunctionType.Tanh, "has the fused activation TANH, which does not scale with its input")]
    public void What_cannot_be_scaled_is_kept_with_its_reason(ActivationFunctionType activation, string reason)
    {
        var plan = new EqualizePass(new()).Plan(Two(activation, out _, out _));
        Assert.Equal([new OperatorDecision(new(0, 0), PassOutcome.Kept, reason), new OperatorDecision(new(0, 1), PassOutcome.Kept, "makes an output of the model")], plan.Operators.AsEnumerable());
    }

    [Fact]
    public void A_tensor_with_two_readers_is_not_scaled()
    {
        var tiny = new TinyModel();
        var (input, middle, one, other) = (tiny.Tensor("x", 1, 2), tiny.Tensor("m", 1, 2), tiny.Tensor("y", 1, 1), tiny.Tensor("z", 1, 1));
        tiny.FullyConnected(input, tiny.Constant("w", [1f, 2, 3, 4], 2, 2), -1, middle).FullyConnected(middle, tiny.Constant("v", [1f, 1], 1, 2), -1, one)
            .FullyConnected(middle, tiny.Constant("u", [1f, 1], 1, 2), -1, other);
        Assert.Equal("is read by 2 operators", new EqualizePass(new()).Plan(tiny.Build([input], [one, other])).Operators[0].Reason);
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_refused()
    {
        var error = Assert.Throws<PassException>(() => TestModels.Apply(new EqualizePass(new()), Two(ActivationFunctionType.None, out _, out _, secondWeights: [float.NaN, 1])));
        Assert.Equal("`v` holds a weight that is infinite or not a number, so its channels cannot be compared", error.Message);
    }

    [Fact]
    public void What_a_channel_always_has_goes_from_its_bias_into_the_next_one()
    {
        var tiny = new TinyModel();
        var (input, middle, output) = (tiny.Tensor("x", 1, 2), tiny.Tensor("m", 1, 2), tiny.Tensor("y", 1, 1));
        var (bias, next) = (tiny.Constant("b", [50f, 0], 2), tiny.Constant("c", [3f], 1));
        var model = tiny.Operator(BuiltinOperator.FullyConnected, [input, tiny.Constant("w", [1f, 0, 0, 1], 2, 2), bias], [middle], OperatorOptions.Of("FullyConnectedOptions").With("fused_activation_function", (int)ActivationFunctionType.Relu))
            .FullyConnected(middle, tiny.Constant("v", [2f, 4], 1, 2), next, output).Build([input], [output]);
        var absorbed = BiasAbsorption.Apply(model, new(new()), Noise(100, 2), 1, default);
        Assert.Equal([new LayerRepair(new(0, 0), "FULLY_CONNECTED", true, "")], absorbed.Layers);
        // The noise is even in ±0.5: 50 less three deviations of 0.29.
        var moved = 50 - Values(absorbed.Model, bias)[0];
        Assert.InRange(moved, 48.9f, 49.3f);
        Assert.Equal(3 + 2 * moved, Values(absorbed.Model, next)[0], 1e-4f);
        Assert.Equal(0, Values(absorbed.Model, bias)[1]);
        var (before, after) = (Answers(model), Answers(absorbed.Model));
        for (var index = 0; index < before.Length; index++) Assert.Equal(before[index], after[index], 1e-4f);
    }

    [Theory]
    [InlineData(false, 3, "is read by DEPTHWISE_CONV_2D #1, whose padding does not hold it")]
    [InlineData(false, 1, "")]
    [InlineData(true, 1, "is followed by LEAKY_RELU #1, which does not hand a constant on")]
    public void Nothing_is_absorbed_where_the_next_operator_does_not_see_it_everywhere(bool isLeaky, int kernel, string reason)
    {
        var tiny = new TinyModel();
        var (input, middle, output) = (tiny.Tensor("x", 1, 4, 4, 1), tiny.Tensor("m", 1, 4, 4, 2), tiny.Tensor("y", 1, 4, 4, 2));
        tiny.Operator(BuiltinOperator.Conv2D, [input, tiny.Constant("w", [1f, 1], 2, 1, 1, 1), tiny.Constant("b", [50f, 60], 2)], [middle], OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1));
        if (isLeaky) tiny.Operator(BuiltinOperator.LeakyRelu, [middle], [middle = tiny.Tensor("l", 1, 4, 4, 2)], OperatorOptions.Of("LeakyReluOptions").With("alpha", 0.1f));
        tiny.Operator(BuiltinOperator.DepthwiseConv2D, [middle, tiny.Constant("v", TinyModel.Noise(2 * kernel * kernel), 1, kernel, kernel, 2), tiny.Constant("c", [1f, 1], 2)], [output],
            OperatorOptions.Of("DepthwiseConv2DOptions").With("stride_w", 1).With("stride_h", 1).With("depth_multiplier", 1));
        Assert.Equal(reason, BiasAbsorption.Apply(tiny.Build([input], [output]), new(new()), Noise(4, 16), 1, default).Layers[0].Reason);
    }

    [Fact]
    public void Inputs_of_a_concatenation_are_brought_to_one_range_without_changing_a_bit_of_the_answer()
    {
        var model = Joined(isRead: true, out var weights);
        var ranges = new TensorRanges(new Dictionary<(int, int), TensorRange> { [(0, 1)] = new(0, 1000), [(0, 2)] = new(-1, 0.9f) });
        var (rescaled, reason) = InputRescale.Apply(model, 2, ranges);
        Assert.NotNull(rescaled);
        Assert.Equal("", reason);
        Assert.Equal(Values(model, weights).Select(value => value * 1024), Values(rescaled, weights));
        Assert.Equal(Answers(model), Answers(rescaled));
    }

    [Fact]
    public void Whoever_else_reads_a_concatenation_or_its_inputs_answers_as_before()
    {
        var (rescaled, reason) = InputRescale.Apply(Shared(BuiltinOperator.FullyConnected), 2, new(new Dictionary<(int, int), TensorRange> { [(0, 1)] = new(0, 1000), [(0, 2)] = new(-1, 0.9f) }));
        Assert.NotNull(rescaled);
        Assert.Equal("", reason);
        Assert.Equal(Answers(Shared(BuiltinOperator.FullyConnected)), Answers(rescaled));
    }

    [Fact]
    public void Inputs_that_an_operator_without_weights_reads_too_keep_their_ranges() =>
        Assert.Equal((null, "has input 0, which is followed by MUL #5, through which channels cannot be scaled"),
            InputRescale.Apply(Shared(BuiltinOperator.Mul), 2, new(new Dictionary<(int, int), TensorRange> { [(0, 1)] = new(0, 1000), [(0, 2)] = new(-1, 0.9f) })));

    [Fact]
    public void Inputs_of_a_concatenation_that_the_model_returns_keep_their_ranges() =>
        Assert.Equal((null, "makes an output of the model"), InputRescale.Apply(Joined(isRead: false, out _), 2, new(new Dictionary<(int, int), TensorRange> { [(0, 1)] = new(0, 1000), [(0, 2)] = new(-1, 0.9f) })));

    private static Model Joined(bool isRead, out int weights)
    {
        var tiny = new TinyModel();
        var (input, large, small, joined, output) = (tiny.Tensor("x", 1, 2), tiny.Tensor("large", 1, 1), tiny.Tensor("small", 1, 1), tiny.Tensor("joined", 1, 2), tiny.Tensor("y", 1, 1));
        weights = tiny.Constant("v", [0.3f, -0.7f], 1, 2);
        tiny.FullyConnected(input, tiny.Constant("w", [700f, -900], 1, 2), -1, large).FullyConnected(input, weights, tiny.Constant("b", [0.1f], 1), small)
            .Operator(BuiltinOperator.Concatenation, [large, small], [joined], OperatorOptions.Of("ConcatenationOptions").With("axis", 1));
        if (isRead) tiny.FullyConnected(joined, tiny.Constant("u", [0.001f, 2], 1, 2), -1, output);
        return tiny.Build([input], [isRead ? output : joined]);
    }

    /// <summary>Two read the concatenation, one of them behind RELU, and one reads each of its inputs beside it.</summary>
    private static Model Shared(BuiltinOperator beside)
    {
        var tiny = new TinyModel();
        var (input, large, small, joined, rectified) = (tiny.Tensor("x", 1, 2), tiny.Tensor("large", 1, 1), tiny.Tensor("small", 1, 1), tiny.Tensor("joined", 1, 2), tiny.Tensor("rectified", 1, 2));
        int[] outputs = [.. Enumerable.Range(0, 4).Select(index => tiny.Tensor($"y{index}", 1, 1))];
        tiny.FullyConnected(input, tiny.Constant("w", [700f, -900], 1, 2), -1, large).FullyConnected(input, tiny.Constant("v", [0.3f, -0.7f], 1, 2), tiny.Constant("b", [0.1f], 1), small)
            .Operator(BuiltinOperator.Concatenation, [large, small], [joined], OperatorOptions.Of("ConcatenationOptions").With("axis", 1))
            .FullyConnected(joined, tiny.Constant("u", [0.001f, 2], 1, 2), -1, outputs[0]).Operator(BuiltinOperator.Relu, [joined], [rectified]);
        Beside(large, outputs[2]);
        Beside(small, outputs[3]);
        return tiny.FullyConnected(rectified, tiny.Constant("t", [0.002f, 3], 1, 2), -1, outputs[1]).Build([input], outputs);

        void Beside(int read, int made)
        {
            var factor = tiny.Constant($"factor {made}", [0.7f], 1, 1);
            if (beside == BuiltinOperator.FullyConnected) tiny.FullyConnected(read, factor, -1, made);
            else tiny.Operator(beside, [read, factor], [made], OperatorOptions.Of("MulOptions"));
        }
    }

    private static CalibrationSamples Noise(int count, int size) => new(count, index => [MemoryMarshal.AsBytes(TinyModel.Noise(size, index).AsSpan()).ToArray()]);

    private static Model Two(ActivationFunctionType activation, out int first, out int second, float[]? secondWeights = null)
    {
        var tiny = new TinyModel();
        var (input, middle, output) = (tiny.Tensor("x", 1, 2), tiny.Tensor("m", 1, 2), tiny.Tensor("y", 1, 1));
        first = tiny.Constant("w", [100f, -50, 0.01f, 0.02f], 2, 2);
        second = tiny.Constant("v", secondWeights ?? [0.001f, 40], 1, 2);
        return tiny.Operator(BuiltinOperator.FullyConnected, [input, first, tiny.Constant("b", [1f, 2], 2)], [middle], OperatorOptions.Of("FullyConnectedOptions").With("fused_activation_function", (int)activation))
            .FullyConnected(middle, second, -1, output).Build([input], [output]);
    }

    private static float[] Values(Model model, int tensor) => MemoryMarshal.Cast<byte, float>(model.Buffers[(int)model.Subgraphs[0].Tensors[tensor].Buffer].Data.ToMemory().Span).ToArray();

    private static float[] Answers(Model model)
    {
        using var interpreter = new Interpreter(model);
        interpreter.AllocateTensors();
        var input = interpreter.GetInputDetails()[0];
        var answers = new List<float>();
        for (var sample = 0; sample < 3; sample++)
        {
            interpreter.SetTensor(input.Index, TinyModel.Noise(input.Shape.Aggregate(1, (product, size) => product * size), sample).AsSpan());
            interpreter.Invoke();
            foreach (var output in interpreter.GetOutputDetails()) answers.AddRange(interpreter.GetTensor<float>(output.Index));
        }
        return [.. answers];
    }
}
