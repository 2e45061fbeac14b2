using System.Text;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;
using OptRecipe.Pipeline.Variants;

namespace OptRecipe.Pipeline.Tests;

/// <summary>Variants of a recipe: planned, run and compared.</summary>
public sealed class VariantTests
{
    private const string Recipe = "recipe: 1\nname: digits\nmodel: digits_cnn.tflite\ntargets: [xnnpack, tflite-micro]\ndata:\n  calibration: {path: digits.npz, samples: 10}\n"
        + "  evaluation: {path: digits.npz, metric: agreement}\nsteps:\n  - quantize: int8\nbudget:\n  file: 100 KiB\noutputs:\n  - tflite: out/small.tflite\n  - report: out/report.md\n  - report: out/report.json\n";

    private static RunResult Run(Fixture fixture, string recipe, VariantRequest? request = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        new VariantRunner(fixture.Files, fixture.Files, TimeProvider.System, new(fixture.Cache)).Run(fixture.Analyze(recipe), request ?? new(), progress, cancellation);

    private static string Forecast(RecipeAnalysis analysis) => VariantMarkdown.Forecast(analysis, analysis.AllVariants(default));

    private static string Text(Fixture fixture, string path) => Encoding.UTF8.GetString(fixture.Files[path]);

    /// <summary>The warnings that stand in the table, each with the value it stands on.</summary>
    private static void CheckProblems(string recipe, params string[] expected)
    {
        var analysis = new Fixture().Analyze(recipe);
        var table = analysis.Recipe.Variants!;
        Assert.Equal(expected, analysis.Diagnostics.Where(diagnostic => diagnostic.Span.Start >= table.KeySpan.Start).Select(diagnostic => Fixture.Line(analysis, diagnostic)).Select(line => line[..Math.Min(line.Length, 50)]));
    }

    [Fact]
    public void What_only_one_value_causes_stands_on_it() => CheckProblems(
        Recipe + "variants:\n  quantize.scheme: [int8, dynamic]\n",
        "OR4004 Warning «dynamic» after `quantize: dynamic`");

    [Fact]
    public void A_table_whose_variants_are_all_well_adds_nothing() => CheckProblems(Recipe + "variants:\n  quantize.scheme: [int8]\n  quantize.calibration: [minmax, mse]\n");

    [Fact]
    public void Every_variant_writes_its_files_and_one_page_compares_them()
    {
        var fixture = new Fixture();
        var result = Run(fixture, Recipe.Replace(", tflite-micro", "", StringComparison.Ordinal) + "variants:\n  quantize.scheme: [int8, dynamic, float16]\n");
        Assert.True(result.Status == RunStatus.Succeeded, result.Message);
        Assert.Equal(["int8 succeeded", "dynamic succeeded", "float16 budget-broken"], result.Comparison!.Variants.Select(row => $"{row.Variant} {row.Status}"));
        foreach (var name in new[] { "int8", "dynamic", "float16" })
        {
            Assert.Equal(result.Comparison.Variants.Single(row => row.Variant == name).After!.File, fixture.Files[$"/w/out/small-{name}.tflite"].Length);
            Assert.StartsWith($"# digits · {name}\n", Text(fixture, $"/w/out/report-{name}.md"), StringComparison.Ordinal);
        }
        var best = result.Comparison.Variants.Where(row => row.Status == "succeeded").MinBy(row => row.After!.File)!;
        Assert.Equal(best.Variant, result.Comparison.Best);
        Assert.StartsWith($"`{best.Variant}` is the smallest of 2 that keep the budget, of 3 variants: 337 KiB → {SizeText.Of(best.After!.File)}, agreement ", result.Message, StringComparison.Ordinal);
        var page = Text(fixture, "/w/out/report-variants.md");
        Assert.Contains($"| **{best.Variant}** ★ |", page, StringComparison.Ordinal);
        Assert.Contains("| variant | file | gzip | agreement (before: 100 %) | xnnpack | budget |", page, StringComparison.Ordinal);
        Assert.Contains("- float16 breaks the budget: `file` is 171 KiB, its limit 100 KiB", page, StringComparison.Ordinal);
        Assert.Contains($"\"best\": \"{best.Variant}\"", Text(fixture, "/w/out/report-variants.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variant_gives_what_its_recipe_gives_alone()
    {
        var (whole, alone) = (new Fixture(), new Fixture());
        const string table = "variants:\n  quantize.scheme: [dynamic, int8]\n  quantize.calibration: [minmax, mse]\n";
        var result = Run(whole, Recipe + table);
        var single = Run(alone, Recipe + table, new("int8-mse"));
        var written = alone.Run(Recipe.Replace("- quantize: int8", "- quantize: {calibration: mse, scheme: int8}", StringComparison.Ordinal).Replace("/small", "/other", StringComparison.Ordinal));
        var row = result.Comparison!.Variants.Single(row => row.Variant == "int8-mse");
        Assert.Equal(row.After, single.After);
        Assert.Equal(written.Evaluation!.Metrics.ToArray(), row.Metrics.ToArray());
        Assert.Equal(whole.Files["/w/out/small-int8-mse.tflite"], alone.Files["/w/out/small-int8-mse.tflite"]);
        Assert.Equal(whole.Files["/w/out/small-int8-mse.tflite"], alone.Files["/w/out/other.tflite"]);
        Assert.False(alone.Files.Stamp("/w/out/small-int8-minmax.tflite").Length > 0);
    }

    [Fact]
    public void Ranges_that_several_variants_need_are_measured_once()
    {
        var fixture = new Fixture();
        Run(fixture, Recipe + "variants:\n  quantize.io: [float32, int8]\n  quantize.calibration: [minmax, mse]\n");
        Assert.Equal(2, fixture.Cache.Writes.Count(name => name.EndsWith(".ranges", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_variant_that_cannot_run_is_left_out_and_said()
    {
        var fixture = new Fixture();
        var result = Run(fixture, Recipe + "variants:\n  quantize.scheme: [int8, dynamic]\n");
        Assert.Equal(RunStatus.Succeeded, result.Status);
        Assert.Equal(["int8 succeeded", "dynamic invalid"], result.Comparison!.Variants.Select(row => $"{row.Variant} {row.Status}"));
        Assert.Contains("; 1 variant did not run: ", result.Message, StringComparison.Ordinal);
        Assert.Contains("- dynamic did not run: after `quantize: dynamic`", Text(fixture, "/w/out/report-variants.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("variants: {quantize.scheme: [int8, float16]}\n", "100 KiB", "Succeeded")]
    [InlineData("variants: {quantize.scheme: [int8, float16]}\n", "10 KiB", "BudgetBroken")]
    [InlineData("variants: {budget.file: [10 KiB, 200 KiB]}\n", "10 KiB", "Succeeded")]
    [InlineData("variants: {model: [cut.tflite, empty.tflite]}\n", "100 KiB", "Invalid")]
    [InlineData("", "100 KiB", "Invalid")]
    public void One_variant_that_keeps_the_budget_is_enough(string table, string limit, string expected) =>
        Assert.Equal(expected, Run(new Fixture(), Recipe.Replace(", tflite-micro", "", StringComparison.Ordinal).Replace("100 KiB", limit, StringComparison.Ordinal) + table).Status.ToString());

    [Fact]
    public void An_unknown_variant_is_answered_with_the_nearest()
    {
        var result = Run(new Fixture(), Recipe + "variants: {quantize.scheme: [int8, int16x8]}\n", new("int16x"));
        Assert.Equal((RunStatus.Invalid, "there is no variant `int16x`; did you mean `int16x8`"), (result.Status, result.Message));
    }

    [Fact]
    public void What_no_run_wrote_is_not_overwritten_by_any_variant()
    {
        var fixture = new Fixture();
        var recipe = Recipe.Replace(", tflite-micro", "", StringComparison.Ordinal) + "variants: {quantize.scheme: [int8, float16]}\n";
        fixture.Files["/w/out/small-float16.tflite"] = "mine"u8.ToArray();
        var refused = Run(fixture, recipe);
        Assert.Equal((RunStatus.NeedsForce, "/w/out/small-float16.tflite"), (refused.Status, Assert.Single(refused.Conflicts)));
        Assert.Equal(0, fixture.Files.Writes);
        Assert.NotEqual(RunStatus.NeedsForce, Run(fixture, recipe, new(Force: true)).Status);
        Assert.NotEqual(RunStatus.NeedsForce, Run(fixture, recipe).Status);
        fixture.Files["/w/out/report-variants.md"] = "mine"u8.ToArray();
        Assert.Equal("/w/out/report-variants.md", Assert.Single(Run(fixture, recipe).Conflicts));
    }

    [Fact]
    public void A_cancelled_comparison_keeps_what_had_ended_and_writes_no_page()
    {
        var fixture = new Fixture();
        using var stop = new CancellationTokenSource();
        var seen = new List<string>();
        var progress = new Watch(value =>
        {
            seen.Add(value.ToString());
            if (value.Message.StartsWith("dynamic", StringComparison.Ordinal)) stop.Cancel();
        });
        var result = Run(fixture, Recipe.Replace(", tflite-micro", "", StringComparison.Ordinal) + "variants: {quantize.scheme: [int8, dynamic, float16]}\n", progress: progress, cancellation: stop.Token);
        Assert.Equal(RunStatus.Cancelled, result.Status);
        Assert.True(fixture.Files.Stamp("/w/out/small-int8.tflite").Length > 0 && fixture.Files.Stamp("/w/out/small-float16.tflite").Length == 0 && fixture.Files.Stamp("/w/out/report-variants.md").Length == 0);
        Assert.Contains(seen, line => line.EndsWith("% int8 (1 of 3): quantize: int8", StringComparison.Ordinal));
    }

    [Fact]
    public void A_step_of_a_used_file_is_varied_there()
    {
        var fixture = new Fixture();
        fixture.Files["/w/team.optrecipe.yaml"] = "recipe: 1\nsteps:\n  - quantize: int8\n"u8.ToArray();
        fixture.Files["/w/low.optrecipe.yaml"] = "recipe: 1\nsteps:\n  - prune: {sparsity: 10 %}\n"u8.ToArray();
        const string text = "recipe: 1\nmodel: digits_cnn.tflite\nuse: [low.optrecipe.yaml, team.optrecipe.yaml]\noutputs: [tflite: out/a.tflite]\nvariants:\n  quantize.scheme: [dynamic, float16]\n";
        var analysis = fixture.Analyze(text);
        Assert.Equal(["dynamic quantize: dynamic", "float16 quantize: float16"], analysis.Variants.Select(variant => $"{variant.Name} {variant.Analysis.Plan!.Steps.Single().Title}"));
        Assert.Equal("OR2050", Assert.Single(fixture.Analyze(text.Replace("quantize.scheme: [dynamic, float16]", "prune.sparsity: [50 %]", StringComparison.Ordinal)).Diagnostics, diagnostic => diagnostic.Descriptor.Code == "OR2050").Descriptor.Code);
    }

    [Fact]
    public void A_preset_is_varied_like_a_file()
    {
        var analysis = new Fixture().Analyze("recipe: 1\nmodel: digits_cnn.tflite\nuse: mcu-int8\ndata: {calibration: {path: digits.npz}}\nvariants: {prune.sparsity: [20 %, 60 %], data.calibration.samples: [5, 6]}\n");
        Assert.Equal(["sparsity20pct-samples5 prune: 20 % 5", "sparsity20pct-samples6 prune: 20 % 6", "sparsity60pct-samples5 prune: 60 % 5", "sparsity60pct-samples6 prune: 60 % 6"],
            analysis.Variants.Select(variant => $"{variant.Name} {variant.Analysis.Plan!.Steps[0].Title} {variant.Analysis.Recipe.Data!.Calibration!.Samples!.Value}"));
    }

    [Fact]
    public void The_plan_has_a_line_for_every_variant()
    {
        var page = Forecast(new Fixture().Analyze(Recipe + "variants:\n  quantize.scheme: [int8, dynamic, float16]\n"));
        Assert.StartsWith("\n## 3 variants\n\n| variant | file | xnnpack | tflite-micro | budget |\n", page, StringComparison.Ordinal);
        Assert.Contains("\n| dynamic | – | – | – | cannot run |\n", page, StringComparison.Ordinal);
        Assert.Contains("\n- dynamic cannot run: after `quantize: dynamic`", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Latency_is_measured_only_when_it_is_asked_for()
    {
        const string recipe = Recipe + "variants: {quantize.io: [float32, int8]}\n";
        Assert.All(Run(new Fixture(), recipe).Comparison!.Variants, row => Assert.Null(row.Latency));
        Assert.All(Run(new Fixture(), recipe, new(MeasuresLatency: true)).Comparison!.Variants, row => Assert.True(row.Latency!.Milliseconds.Value > 0));
    }

    private sealed class Watch(Action<RunProgress> see) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => see(value);
    }
}
