using System.Runtime.InteropServices;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Quantize;

public sealed class QuantizePassTests
{
    /// <summary>Two FULLY_CONNECTED of 64 × 16 on one weight, the second reading what the first gives to a third.</summary>
    private static Model SharedWeights(out int weights, bool isAliased = false, int rows = 64)
    {
        var tiny = new TinyModel();
        var (input, middle, output) = (tiny.Tensor("in", 1, 16), tiny.Tensor("left", 1, rows), tiny.Tensor("right", 1, rows));
        weights = tiny.Constant("weights", TinyModel.Noise(rows * 16), rows, 16);
        var other = isAliased ? tiny.Alias("again", weights) : weights;
        return tiny.FullyConnected(input, weights, -1, middle).FullyConnected(input, other, -1, output).Build([input], [middle, output]);
    }

    private static string Check(Model model, QuantizeOptions options)
    {
        var pass = new QuantizePass(options);
        var result = TestModels.Apply(pass, model);
        var file = TestModels.Write(result);
        if (options.OldestRuntime == ClosenessCase.Native) Assert.Null(NativeTensorFlowLite.Refusal(file));
        return string.Join("; ", pass.Plan(model).Operators.Zip(model.Subgraphs[0].Operators.Select(@operator => model.OperatorCodes[(int)@operator.OpcodeIndex].Name))
            .Select(entry => $"{entry.Second}: {entry.First.Outcome}{(entry.First.Reason.Length > 0 ? $", {entry.First.Reason}" : "")}"));
    }

    private static string Tensors(Model model) => string.Join(' ', model.Subgraphs[0].Tensors.Select(tensor => $"{tensor.Name}:{tensor.Type.Name()}{(tensor.Quantization is { ScaleCount: > 0 } q ? $"/{q.ScaleCount}" : "")}"));

    [Theory]
    [InlineData(1023, "FULLY_CONNECTED: Kept, has 1,023 weights, fewer than 1,024")]
    [InlineData(1024, "FULLY_CONNECTED: Changed")]
    public void Weights_of_fewer_than_1024_elements_stay(int count, string expected)
    {
        var tiny = new TinyModel();
        var (input, output, weights) = (tiny.Tensor("in", 1, count / 3), tiny.Tensor("out", 1, 3), tiny.Constant("w", TinyModel.Noise(count), 3, count / 3));
        if (count == 1024) weights = tiny.Constant("w", TinyModel.Noise(count), 4, 256);
        Assert.Equal(expected, Check(tiny.FullyConnected(input, weights, -1, output).Build([input], [output]), new(QuantizeScheme.Dynamic)));
    }

    [Theory]
    [InlineData("2.17", "", 12, 64)]
    [InlineData("2.9", ", has one scale for its weights: one scale per channel of FULLY_CONNECTED needs runtime 2.17.0, the oldest is 2.9.0", 9, 1)]
    [InlineData("2.2", ", has one scale for its weights: one scale per channel of FULLY_CONNECTED needs runtime 2.17.0, the oldest is 2.2.0", 3, 1)]
    public void The_oldest_runtime_chooses_the_form_of_FULLY_CONNECTED(string runtime, string reason, int version, int scales)
    {
        Assert.True(RuntimeVersion.TryParse(runtime, out var oldest));
        var tiny = new TinyModel();
        var (input, output, weights, bias) = (tiny.Tensor("in", 1, 16), tiny.Tensor("out", 1, 64), tiny.Constant("w", TinyModel.Noise(1024), 64, 16), tiny.Constant("b", new float[64], 64));
        var model = tiny.FullyConnected(input, weights, bias, output).Build([input], [output]);
        var options = new QuantizeOptions(QuantizeScheme.Dynamic) { OldestRuntime = oldest };
        Assert.Equal($"FULLY_CONNECTED: Changed{reason}", Check(model, options));
        var result = TestModels.Apply(new QuantizePass(options), model);
        Assert.Equal((version, scales), (result.OperatorCodes[0].Version, result.Subgraphs[0].Tensors[weights].Quantization?.ScaleCount));
    }

    [Fact]
    public void A_single_channel_counts_as_per_channel_so_an_old_runtime_reads_it_through_DEQUANTIZE()
    {
        var tiny = new TinyModel();
        var (input, output, weights) = (tiny.Tensor("in", 1, 2048), tiny.Tensor("out", 1, 1), tiny.Constant("w", TinyModel.Noise(2048), 1, 2048));
        var model = tiny.FullyConnected(input, weights, -1, output).Build([input], [output]);
        var options = new QuantizeOptions(QuantizeScheme.Dynamic) { OldestRuntime = ClosenessCase.Native };
        Assert.StartsWith("FULLY_CONNECTED: Changed, reads its weights through DEQUANTIZE", Check(model, options), StringComparison.Ordinal);
        Assert.Equal("in:FLOAT32 out:FLOAT32 w:FLOAT32 w_int8:INT8/1", Tensors(TestModels.Apply(new QuantizePass(options), model)));
    }

    [Fact]
    public void TRANSPOSE_CONV_reads_int8_weights_itself_or_for_an_old_runtime_through_DEQUANTIZE()
    {
        var tiny = new TinyModel();
        var (input, output) = (tiny.Tensor("in", 1, 4, 4, 16), tiny.Tensor("out", 1, 8, 8, 16));
        var settings = OperatorOptions.Of("TransposeConvOptions").With("stride_w", 2).With("stride_h", 2);
        var model = tiny.Operator(BuiltinOperator.TransposeConv, [tiny.Constant("shape", 1, 8, 8, 16), tiny.Constant("w", TinyModel.Noise(2304), 16, 3, 3, 16), input], [output], settings)
            .Build([input], [output]);
        Assert.Null(NativeTensorFlowLite.Refusal(TestModels.Write(model)));

        var hybrid = TestModels.Apply(new QuantizePass(new(QuantizeScheme.Dynamic)), model);
        Assert.Equal("in:FLOAT32 out:FLOAT32 shape:INT32 w:INT8/16", Tensors(hybrid));
        Assert.Contains("weights->type != input->type", NativeTensorFlowLite.Refusal(TestModels.Write(hybrid)), StringComparison.Ordinal);

        var options = new QuantizeOptions(QuantizeScheme.Dynamic) { OldestRuntime = ClosenessCase.Native };
        Assert.StartsWith("TRANSPOSE_CONV: Changed, reads its weights through DEQUANTIZE: the int8 form of TRANSPOSE_CONV needs runtime 2.17.0", Check(model, options), StringComparison.Ordinal);
        var dequantized = TestModels.Apply(new QuantizePass(options), model);
        Assert.Equal("in:FLOAT32 out:FLOAT32 shape:INT32 w:FLOAT32 w_int8:INT8/16", Tensors(dequantized));
        Assert.Equal(5, dequantized.OperatorCodes.Single(code => code.Builtin == BuiltinOperator.Dequantize).Version);
    }

    [Fact]
    public void A_weight_shared_by_operators_of_one_form_stays_shared()
    {
        var model = SharedWeights(out _);
        var result = TestModels.Apply(new QuantizePass(new(QuantizeScheme.Dynamic)), model);
        Assert.Equal("in:FLOAT32 left:FLOAT32 right:FLOAT32 weights:INT8/64", Tensors(result));
        Assert.Equal(2, result.Buffers.Length);
    }

    [Fact]
    public void Tensors_on_one_buffer_stay_on_one_buffer()
    {
        var result = TestModels.Apply(new QuantizePass(new(QuantizeScheme.Dynamic)), SharedWeights(out _, isAliased: true));
        Assert.Equal("in:FLOAT32 left:FLOAT32 right:FLOAT32 weights:INT8/64 again:INT8/64", Tensors(result));
        Assert.Equal(result.Subgraphs[0].Tensors[3].Buffer, result.Subgraphs[0].Tensors[4].Buffer);
        Assert.Equal(2, result.Buffers.Length);
    }

    [Theory]
    [InlineData(QuantizeScheme.Dynamic, "in:FLOAT32 left:FLOAT32 right:FLOAT32 weights:FLOAT32 weights_int8:INT8/1")]
    [InlineData(QuantizeScheme.Float16, "in:FLOAT32 left:FLOAT32 right:FLOAT32 weights:FLOAT32 weights_float16:FLOAT16 weights_dequantized:FLOAT32")]
    public void An_operator_that_a_rule_keeps_in_float_keeps_its_share_of_the_weights(QuantizeScheme scheme, string expected)
    {
        var model = SharedWeights(out var weights);
        var options = new QuantizeOptions(scheme) { OldestRuntime = ClosenessCase.Native, KeepFloat = [new(0, 1)] };
        Assert.Equal("FULLY_CONNECTED: Changed", Check(model, options).Split("; ")[0].Split(',')[0]);
        Assert.Equal("FULLY_CONNECTED: Kept, is kept in float32 by a rule", Check(model, options).Split("; ")[1]);
        var result = TestModels.Apply(new QuantizePass(options), model);
        Assert.Equal(expected, Tensors(result));
        Assert.Equal(weights, result.Subgraphs[0].Operators[^1].Inputs[1]);
    }

    [Fact]
    public void Float16_limits_what_overflows_and_keeps_halves_even()
    {
        var tiny = new TinyModel();
        var (input, output) = (tiny.Tensor("in", 1, 6), tiny.Tensor("out", 1, 6));
        var constant = tiny.Constant("c", [1e6f, -1e6f, float.NegativeInfinity, 65519f, 1 + 1f / 2048, 1 + 3f / 2048], 1, 6);
        var model = tiny.Operator(BuiltinOperator.Add, [input, constant], [output], OperatorOptions.Of("AddOptions")).Build([input], [output]);
        var result = TestModels.Apply(new QuantizePass(new(QuantizeScheme.Float16)), model);
        var stored = result.Subgraphs[0].Tensors.Single(tensor => tensor.Type == TensorType.Float16);
        Half[] expected = [(Half)65504, (Half)(-65504), (Half)(-65504), (Half)65504, (Half)1, (Half)(1 + 2f / 1024)];
        Assert.Equal(expected, MemoryMarshal.Cast<byte, Half>(result.Buffers[(int)stored.Buffer].Data.ToMemory().Span).ToArray());
        Assert.Equal("fp16accfp32", System.Text.Encoding.ASCII.GetString(result.Buffers[(int)result.Metadata.Single().Buffer].Data.ToMemory().Span));
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_named()
    {
        var tiny = new TinyModel();
        var values = TinyModel.Noise(1024);
        values[77] = float.NaN;
        var (input, output, weights) = (tiny.Tensor("in", 1, 16), tiny.Tensor("out", 1, 64), tiny.Constant("w", values, 64, 16));
        var model = tiny.FullyConnected(input, weights, -1, output).Build([input], [output]);
        var exception = Assert.Throws<PassException>(() => TestModels.Apply(new QuantizePass(new(QuantizeScheme.Dynamic)), model));
        Assert.Equal("`w` holds a weight that is infinite or not a number, so it has no int8 form", exception.Message);
    }

    [Fact]
    public void What_is_quantized_already_is_left_alone()
    {
        var once = TestModels.Apply(new QuantizePass(new(QuantizeScheme.Dynamic)), SharedWeights(out _));
        Assert.Equal("FULLY_CONNECTED: Untouched, has weights of type INT8; FULLY_CONNECTED: Untouched, has weights of type INT8", Check(once, new(QuantizeScheme.Dynamic)));
        Assert.Same(once, TestModels.Apply(new QuantizePass(new(QuantizeScheme.Dynamic)), once));
    }

    [Fact]
    public void A_cancelled_run_ends()
    {
        var (pass, model) = (new QuantizePass(new(QuantizeScheme.Dynamic)), SharedWeights(out _));
        Assert.Throws<OperationCanceledException>(() => pass.Apply(model, pass.Plan(model), PassMode.Run, null, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(QuantizeScheme.Dynamic)]
    [InlineData(QuantizeScheme.Float16)]
    public void Progress_rises_to_one(QuantizeScheme scheme)
    {
        var model = TestModels.Read(SharedFolder.InRepository("tests", "corpus", "converter", "digits_cnn", "digits_cnn.tflite"));
        var (pass, seen) = (new QuantizePass(new(scheme)), new Recorder());
        pass.Apply(model, pass.Plan(model), PassMode.Run, seen, CancellationToken.None);
        Assert.Equal(seen.Values.Order(), seen.Values);
        Assert.Equal(1, seen.Values[^1]);
    }

    private sealed class Recorder : IProgress<double>
    {
        public List<double> Values { get; } = [];
        public void Report(double value) => Values.Add(value);
    }
}
