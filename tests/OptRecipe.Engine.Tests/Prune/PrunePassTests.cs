using System.IO.Compression;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Prune;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Prune;

public sealed class PrunePassTests
{
    private static Model Digits() => TestModels.Read(SharedFolder.InRepository("tests", "corpus", "converter", "digits_cnn", "digits_cnn.tflite"));

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Each_weight_tensor_reaches_the_sparsity_the_file_keeps_its_size_and_compresses_better(double sparsity)
    {
        var (before, after) = (Digits(), TestModels.Apply(new PrunePass(new(sparsity)), Digits()));
        foreach (var (left, right) in before.Subgraphs[0].Operators.Zip(after.Subgraphs[0].Operators))
        {
            Assert.Equal(left.Inputs.ToArray(), right.Inputs.ToArray());
            if (left.Inputs.Length < 3) continue;
            var weights = MemoryMarshal.Cast<byte, float>(after.Buffers[(int)after.Subgraphs[0].Tensors[right.Inputs[1]].Buffer].Data.ToMemory().Span).ToArray();
            Assert.Equal(MagnitudeMask.KeptCount(weights.Length, sparsity), weights.Count(weight => weight != 0));
        }
        // Without its origin the original is laid out as an edited model is, not copied.
        var (original, pruned) = (TestModels.Write(before with { Origin = null }), TestModels.Write(after));
        Assert.Equal(original.Length, pruned.Length);
        if (sparsity > 0) Assert.True(Gzip(pruned) < (1 - 0.7 * sparsity) * Gzip(original), $"{Gzip(original)} to {Gzip(pruned)}");
        Assert.Null(NativeTensorFlowLite.Refusal(pruned));
    }

    [Fact]
    public void What_pruning_leaves_alone_says_why()
    {
        var tiny = new TinyModel();
        var (input, middle, output) = (tiny.Tensor("in", 1, 4, 4, 8), tiny.Tensor("middle", 1, 4, 4, 8), tiny.Tensor("out", 1, 4, 4, 8));
        var model = tiny.Operator(BuiltinOperator.DepthwiseConv2D, [input, tiny.Constant("w", TinyModel.Noise(72), 1, 3, 3, 8), -1], [middle], OperatorOptions.Of("DepthwiseConv2DOptions"))
            .Operator(BuiltinOperator.Relu, [middle], [output]).Build([input], [output]);
        var decisions = new PrunePass(new(0.5)).Plan(model).Operators;
        Assert.Equal((PassOutcome.Kept, "has depthwise weights, which pruning leaves alone"), (decisions[0].Outcome, decisions[0].Reason));
        Assert.Equal(PassOutcome.Untouched, decisions[1].Outcome);
        Assert.Same(model, TestModels.Apply(new PrunePass(new(0.5)), model));
    }

    [Fact]
    public void Int8_weights_are_compared_by_their_real_values()
    {
        var quantized = TestModels.Apply(new QuantizePass(new(QuantizeScheme.Dynamic)), Digits());
        var pruned = TestModels.Apply(new PrunePass(new(0.5)), quantized);
        var weights = quantized.Subgraphs[0].Tensors.First(tensor => tensor is { Type: TensorType.Int8, Shape.Length: 4 });
        var (before, after) = (Bytes(quantized, weights), Bytes(pruned, weights));
        var scales = weights.Quantization?.Scales ?? [];
        var magnitudes = before.Select((value, index) => Math.Abs((sbyte)value) * scales[index / (before.Length / scales.Length)]).ToArray();
        var threshold = magnitudes.OrderDescending().ElementAt(MagnitudeMask.KeptCount(before.Length, 0.5) - 1);
        Assert.Equal(before.Select((value, index) => magnitudes[index] >= threshold ? value : (byte)0), after);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_sparsity_outside_its_range_is_refused(double sparsity) => Assert.Throws<ArgumentOutOfRangeException>(() => new PrunePass(new(sparsity)));

    private static byte[] Bytes(Model model, Tensor tensor) => model.Buffers[(int)tensor.Buffer].Data.ToMemory().ToArray();

    private static long Gzip(byte[] file)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(file);
        return stream.Length;
    }
}
