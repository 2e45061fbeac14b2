namespace OptRecipe.Pipeline.Tests;

public sealed class SelectorCheckTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n";

    /// <summary>The recipe's problems, one per line, each holding all the words given for it; with an edit: what the first fix makes of the text.</summary>
    private static void CheckProblems(string steps, params string[] expected)
    {
        var analysis = new Fixture().Analyze(Head + steps);
        var found = Fixture.Problems(analysis).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(found.Length == expected.Length, string.Join('\n', found));
        foreach (var (line, words) in found.Zip(expected))
            foreach (var word in words.Split(" … ")) Assert.Contains(word, line, StringComparison.Ordinal);
    }

    private static void CheckFix(string before, string after)
    {
        var analysis = new Fixture().Analyze(Head + before);
        var fix = analysis.Diagnostics.SelectMany(diagnostic => diagnostic.Fixes).First();
        Assert.Equal(Head + after, analysis.Text.WithEdits(fix.Edits).Text);
    }

    [Fact]
    public void A_step_with_a_selector_is_fine() => CheckProblems("  - prune: {sparsity: 50 %, where: {ops: CONV_2D}}\n  - quantize: {scheme: dynamic, where: {weights_over: 4 KiB}}\n");

    [Theory]
    [InlineData("{ops: CONV_3D}", "OR5020 Error «CONV_3D» … no operator `CONV_3D` … did you mean `CONV_2D`")]
    [InlineData("{ops: My_Custom}", "OR5020 Error «My_Custom» … it has `CONV_2D`, ")]
    [InlineData("{operators: '0, 900'}", "OR5021 Warning «900» … no operator #900 … #0 to #")]
    [InlineData("{tensors: [nothing/*]}", "OR5020 Error «nothing/*» … fits the name of no operator's")]
    [InlineData("{ops: [CONV_2D, CONV_3D]}", "OR5021 Warning «CONV_3D»")]
    [InlineData("{weights_over: 1 GiB}", "OR5020 Error «where» … fits this selector … optional")]
    [InlineData("{ops: CONV_2D, weights_over: 1 GiB}", "OR5020 Error «where» … all 2 keys of this selector at once")]
    [InlineData("{ops: CONV_3D, optional: true}")]
    [InlineData("{not: {ops: CONV_3D}}", "OR5021 Warning «CONV_3D»")]
    [InlineData("{not: {ops: CONV_3D, optional: true}}")]
    [InlineData("{any: [{ops: CONV_3D, optional: true}, {ops: CONV_2D}]}")]
    [InlineData("{ops: Conv2D}", "OR2020 Error «Conv2D» … did you mean `CONV_2D`")]
    public void What_matches_nothing_is_told_on_the_word_that_caused_it(string where, params string[] expected) => CheckProblems($"  - quantize: {{scheme: float16, where: {where}}}\n", expected);

    [Fact]
    public void The_nearest_name_of_the_model_is_a_fix()
    {
        CheckFix("  - prune: {sparsity: 50 %, where: {ops: CONV_3D}}\n", "  - prune: {sparsity: 50 %, where: {ops: CONV_2D}}\n");
        CheckFix("  - prune: {sparsity: 50 %, where: {tensors: model/dens/*}}\n", "  - prune: {sparsity: 50 %, where: {tensors: model/dense/*}}\n");
    }

    [Fact]
    public void A_rule_that_later_ones_override_gets_a_hint() => CheckProblems(
        "  - quantize:\n      scheme: dynamic\n      rules:\n        - {where: {operators: 0}, scheme: float32}\n        - {where: {ops: CONV_2D}, scheme: float32}\n",
        "OR5022 Hint «{where: {operators: 0}, scheme: float32}» … later rules override it on its one operator");

    [Fact]
    public void A_rule_outside_the_steps_operators_gets_a_hint() => CheckProblems(
        "  - quantize:\n      scheme: dynamic\n      where: {ops: FULLY_CONNECTED}\n      rules:\n        - {where: {ops: CONV_2D}, scheme: float32}\n",
        "OR5022 Hint … operators that the step's `where` leaves out");

    [Fact]
    public void A_rule_that_still_says_something_gets_none() => CheckProblems(
        "  - quantize:\n      scheme: dynamic\n      rules:\n        - {where: {ops: CONV_2D}, scheme: float32}\n        - {where: {operators: 0}, scheme: float32}\n");
}
