using OptRecipe.Ide.Lenses;

namespace OptRecipe.Ide.Tests;

public sealed class CodeLensTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    /// <summary>Each lens as <c>line: title</c>.</summary>
    private static void CheckLenses(string text, params string[] expected)
    {
        var analysis = new Workspace().Analyze(text);
        Assert.Equal(expected, CodeLenses.Of(analysis).Select(lens => $"{analysis.Text.Lines.LineOf(lens.Span.Start)}: {lens.Title}"));
    }

    [Fact]
    public void The_model_shows_its_size_and_leads_to_its_graph() => CheckLenses(Head, "0: $(play) Run", "0: Show Plan (337 KiB → 337 KiB)", "1: 7 operators · 337 KiB · open graph");

    [Fact]
    public void A_recipe_that_writes_a_report_can_run_and_open_it() => CheckLenses(
        Head + "outputs: [{report: out/r.md}]\n", "0: $(play) Run", "0: Run with Report", "0: Show Plan (337 KiB → 337 KiB)", "1: 7 operators · 337 KiB · open graph");

    [Theory]
    [InlineData(Head, "0: Report (files have changed)")]
    [InlineData(Head + "# more\n", "0: Report (of another text)")]
    public void What_the_last_run_left_has_a_report(string text, string expected)
    {
        var analysis = new Workspace().WithRecord(Head, new("evaluation", 0, []), new(1, 1)).Analyze(text);
        Assert.Contains(expected, CodeLenses.Of(analysis).Select(lens => $"0: {lens.Title}"));
    }

    [Fact]
    public void A_target_that_the_steps_change_something_for_compares_before_and_after() => CheckLenses(
        Head + "targets:\n  - xnnpack\n  - tflite-micro\nsteps:\n  - quantize: dynamic\n",
        "0: $(play) Run", "0: Show Plan (337 KiB → 90 KiB)", "1: 7 operators · 337 KiB · open graph", "4: tflite-micro: 100 % of MACs before the steps → refused after · compare");

    [Fact]
    public void Without_a_model_there_is_nothing_to_show_but_the_head() => CheckLenses("recipe: 1\nmodel: nothing.tflite\ntargets: [xnnpack]\n", "0: $(play) Run", "0: Show Plan");

    [Fact]
    public void A_file_of_an_own_target_is_no_recipe_to_run() => Assert.Empty(CodeLenses.Of(Pipeline.RecipeAnalyzer.AnalyzeText("/w/my.target.yaml", new("id: x\n"))));
}
