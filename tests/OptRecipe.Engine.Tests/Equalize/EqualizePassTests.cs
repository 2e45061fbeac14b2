using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Equalize;
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
            answers.AddRange(interpreter.GetTensor<float>(interpreter.GetOutputDetails()[0].Index));
        }
        return [.. answers];
    }
}
