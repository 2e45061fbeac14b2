using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Tests;

public sealed class WeightFormTests
{
    /// <summary>OR5023 of a dynamic step on digits_cnn (CONV_2D with 108, 2,592 and 6,912 weights, FULLY_CONNECTED 48×1568 and 10×48).</summary>
    private static void CheckForms(string keys, params string[] expected)
    {
        var analysis = new Fixture().Analyze($"recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - quantize:\n{string.Concat(keys.Split('\n').Select(line => $"      {line}\n"))}");
        var found = analysis.Diagnostics.Where(diagnostic => diagnostic.Descriptor.Code == "OR5023").Select(diagnostic => Fixture.Line(analysis, diagnostic)).ToArray();
        Assert.True(found.Length == expected.Length, string.Join('\n', found));
        foreach (var (line, words) in found.Zip(expected))
            foreach (var word in words.Split(" … ")) Assert.Contains(word, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scheme: dynamic\nweights: {bits: 4}")]
    [InlineData("scheme: dynamic\nweights: {bits: 4, granularity: block-32}", "«block-32» 2 operators … CONV_2D #1, CONV_2D #2")]
    [InlineData("scheme: dynamic\nweights: {bits: 4, granularity: block-32, min_elements: 0}", "«block-32» 4 operators … CONV_2D #0 … FULLY_CONNECTED #5")]
    [InlineData("scheme: dynamic\nwhere: {operators: 5}\nweights: {bits: 4, granularity: block-32, min_elements: 0}", "FULLY_CONNECTED #5 has weights of 48 elements in a row, which 32 does not divide")]
    [InlineData("scheme: dynamic\nwhere: {operators: 4}\nweights: {bits: 4, granularity: block-32}")]
    [InlineData("scheme: dynamic\nrules: [{where: {ops: CONV_2D}, weights: {bits: 4, granularity: block-64}}]", "«block-64» 2 operators")]
    [InlineData("scheme: dynamic\non_unsupported: float\nweights: {bits: 4, granularity: block-32}")]
    [InlineData("scheme: int8\nweights: {bits: 4}")]
    [InlineData("scheme: int8\nweights: {bits: 2}", "«2» 5 operators")]
    [InlineData("scheme: dynamic\nweights: {bits: 4, granularity: block-32}\nrules: [{where: {ops: CONV_2D}, weights: {granularity: channel}}]")]
    public void A_form_without_a_kernel_is_an_error_on_the_key_that_asks_for_it(string keys, params string[] expected) => CheckForms(keys, expected);

    [Theory]
    [InlineData(BuiltinOperator.DepthwiseConv2D, QuantizeScheme.Dynamic, 4, "has no kernel for 4-bit weights")]
    [InlineData(BuiltinOperator.EmbeddingLookup, QuantizeScheme.Int8, 4, "has no kernel for 4-bit weights with integer activations")]
    [InlineData(BuiltinOperator.BatchMatmul, QuantizeScheme.WeightOnly, 4, null)]
    [InlineData(BuiltinOperator.BatchMatmul, QuantizeScheme.Dynamic, 4, "has no kernel for 4-bit weights")]
    [InlineData(BuiltinOperator.DepthwiseConv2D, QuantizeScheme.Dynamic, 8, null)]
    [InlineData(BuiltinOperator.FullyConnected, QuantizeScheme.Dynamic, 2, null)]
    [InlineData(BuiltinOperator.DepthwiseConv2D, QuantizeScheme.Float32, 4, null)]
    public void The_table_says_which_kernels_there_are(BuiltinOperator op, QuantizeScheme scheme, int bits, string? expected) =>
        Assert.Equal(expected, WeightForms.Missing(op, scheme, new() { Bits = bits }, new Tensor { Shape = [8, 64] }));
}
