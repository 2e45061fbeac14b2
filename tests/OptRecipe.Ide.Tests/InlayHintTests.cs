using OptRecipe.Ide.InlayHints;
using OptRecipe.Pipeline.Running;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Tests;

public sealed class InlayHintTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    private static InlayHint[] Hints(string text, Workspace? workspace = null, Func<InlayHintKind, bool>? isWanted = null) =>
        [.. InlayHints.InlayHints.Of((workspace ?? new()).Analyze(text), new(0, text.Length), isWanted ?? (_ => true))];

    /// <summary>The text with every hint of one kind in its place, in <c>«»</c>.</summary>
    private static void CheckHints(string text, InlayHintKind kind, string expected, Workspace? workspace = null)
    {
        var shown = Hints(text, workspace, known => known == kind).Reverse().Aggregate(text, (shown, hint) => shown.Insert(hint.Offset, $"«{hint.Label}»"));
        Assert.Equal(expected, shown);
    }

    [Fact]
    public void Targets_show_their_coverage_after_the_steps_and_groups_that_of_their_members() => CheckHints(
        Head + "targets:\n  - xnnpack # the phone\n  - tflite-micro:\n      kernels: cmsis-nn\n  - android\n", InlayHintKind.Targets,
        Head + "targets:\n  - xnnpack«100 % of MACs» # the phone\n  - tflite-micro:«100 % of MACs»\n      kernels: cmsis-nn\n  - android«xnnpack 100 % of MACs, gpu 100 % of MACs, nnapi 100 % of MACs»\n");

    [Fact]
    public void A_target_that_refuses_the_model_says_so() => CheckHints(
        Head + "targets: [tflite-micro]\nsteps: [{quantize: dynamic}]\n", InlayHintKind.Targets, Head + "targets: [tflite-micro«refused»]\nsteps: [{quantize: dynamic}]\n");

    [Fact]
    public void Steps_show_sizes_and_how_much_they_leave() => CheckHints(
        Head + "steps:\n  - prune: {sparsity: 50 %}\n  - quantize:\n      scheme: dynamic\n      weights: {min_elements: 1024}\n", InlayHintKind.Steps,
        Head + "steps:\n  - prune: {sparsity: 50 %}«337 KiB as before»\n  - quantize:«337 KiB → 90 KiB, leaves 2 operators»\n      scheme: dynamic\n      weights: {min_elements: 1024}\n");

    [Theory]
    [InlineData(InlayHintKind.Steps, "use: mobile-int8«337 KiB → 91 KiB»\n")]
    [InlineData(InlayHintKind.Targets, "use: mobile-int8«xnnpack 100 % of MACs, 2 partitions»\n")]
    [InlineData(InlayHintKind.Steps, "use: [mobile-int8«337 KiB → 91 KiB»]\ntargets: [xnnpack]\n")]
    [InlineData(InlayHintKind.Targets, "use: [mobile-int8]\ntargets: [xnnpack«100 % of MACs, 2 partitions»]\n")]
    [InlineData(InlayHintKind.Steps, "use: mobile-int8\nsteps: [quantize: dynamic«337 KiB → 90 KiB, leaves 2 operators»]\n")]
    public void What_a_used_file_brings_is_shown_behind_its_entry(InlayHintKind kind, string expected) => CheckHints(Head + System.Text.RegularExpressions.Regex.Replace(expected, "«.*»", ""), kind, Head + expected);

    [Fact]
    public void Selectors_show_how_much_of_the_model_they_are_for() => CheckHints(
        Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: CONV_2D}}\n  - quantize:\n      scheme: dynamic\n      rules:\n        - where:\n            first: true\n          scheme: float32\n", InlayHintKind.Selectors,
        Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: CONV_2D}«3 operators, 38 KiB, 92 % of MACs»}\n  - quantize:\n      scheme: dynamic\n      rules:\n        - where:«1 operator, 432 bytes, 8 % of MACs»\n            first: true\n          scheme: float32\n");

    [Fact]
    public void A_budget_shows_the_forecast_until_this_text_has_run()
    {
        const string Text = Head + "budget:\n  file: 400 KiB\n  accuracy_drop: 1 point\n";
        CheckHints(Text, InlayHintKind.Budget, Text.Replace("400 KiB", "400 KiB«forecast 337 KiB (84 %)»"));
        CheckHints(Head + "targets: [xnnpack]\nbudget: {flash: 400 KiB, gzip: 1 KiB, coverage: {xnnpack: 90 %}}\n", InlayHintKind.Budget,
            Head + "targets: [xnnpack]\nbudget: {flash: 400 KiB«forecast 337 KiB (84 %)», gzip: 1 KiB, coverage: {xnnpack: 90 %«forecast 100 %»}}\n");
        CheckHints(Head + "budget: {arena: 60 KiB, latency: 10 ms}\n", InlayHintKind.Budget, Head + "budget: {arena: 60 KiB«forecast 55 KiB», latency: 10 ms}\n");
        CheckHints(Head + "budget: {file: 10 KiB}\n", InlayHintKind.Budget, Head + "budget: {file: 10 KiB«forecast 337 KiB (327 KiB over)»}\n");
        var measured = new RecordedEvaluation("evaluation", 2000, [new("accuracy", "higher", "share", new(0.9585, null, null), new(0.94, null, null), new(-0.0185, null, null))]);
        CheckHints(Text, InlayHintKind.Budget, Text.Replace("400 KiB", "400 KiB«measured 200 KiB (50 %)»").Replace("1 point", "1 point«measured 1.85 points, broken»"), new Workspace().WithRecord(Text, measured, after: new(200 << 10, 80 << 10)));
        CheckHints(Text + "# edited\n", InlayHintKind.Budget, Text.Replace("400 KiB", "400 KiB«forecast 337 KiB (84 %)»").Replace("1 point", "1 point«last run 1.85 points, broken»") + "# edited\n", new Workspace().WithRecord(Text, measured, after: new(200 << 10, 80 << 10)));
    }

    [Fact]
    public void Data_show_their_samples_type_and_shape() => CheckHints(
        Head + "data:\n  evaluation: {path: '.data/digits.npz', inputs: x, labels: y, samples: 2}\n", InlayHintKind.Data,
        Head + "data:\n  evaluation: {path: '.data/digits.npz'«2 of 3 samples, UINT8 28×28×1», inputs: x, labels: y, samples: 2}\n");

    [Fact]
    public void Only_the_asked_range_and_the_wanted_kinds_are_answered()
    {
        const string Text = Head + "targets:\n  - xnnpack\n  - gpu\nsteps:\n  - quantize: dynamic\n";
        var gpu = Text.IndexOf("gpu", StringComparison.Ordinal);
        Assert.Equal(gpu + 3, Assert.Single(InlayHints.InlayHints.Of(new Workspace().Analyze(Text), new(gpu, 3), _ => true)).Offset);
        Assert.Equal([InlayHintKind.Steps], Hints(Text, isWanted: kind => kind == InlayHintKind.Steps).Select(hint => hint.Kind));
        Assert.Equal(3, Hints(Text).Length);
    }

    [Fact]
    public void Tooltips_say_what_the_hover_says()
    {
        var hints = Hints(Head + "targets: [xnnpack]\nsteps:\n  - prune: {sparsity: 50 %, where: {ops: CONV_2D}}\nbudget: {file: 60 KiB}\ndata: {calibration: {path: .data/digits.npz, inputs: x}}\n");
        string[] expected = ["XNNPACK", "model/conv2d_1/Conv2D", "prune: 50 %", "60 KiB", "UINT8 28×28×1"];
        Assert.Equal(5, hints.Length);
        Assert.All(hints.Zip(expected), pair => Assert.Contains(pair.Second, pair.First.Tooltip(), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_prefix_of_a_recipe_has_hints_inside_it()
    {
        const string Text = Head + "targets: [xnnpack, android]\nsteps:\n  - quantize: {scheme: dynamic, rules: [{where: {ops: [CONV_2D]}, scheme: float32}]}\nbudget: {file: 60 KiB}\ndata: {calibration: {path: .data/digits.npz, inputs: x}}\n";
        var workspace = new Workspace();
        for (var length = 0; length <= Text.Length; length += 3)
            Assert.All(Hints(Text[..length], workspace), hint => Assert.InRange(hint.Offset, 1, length));
        var target = Pipeline.RecipeAnalyzer.AnalyzeText("/w/my.target.yaml", new SourceText("id: x\n"));
        Assert.Empty(InlayHints.InlayHints.Of(target, new(0, 6), _ => true));
    }
}
