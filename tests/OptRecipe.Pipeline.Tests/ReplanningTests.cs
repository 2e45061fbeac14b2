using System.Collections.Immutable;
using System.Text;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Planning.Quantizing;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Tests;

/// <summary>What a planner remembers of earlier versions of a recipe changes nothing but the time it takes.</summary>
public sealed class ReplanningTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\ntargets: [xnnpack]\n";

    private const string Rules = """
        steps:
          - quantize:
              scheme: int8
              where: {not: {ops: SOFTMAX}}
              rules:
                - {where: {ops: CONV_2D}, scheme: float32}
                - {where: {tensors: "model/*"}, weights: {bits: 4}}
                - {where: {operators: 0-9}, scheme: dynamic, weights: {granularity: block-32}}
                - {where: {tensors: "modle/*"}, scheme: float32}
                - {where: {last: 2}, calibration: percentile}

        """;

    /// <summary>Small changes that leave what the steps say, or change one word of it.</summary>
    public static TheoryData<string, string> Edits => new()
    {
        { "recipe: 1\n", "recipe: 1\n# a line more\n" },
        { "scheme: int8\n", "scheme: int8   # wider\n" },
        { "targets: [xnnpack]\n", "targets: [xnnpack: {runtime: tflite-2.9}]\n" },
        { "scheme: int8\n", "scheme: int16x8\n" },
        { "{ops: CONV_2D}", "{ops: FULLY_CONNECTED}" },
        { "{ops: CONV_2D}", "{ops: CONV_2D, first: 1}" },
        { "modle", "model" },
        { "bits: 4", "bits: 8" },
        { "block-32", "channel" },
        { "0-9", "0-3" },
        { "percentile", "entropy" },
        { "where: {not: {ops: SOFTMAX}}\n", "where: {not: {ops: RESHAPE}}\n" },
        { "        - {where: {ops: CONV_2D}, scheme: float32}\n", "" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void A_changed_recipe_is_told_what_a_new_planner_says(string before, string after)
    {
        var text = Head + Rules;
        var fixture = new Fixture();
        Assert.Equal(Said(new Fixture().Analyze(text)), Said(fixture.Analyze(text)));
        var edited = text.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(text, edited);
        Assert.Equal(Said(new Fixture().Analyze(edited)), Said(fixture.Analyze(edited)));
        Assert.Equal(Said(new Fixture().Analyze(text)), Said(fixture.Analyze(text)));
    }

    [Fact]
    public void What_the_steps_leave_is_not_planned_again()
    {
        var fixture = new Fixture();
        var (first, second) = (fixture.Analyze(Head + Rules), fixture.Analyze("# before\n" + Head + Rules));
        Assert.Same(first.Plan?.Result, second.Plan?.Result);
        Assert.Same(first.Plan?.Steps[0].Pass, second.Plan?.Steps[0].Pass);
    }

    [Fact]
    public void Every_key_of_a_step_counts_when_two_are_compared()
    {
        const string full = "quantize: {scheme: int8, where: {ops: [A], first: 1, last: 2, operators: 0-3, weights_over: 1 KiB, not: {ops: B}, any: [{ops: C}], all: [{ops: D}]}, numerics: converter, io: int8, rules: [{where: {optional: true, tensors: [x]}, scheme: int8, on_unsupported: float, weights: {bits: 4, symmetric: true, granularity: tensor, algorithm: mse, min_elements: 5}, activations: {bits: 8, symmetric: true}, calibration: {method: percentile, percentile: 99, bins: 256, ranges: a.json, key: k}}]}";
        var changes = new (string From, string To)[]
        {
            ("scheme: int8, where", "scheme: dynamic, where"), ("[A]", "[A, E]"), ("first: 1", "first: 2"), ("last: 2", "first: 2"), ("0-3", "0-4"), ("1 KiB", "2 KiB"), ("not: {ops: B}", "not: {ops: E}"), ("[{ops: C}]", "[{ops: C}, {ops: E}]"),
            ("[{ops: D}]", "[]"), ("numerics: converter", "numerics: ai-edge-quantizer"), ("io: int8", "io: {input: int8}"), ("io: int8", "io: uint8"), ("optional: true", "optional: false"), ("[x]", "[y]"), ("}, scheme: int8", "}, scheme: float16"),
            ("float,", "error,"), ("bits: 4", "bits: 2"), ("{bits: 4, symmetric: true", "{bits: 4, symmetric: false"), ("tensor,", "channel,"), ("mse", "octav"), ("min_elements: 5", "min_elements: 6"), ("bits: 8", "bits: 16"),
            ("8, symmetric: true", "8, symmetric: false"), ("method: percentile", "method: mse"), ("99", "98"), ("256", "512"), ("a.json", "b.json"), ("key: k", "key: l"), ("bits: 4, ", ""), (", activations: {bits: 8, symmetric: true}", ""),
        };
        Assert.True(SameWords.Are(Step(full), Step("  " + full)));
        Assert.All(changes, change =>
        {
            var changed = full.Replace(change.From, change.To, StringComparison.Ordinal);
            Assert.NotEqual(full, changed);
            Assert.False(SameWords.Are(Step(full), Step(changed)), $"{change.From} → {change.To}");
        });
    }

    [Theory]
    [InlineData(typeof(QuantizeFields), "Scheme, WeightBits, AreWeightsSymmetric, Granularity, Algorithm, MinimumElements, ActivationBits, AreActivationsSymmetric, OnUnsupported, Calibration")]
    [InlineData(typeof(BoundCalibration), "Span, Method, Percentile, Bins, Ranges, Key")]
    [InlineData(typeof(BoundSelector), "Span, KeySpan, Terms, IsOptional")]
    [InlineData(typeof(BoundRule), "Span, Where, Fields")]
    public void The_comparison_knows_all_that_a_step_may_say(Type type, string compared) =>
        Assert.Equal(compared.Split(", "), type.GetProperties().Where(property => property.Name != "EqualityContract").Select(property => property.Name));

    [Fact]
    public void A_rule_that_many_later_ones_override_names_ten()
    {
        var rules = string.Concat(Enumerable.Repeat("        - {where: {ops: CONV_2D}, scheme: float32}\n", 40));
        var analysis = new Fixture().Analyze($"recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - quantize:\n      scheme: dynamic\n      rules:\n{rules}");
        var hints = analysis.Diagnostics.Where(diagnostic => diagnostic.Descriptor.Code == "OR5022").ToArray();
        Assert.Equal(39, hints.Length);
        Assert.Equal(10, hints[0].Related.Length);
        Assert.Equal("Rule 2 comes later", hints[0].Related[0].Message);
        Assert.Equal("Rule 40 comes later", Assert.Single(hints[38].Related).Message);
    }

    [Fact]
    public void The_gzip_size_of_a_large_file_is_found_beside()
    {
        var bytes = new byte[3 << 20];
        new Random(1).NextBytes(bytes);
        var loaded = new LoadedModel("/w/large.tflite", new(Recipe.Text.FileKind.File, bytes.Length, 1), new() { Origin = new(new MemoryByteSource(bytes), bytes.Length) });
        Assert.Null(loaded.GzipBytesSoFar);
        Assert.True(SpinWait.SpinUntil(() => loaded.GzipBytesSoFar is not null, TimeSpan.FromMinutes(1)));
        Assert.Equal(GzipSize.Of(new MemoryByteSource(bytes)), loaded.GzipBytesSoFar);
    }

    private static BoundQuantize Step(string step) => Assert.IsType<BoundQuantize>(Assert.Single(RecipeDocument.Read($"recipe: 1\nsteps: [{step}]\n").Recipe.Steps));

    /// <summary>Diagnostics with their places, and for each operator what holds and who says so.</summary>
    private static string Said(RecipeAnalysis analysis)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in analysis.Diagnostics) text.Append($"{diagnostic.Descriptor.Code} {diagnostic.Span} {diagnostic.Message} {Places(diagnostic.Related)} {string.Join("; ", diagnostic.Fixes.Select(fix => fix.Title))}\n");
        foreach (var step in analysis.Plan?.Steps ?? [])
        {
            text.Append($"{step.Title} {step.Span} {step.FileBytes}\n");
            foreach (var selector in step.Selectors) text.Append($"  {selector.Rule} {selector.Selector.Span} {string.Join(' ', selector.Match.Operators.Select(address => address.Index))} {string.Join(' ', selector.Match.Gaps)}\n");
            foreach (var decision in step.Decisions.Operators)
                text.Append($"  {decision} {string.Join(", ", step.Settings?.Of(decision.Address).Rows.Select(row => $"{row.Field}={row.Value} by {row.Origin} at {row.Origin.Span} over {string.Join(' ', row.Overridden)}") ?? [])}\n");
        }
        return text.ToString();
    }

    private static string Places(ImmutableArray<RelatedInformation> related) => string.Join(", ", related.Select(place => $"{place.Span} {place.Message}"));
}
