using OptRecipe.Pipeline.Reporting;
using System.Text;
using OptRecipe.Pipeline.Budgets;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Running;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Tests;

public sealed class RunTests
{
    private const string Recipe = "recipe: 1\nname: digits\nmodel: digits_cnn.tflite\ntargets: [xnnpack]\nsteps:\n  - quantize: dynamic\nbudget:\n  file: 100 KiB\noutputs:\n  - tflite: out/small.tflite\n  - report: out/report.md\n  - report: out/report.json\n";

    [Fact]
    public void A_run_writes_what_the_plan_foretold_byte_for_byte()
    {
        var fixture = new Fixture();
        var foretold = fixture.Analyze(Recipe).Plan?.FileBytes;
        var result = fixture.Run(Recipe);
        Assert.True(result.Status == RunStatus.Succeeded, result.Message);
        Assert.Equal(foretold, fixture.Files["/w/out/small.tflite"].Length);
        Assert.Equal(foretold, result.After?.File);
        var model = ModelReader.Read(new MemoryByteSource(fixture.Files["/w/out/small.tflite"]));
        Assert.Contains(model.Subgraphs[0].Tensors, tensor => tensor.Type == TensorType.Int8);
        Assert.All(result.Budget, budget => Assert.True(budget.Kept));
    }

    [Fact]
    public void The_same_recipe_gives_the_same_bytes()
    {
        var (first, second) = (new Fixture(), new Fixture());
        first.Run(Recipe);
        second.Run(Recipe);
        foreach (var path in new[] { "/w/out/small.tflite", "/w/out/report.md", "/w/out/report.json" }) Assert.Equal(first.Files[path], second.Files[path]);
    }

    [Fact]
    public void A_file_of_the_last_run_is_overwritten_and_any_other_is_not()
    {
        var fixture = new Fixture();
        Assert.Equal(RunStatus.Succeeded, fixture.Run(Recipe).Status);
        Assert.Equal(RunStatus.Succeeded, fixture.Run(Recipe).Status);
        fixture.Files["/w/out/small.tflite"] = "mine"u8.ToArray();
        var refused = fixture.Run(Recipe);
        Assert.Equal((RunStatus.NeedsForce, "/w/out/small.tflite"), (refused.Status, Assert.Single(refused.Conflicts)));
        Assert.Equal("mine", Encoding.UTF8.GetString(fixture.Files["/w/out/small.tflite"]));
        Assert.Equal(RunStatus.Succeeded, fixture.Run(Recipe, force: true).Status);
    }

    [Fact]
    public void A_recipe_with_an_error_runs_nothing()
    {
        var fixture = new Fixture();
        var result = fixture.Run(Recipe.Replace("[xnnpack]", "[tflite-micro]", StringComparison.Ordinal));
        Assert.Equal((RunStatus.Invalid, 0), (result.Status, fixture.Files.Writes));
        Assert.Contains("quantize: dynamic", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_budget_still_writes_and_says_so()
    {
        var fixture = new Fixture();
        var result = fixture.Run(Recipe.Replace("100 KiB", "1 KiB", StringComparison.Ordinal));
        Assert.Equal((RunStatus.BudgetBroken, false), (result.Status, Assert.Single(result.Budget).Kept));
        Assert.NotEmpty(fixture.Files["/w/out/small.tflite"]);
    }

    [Fact]
    public void Every_limit_is_held_against_what_was_written()
    {
        var fixture = new Fixture();
        var result = fixture.Run(Recipe.Replace("  file: 100 KiB\n", "  flash: 80 KiB\n  gzip: 100 KiB\n  coverage: {xnnpack: 100 %}\n", StringComparison.Ordinal).Replace("[xnnpack]", "[{xnnpack: {runtime: tflite-2.9}}]", StringComparison.Ordinal));
        Assert.Equal(RunStatus.BudgetBroken, result.Status);
        Assert.Equal(["gzip 100 KiB True", "flash 80 KiB False", "coverage.xnnpack 100 % False"], result.Budget.Select(budget => $"{budget.Key} {budget.Limit} {budget.Kept}"));
        Assert.True(result.Budget[0].Measured == SizeText.Of(result.After!.Gzip ?? 0) && result.Budget[2].Measured == "8 %", result.Budget[2].Measured);
    }

    [Fact]
    public void The_forecast_of_the_arena_is_what_the_written_model_takes()
    {
        var fixture = new Fixture();
        var recipe = Recipe.Replace("  file: 100 KiB\n", "  arena: 20 KiB\n", StringComparison.Ordinal);
        var foretold = fixture.Analyze(recipe).Plan!.Result;
        var result = fixture.Run(recipe);
        Assert.Equal(("arena", "55 KiB", false), (result.Budget[0].Key, result.Budget[0].Measured, result.Budget[0].Kept));
        var written = ModelReader.Read(new MemoryByteSource(fixture.Files["/w/out/small.tflite"]));
        Assert.Equal(PlannedArena.Of(written).ByteCount, PlannedArena.Of(foretold).ByteCount);
    }

    [Theory]
    [InlineData("1 s", RunStatus.Succeeded), InlineData("1 µs", RunStatus.BudgetBroken)]
    public void Latency_is_measured_here_and_kept_out_of_the_report(string limit, RunStatus expected)
    {
        var fixture = new Fixture();
        var result = fixture.Run(Recipe.Replace("  file: 100 KiB\n", $"  latency: {limit}\n", StringComparison.Ordinal));
        Assert.Equal(expected, result.Status);
        var budget = Assert.Single(result.Budget);
        Assert.Equal(("latency", limit), (budget.Key, budget.Limit));
        Assert.EndsWith("ms on this computer, not your target", budget.Measured, StringComparison.Ordinal);
        Assert.DoesNotContain("latency", System.Text.Encoding.UTF8.GetString(fixture.Files["/w/out/report.json"]), StringComparison.Ordinal);
        var recorded = RunRecord.Read(fixture.Files, Fixture.RecipePath)?.Latency;
        Assert.True(recorded is { Runs: >= 5, Optimized.Value: > 0, Ratio.Value: > 0 });
    }

    [Fact]
    public void A_cancelled_run_writes_nothing()
    {
        var fixture = new Fixture();
        using var cancelled = new CancellationTokenSource();
        var analysis = fixture.Analyze(Recipe);
        cancelled.Cancel();
        var result = new RecipeRunner(fixture.Files, fixture.Files, TimeProvider.System).Run(analysis, false, null, cancelled.Token);
        Assert.Equal((RunStatus.Cancelled, 0), (result.Status, fixture.Files.Writes));
    }

    [Fact]
    public void After_a_run_the_output_line_says_what_was_measured()
    {
        var fixture = new Fixture();
        fixture.Run(Recipe);
        var analysis = fixture.Analyze(Recipe);
        Assert.Contains(analysis.Diagnostics, d => d.Descriptor.Code == "OR5007" && d.Message.Contains("gzip", StringComparison.Ordinal));
    }

    private const string Small = "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - quantize: dynamic\noutputs:\n  - tflite: out/small.tflite\n";

    [Theory]
    [InlineData("", false)]
    [InlineData("", true, true)]
    [InlineData("budget: {file: 1 MiB}\n", false)]
    [InlineData("budget: {gzip: 1 MiB}\n", true)]
    [InlineData("  - report: out/report.md\n", true)]
    public void A_run_compresses_files_only_for_who_shows_what_comes_out(string more, bool isMeasured, bool showsGzip = false)
    {
        var fixture = new Fixture();
        var result = new RecipeRunner(fixture.Files, fixture.Files, TimeProvider.System, new(fixture.Cache)) { ShowsGzip = showsGzip }.Run(fixture.Analyze(Small + more), false, null, default);
        Assert.Equal((isMeasured, isMeasured), (result.Before?.Gzip is not null, result.After?.Gzip is not null));
        Assert.Equal((isMeasured, isMeasured), (fixture.Cache.Writes.Any(name => name.EndsWith(".gzip", StringComparison.Ordinal)), result.Message.Contains("gzip", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("/w/digits_cnn.tflite", false)]
    [InlineData("/w/out/small.tflite", false)]
    public void Whoever_looks_later_gets_the_sizes_after_gzip_of_the_files_that_the_run_read_and_wrote(string? changed, bool isKnown)
    {
        var fixture = new Fixture();
        fixture.Run(Small);
        var expected = new LastGzip(GzipSize.Of(new MemoryByteSource(fixture.Files["/w/digits_cnn.tflite"])), GzipSize.Of(new MemoryByteSource(fixture.Files["/w/out/small.tflite"])));
        if (changed is not null) fixture.Files[changed] = [.. fixture.Files[changed][..^1], (byte)(fixture.Files[changed][^1] ^ 1)];
        var analysis = fixture.Analyze(Small);
        foreach (var found in new[] { LastGzip.Of(fixture.Files, analysis, null), LastGzip.Of(fixture.Files, analysis, fixture.Cache), analysis.LastGzip }) Assert.Equal(isKnown ? expected : null, found);
    }

    [Fact]
    public void Sizes_that_the_run_measured_are_known_whatever_became_of_its_files()
    {
        var fixture = new Fixture();
        var result = fixture.Run(Recipe);
        fixture.Files["/w/out/small.tflite"] = [1];
        Assert.Equal(new LastGzip(result.Before!.Gzip ?? 0, result.After!.Gzip ?? 0), fixture.Analyze(Recipe).LastGzip);
    }

    [Fact]
    public void The_report_that_a_run_leaves_is_read_as_it_was_written()
    {
        var fixture = new Fixture();
        fixture.Run(Recipe);
        var report = Report.Read(fixture.Files[RunRecord.ReportPathFor(Fixture.RecipePath)]);
        Assert.Equal(Encoding.UTF8.GetString(fixture.Files["/w/out/report.md"]), ReportMarkdown.Of(report!));
        Assert.Equal(Encoding.UTF8.GetString(fixture.Files["/w/out/report.json"]), report!.ToJson());
        Assert.All(new[] { "", "{}", "null", "{\"recipe\":null}" }, text => Assert.Null(Report.Read(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void Pruning_keeps_the_file_and_shrinks_what_gzip_makes_of_it()
    {
        var result = new Fixture().Run(Recipe.Replace("quantize: dynamic", "prune: {sparsity: 50 %}", StringComparison.Ordinal).Replace("100 KiB", "1 MiB", StringComparison.Ordinal));
        Assert.True(result.Status == RunStatus.Succeeded, result.Message);
        // Rewriting lays tables out anew: a few bytes of 337 KiB.
        Assert.InRange((double)(result.After?.File ?? 0) / (result.Before?.File ?? 1), 0.999, 1.001);
        Assert.True(result.After?.Gzip < 0.7 * result.Before?.Gzip, $"{result.Before} {result.After}");
    }
}
