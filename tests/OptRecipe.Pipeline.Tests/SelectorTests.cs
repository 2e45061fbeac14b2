using OptRecipe.Engine.Passes;
using OptRecipe.Pipeline.Planning.Selectors;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.Pipeline.Tests;

public sealed class SelectorTests
{
    /// <summary>The operators of digits_cnn (CONV_2D ×3, RESHAPE, FULLY_CONNECTED ×2, SOFTMAX) that a selector is for.</summary>
    private static void CheckSelected(string where, params int[] expected)
    {
        var analysis = new Fixture().Analyze($"recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - quantize: {{scheme: float16, where: {where}}}\n");
        Assert.Equal(expected, analysis.Plan?.Steps[0].Selectors[0].Match.Operators.Select(address => address.Index));
    }

    [Theory]
    [InlineData("{ops: CONV_2D}", 0, 1, 2)]
    [InlineData("{ops: [SOFTMAX, RESHAPE]}", 3, 6)]
    [InlineData("{operators: '0-1, 5'}", 0, 1, 5)]
    [InlineData("{operators: [4-900, 0]}", 0, 4, 5, 6)]
    [InlineData("{operators: 3}", 3)]
    [InlineData("{operators: 0.3}", 3)]
    [InlineData("{first: true}", 0)]
    [InlineData("{last: 2}", 5, 6)]
    [InlineData("{ops: CONV_2D, last: true}", 2)]
    [InlineData("{first: 2, last: 1}")]
    [InlineData("{any: [{first: true}, {last: true}]}", 0, 6)]
    [InlineData("{all: [{ops: CONV_2D}, {not: {first: true}}]}", 1, 2)]
    [InlineData("{not: [{ops: CONV_2D}, {ops: SOFTMAX}]}", 3, 4, 5)]
    [InlineData("{weights_over: 20 KiB}", 2, 4)]
    [InlineData("{weights_over: 20 KiB, ops: CONV_2D}", 2)]
    [InlineData("{tensors: 'model/conv2d/*'}", 0)]
    [InlineData("{tensors: ['model/dense/MatMul', '*Reshape']}", 3, 4)]
    [InlineData("{tensors: 'StatefulPartitionedCall:?'}", 6)]
    [InlineData("{tensors: 'arith.constant3'}", 1)]
    [InlineData("{}", 0, 1, 2, 3, 4, 5, 6)]
    public void A_selector_is_for_the_operators_that_fit_all_its_keys(string where, params int[] expected) => CheckSelected(where, expected);

    [Theory]
    [InlineData("a/*", "a/b/c", true)]
    [InlineData("a/*", "x;a/b", true)]
    [InlineData("a/*", "x;a/b;y", true)]
    [InlineData("a", "x;a", true)]
    [InlineData("a/*", "xa/b", false)]
    [InlineData("x;a", "x;a", true)]
    [InlineData("?", "ab", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b", "xxaxxbxx", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void A_glob_covers_a_whole_name_or_a_part_of_a_joined_one(string glob, string name, bool expected) => Assert.Equal(expected, TensorGlob.Matches(glob, name));

    [Fact]
    public void No_glob_takes_long() =>
        Assert.False(TensorGlob.Matches(string.Concat(Enumerable.Repeat("a*", 2000)) + "b", new string('a', 20000)));

    [Fact]
    public void Pruning_touches_the_selected_operators_alone()
    {
        var analysis = new Fixture().Analyze("recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - prune: {sparsity: 50 %, where: {operators: 1-2}}\n");
        Assert.Equal([1, 2], analysis.Plan?.Steps[0].Decisions.Operators.Where(decision => decision.Outcome == PassOutcome.Changed).Select(decision => decision.Address.Index));
    }

    [Fact]
    public void Quantization_leaves_the_others_alone_and_rules_keep_theirs_in_float()
    {
        var analysis = new Fixture().Analyze(
            "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - quantize:\n      scheme: dynamic\n      where: {not: {operators: 1}}\n      rules: [{where: {operators: 2}, scheme: float32}]\n");
        var decisions = analysis.Plan?.Steps[0].Decisions.Operators ?? [];
        Assert.Equal(PassOutcome.Kept, decisions[0].Outcome);
        Assert.Equal((PassOutcome.Untouched, "is left out by `where`"), (decisions[1].Outcome, decisions[1].Reason));
        Assert.Equal((PassOutcome.Kept, "is kept in float32 by rule 1"), (decisions[2].Outcome, decisions[2].Reason));
        Assert.Equal(PassOutcome.Changed, decisions[4].Outcome);
        Assert.Equal(RunStatus.Succeeded, new Fixture().Run(analysis.Text.Text + "outputs: [{tflite: out.tflite}]\n").Status);
    }

    [Fact]
    public void A_rule_written_again_plans_nothing_again()
    {
        var fixture = new Fixture();
        const string Head = "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - quantize:\n      scheme: dynamic\n      rules:\n";
        var first = fixture.Analyze(Head + "        - {where: {operators: 0-2}, scheme: float32}\n");
        var second = fixture.Analyze(Head + "        # the same operators\n        - {where: {ops: CONV_2D}, scheme: float32}\n");
        var third = fixture.Analyze(Head + "        - {where: {operators: 0-1}, scheme: float32}\n");
        Assert.Same(first.Plan?.Result, second.Plan?.Result);
        Assert.NotSame(first.Plan?.Result, third.Plan?.Result);
    }

    [Fact]
    public void Aliases_cannot_make_a_selector_endless()
    {
        var text = "recipe: 1\nmodel: digits_cnn.tflite\nx-a: &a {ops: CONV_2D}\n" + string.Concat(Enumerable.Range(0, 12).Select(level =>
            $"x-{(char)('b' + level)}: &{(char)('b' + level)} {{any: [{string.Join(", ", Enumerable.Repeat($"*{(char)('a' + level)}", 9))}]}}\n"));
        var analysis = new Fixture().Analyze(text + "steps:\n  - prune: {sparsity: 50 %, where: *m}\n");
        Assert.NotNull(analysis.Plan);
    }
}
