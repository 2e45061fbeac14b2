using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Tests;

/// <summary>Keys of quantize that change nothing (OR2022) or do not go together (OR2023), and numbers outside their range (OR1107).</summary>
public sealed class QuantizeFieldsTests
{
    private static readonly string[] Codes = ["OR1107", "OR2022", "OR2023"];

    private static RecipeDocument Read(string keys) => RecipeDocument.Read($"recipe: 1\nmodel: m.tflite\nsteps:\n  - quantize: {{{keys}}}\n");

    /// <summary>Marked text and message of what these keys raise.</summary>
    private static void CheckKeys(string keys, params string[] expected)
    {
        var document = Read(keys);
        var found = document.Publish([], isComplete: true).Where(diagnostic => Codes.Contains(diagnostic.Descriptor.Code))
            .Select(diagnostic => $"{diagnostic.Descriptor.Code} «{document.Text.Slice(diagnostic.Span)}» {diagnostic.Message}").ToArray();
        Assert.True(found.Length == expected.Length, string.Join('\n', found));
        foreach (var (line, words) in found.Zip(expected))
            foreach (var word in words.Split(" … ")) Assert.Contains(word, line, StringComparison.Ordinal);
    }

    private static void CheckFix(string before, string after)
    {
        var document = Read(before);
        var fix = document.Publish([], isComplete: true).First(diagnostic => Codes.Contains(diagnostic.Descriptor.Code)).Fixes[0];
        Assert.Equal(Read(after).Text.Text, document.Text.WithEdits(fix.Edits).Text);
    }

    [Theory]
    [InlineData("scheme: dynamic")]
    [InlineData("scheme: int8, io: int8, weights: {bits: 4}, activations: {symmetric: true}, calibration: entropy, on_unsupported: float")]
    [InlineData("scheme: int16x8, io: {input: int16, output: float32}, activations: {symmetric: true}")]
    [InlineData("scheme: int8, activations: {bits: 16}, io: int16")]
    [InlineData("scheme: weight-only, weights: {symmetric: false, bits: 4, granularity: block-64, algorithm: octav}")]
    [InlineData("scheme: dynamic, weights: {bits: 4}, on_unsupported: float")]
    [InlineData("scheme: dynamic, rules: [{where: {first: true}, scheme: int8, activations: {symmetric: true}}], io: int8")]
    [InlineData("scheme: int8, calibration: {ranges: r.json, key: a}")]
    [InlineData("scheme: int8, calibration: {method: percentile, percentile: 99.9, bins: 4096}")]
    [InlineData("scheme: dynamic, io: float32")]
    public void Keys_that_go_together_raise_nothing(string keys) => CheckKeys(keys);

    [Theory]
    [InlineData("scheme: dynamic, activations: {bits: 16}", "OR2022 «16» … `activations: bits` changes nothing … `dynamic` keeps activations in float32")]
    [InlineData("scheme: float16, weights: {granularity: tensor}", "OR2022 «tensor» … `float16` stores float16 weights")]
    [InlineData("scheme: dynamic, calibration: entropy", "OR2022 «calibration: entropy» … needs no ranges")]
    [InlineData("scheme: dynamic, io: int8", "OR2022 «int8» … `io: int8` changes nothing")]
    [InlineData("scheme: float16, on_unsupported: float", "OR2022 «float»")]
    [InlineData("scheme: dynamic, rescue: add", "OR2022 «add»")]
    [InlineData("scheme: int8, rules: [{where: {first: true}, scheme: float32, weights: {bits: 4}}]", "OR2022 «4» … `float32` stores float32 weights")]
    [InlineData("scheme: int8, rules: [{where: {first: true}}]", "OR2022 «{where: {first: true}}» … says nothing about its operators")]
    [InlineData("scheme: int8, calibration: {percentile: 99}", "OR2022 «99» … the method is `minmax`")]
    [InlineData("scheme: int8, calibration: {method: minmax, bins: 512}", "OR2022 «512» … looks at no histogram")]
    [InlineData("scheme: int8, weights: {min_elements: 9}", "OR2022 «9» … quantizes weights of every size")]
    [InlineData("scheme: int8, calibration: {key: a}", "OR2022 «a» … `ranges`, which is not written")]
    [InlineData("scheme: int8, calibration: {method: mse, ranges: r.json}", "OR2022 «mse» … `ranges` says every range")]
    public void A_key_that_nothing_looks_at_is_told(string keys, params string[] expected) => CheckKeys(keys, expected);

    [Theory]
    [InlineData("scheme: int8, io: int16", "OR2023 «int16» … 8-bit activations")]
    [InlineData("scheme: int16x8, io: {output: uint8}", "OR2023 «uint8» … 16-bit activations")]
    [InlineData("scheme: int8, weights: {symmetric: false}", "OR2023 «false» … only `weight-only`")]
    [InlineData("scheme: int16x8, activations: {symmetric: false}", "OR2023 «false» … always have zero point 0")]
    [InlineData("scheme: int8, weights: {granularity: block-32}", "OR2023 «block-32» … scale per block")]
    [InlineData("scheme: int8, weights: {bits: 2}", "OR2023 «2» … the fewest are 4")]
    [InlineData("scheme: int8, calibration: {method: percentile, percentile: 0.5}", "OR1107 «0.5» … more than 50")]
    [InlineData("scheme: int8, calibration: {method: entropy, bins: 4}", "OR1107 «4» … at least 128")]
    public void Keys_that_no_kernel_computes_together_are_an_error(string keys, params string[] expected) => CheckKeys(keys, expected);

    [Fact]
    public void The_fix_removes_the_key_with_what_it_would_leave_empty()
    {
        CheckFix("scheme: dynamic, activations: {bits: 16}", "scheme: dynamic");
        CheckFix("scheme: dynamic, activations: {bits: 16}, weights: {bits: 4}", "scheme: dynamic, weights: {bits: 4}");
        CheckFix("scheme: float16, weights: {granularity: tensor, bits: 8}", "scheme: float16, weights: {bits: 8}");
        CheckFix("scheme: int8, io: int16", "scheme: int8, io: int8");
        CheckFix("scheme: dynamic, calibration: {method: mse, bins: 512}", "scheme: dynamic");
    }
}
