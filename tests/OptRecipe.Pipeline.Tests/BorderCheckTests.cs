namespace OptRecipe.Pipeline.Tests;

public sealed class BorderCheckTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\ntargets: [edge-tpu]\nsteps:\n";

    /// <summary>OR5024 and OR5025 of a step.</summary>
    private static RecipeAnalysis CheckBorder(string step, params string[] expected)
    {
        var analysis = new Fixture().Analyze(Head + step);
        var found = analysis.Diagnostics.Where(diagnostic => diagnostic.Descriptor.Code is "OR5024" or "OR5025").Select(diagnostic => Fixture.Line(analysis, diagnostic)).ToArray();
        Assert.True(found.Length == expected.Length, string.Join('\n', found));
        foreach (var (line, words) in found.Zip(expected))
            foreach (var word in words.Split(" … ")) Assert.Contains(word, line, StringComparison.Ordinal);
        return analysis;
    }

    [Theory]
    [InlineData("  - quantize: int8\n", "OR5024 Warning «quantize: int8» … inputs and outputs stay float32 … `edge-tpu` … QUANTIZE #0 and DEQUANTIZE #8")]
    [InlineData("  - quantize: {scheme: int8, io: {input: uint8}}\n", "OR5024 … outputs stay float32 … DEQUANTIZE")]
    [InlineData("  - quantize: {scheme: int8, io: int8}\n")]
    [InlineData("  - quantize: dynamic\n")]
    [InlineData("  - quantize: {scheme: int8, io: int8, rules: [{where: {ops: SOFTMAX}, scheme: float32}]}\n", "OR5025 Warning «int8» … SOFTMAX #7 computes in float32: a QUANTIZE stands behind it")]
    public void An_end_that_is_translated_is_told(string step, params string[] expected) => CheckBorder(step, expected);

    [Theory]
    [InlineData("  - quantize: int8\n", "  - quantize: {scheme: int8, io: int8}\n")]
    [InlineData("  - quantize:\n      scheme: int8\n", "  - quantize:\n      scheme: int8\n      io: int8\n")]
    [InlineData("  - quantize: {scheme: int8, io: float32}\n", "  - quantize: {scheme: int8, io: int8}\n")]
    public void The_fix_sets_integers(string before, string after)
    {
        var analysis = new Fixture().Analyze(Head + before);
        var fix = analysis.Diagnostics.Single(diagnostic => diagnostic.Descriptor.Code == "OR5024").Fixes[0];
        Assert.Equal(Head + after, analysis.Text.WithEdits(fix.Edits).Text);
        CheckBorder(after);
    }
}
