using OptRecipe.Ide.Hover;
using OptRecipe.Ide.Lenses;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.Ide.Tests;

public sealed class HoverTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    /// <summary>The hover at <c>$0</c> holds all these words; none expected: there is no hover.</summary>
    private static void CheckHover(string text, params string[] expected)
    {
        var (plain, offset) = Workspace.Cursor(text);
        var hover = HoverInfo.At(new Workspace().Analyze(plain), offset);
        if (expected.Length == 0) Assert.Null(hover);
        foreach (var words in expected) Assert.True(hover?.Markdown.Contains(words, StringComparison.Ordinal) == true, $"expected\n{words}\nfound\n{hover?.Markdown}");
    }

    [Fact]
    public void The_model_shows_sizes_inputs_and_operators() => CheckHover("recipe: 1\nmodel: digits$0_cnn.tflite\n", "KiB", "gzip", "parameters", "MACs", "| in |", "| out |", "CONV_2D", "FULLY_CONNECTED");

    [Fact]
    public void The_model_shows_what_is_special_about_it()
    {
        CheckHover("recipe: 1\nmodel: digits$0_cnn.tflite\n", "- needs runtime 1.5.0 or newer", "known only at run time, from the batch of input t0 on");
        CheckHover("recipe: 1\nmodel: .hidden/dscnn$0_int8.tflite\n", "quantized already: INT8 activations", "needs runtime 1.14.0 or newer");
    }

    [Fact]
    public void Data_show_their_samples_values_and_arrays() =>
        CheckHover(Head + "data:\n  evaluation: {path: .data/dig$0its.npz, inputs: x, labels: y, samples: 2}\n", "**2 of 3 samples**", "UINT8 28×28×1 | 0 to 255", "Labels from 0 to 4", "hold x, y");

    [Fact]
    public void A_key_says_what_it_is() => CheckHover(Head + "tar$0gets: []\n", "`targets`", "list of targets", "Where the model has to run");

    [Fact]
    public void A_required_key_says_so() => CheckHover("reci$0pe: 1\nmodel: digits_cnn.tflite\n", "required");

    [Fact]
    public void A_target_shows_coverage_and_its_rules() => CheckHover(Head + "targets: [xnn$0pack]\n", "XNNPACK", "of MACs");

    [Fact]
    public void A_step_shows_what_it_does_to_this_model() => CheckHover(Head + "targets: [xnnpack]\nsteps:\n  - quan$0tize: dynamic\n", "quantize: dynamic", "→", "operators changed", "CONV_2D", "Stores weights",
        "| this model | 337 KiB → 90 KiB | moves about × 0.47 the bytes | – |", "| on `xnnpack` | | 100 % of MACs | |", "**when**: the first thing to try for CPUs", "**needs**: no data, no training");

    [Fact]
    public void A_step_shows_what_the_last_run_measured()
    {
        var (plain, offset) = Workspace.Cursor(Head + "data:\n  evaluation: {path: .data/digits.npz, inputs: x, labels: y}\nsteps:\n  - quan$0tize: dynamic\n");
        var hover = HoverInfo.At(new Workspace().WithRecord(plain, Measured, after: new(93_000, 80_000)).Analyze(plain), offset);
        Assert.Contains("accuracy 95.85 % → 95.1 % · last run, 2,000 samples |", hover?.Markdown);
        Assert.Contains("| last run, all steps | 91 KiB → 91 KiB, gzip 78 KiB → 78 KiB | – | |", hover?.Markdown);
    }

    [Theory]
    [InlineData("pru$0ne: {sparsity: 50 %}", "before `quantize`", "measure it")]
    [InlineData("quantize: in$0t8", "Edge TPU", "calibration data (100 to 500 real samples)")]
    [InlineData("quantize: {scheme: float$016}", "GPUs", "no data")]
    [InlineData("quantize: {scheme: dynamic, rules: [{where: {first: true}, scheme: int8$0}]}", "Edge TPU", "calibration data")]
    [InlineData("tr$0ain: {epochs: 3}", "loses more accuracy", "labelled training data")]
    public void A_step_says_when_it_is_used_and_what_it_needs_also_without_a_model(string step, params string[] expected) => CheckHover($"recipe: 1\nsteps:\n  - {step}\n", expected);

    [Fact]
    public void Every_step_and_scheme_of_the_language_has_advice()
    {
        var kinds = Recipe.Schema.RecipeSchema.Root.Find("steps")?.Type is Recipe.Schema.ListType { Item: Recipe.Schema.KindType steps } ? steps.Kinds.Keys : [];
        Assert.NotEmpty(kinds);
        foreach (var kind in kinds) CheckHover($"recipe: 1\nsteps:\n  - $0{kind.Name}: {{}}\n", "**when**: ", "**needs**: ");
        foreach (var scheme in Recipe.Binding.QuantizeWords.Schemes)
            if (scheme.Word != "float32") CheckHover($"recipe: 1\nsteps:\n  - quantize: $0{scheme.Word}\n", "**when**: ", "**needs**: ");
    }

    [Fact]
    public void Words_of_selectors_show_the_operators_and_tensors_they_mean()
    {
        CheckHover(Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: [SOFTMAX, CONV$0_2D]}}\n", "**3 operators, 38 KiB, 92 % of MACs**", "| CONV_2D #0 |", "FLOAT32 ?×28×28×12", "8 % |");
        CheckHover(Head + "steps:\n  - prune: {sparsity: 50 %, where: {any: [{not: {operators: '4-$05'}}]}}\n", "2 operators", "FULLY_CONNECTED #4");
        CheckHover(Head + "steps:\n  - quantize: dynamic\n  - prune: {sparsity: 50 %, where: {ops: CONV$0_2D}}\n", "CONV_2D #0");
        CheckHover(Head + "steps:\n  - quantize: {scheme: dynamic, rules: [{where: {tensors: model/dense/Mat$0Mul}, scheme: float32}]}\n", "**1 tensor**", "FLOAT32 ?×48 | – | FULLY_CONNECTED #4 | FULLY_CONNECTED #5 |");
        var input = Pipeline.Data.InputNames.Of(new Workspace().Analyze(Head).Model?.Model?.Model ?? throw new InvalidOperationException())[0];
        CheckHover(Head + $"data: {{calibration: {{path: .data/digits.npz, inputs: {{$0{input}: x}}}}}}\n", "input of the model", "CONV_2D #0");
    }

    [Theory]
    [InlineData("budget: {gzip: 60 K$0iB}", "61,440 bytes")]
    [InlineData("steps: [{prune: {sparsity: 5$00 %}}]", "0.5, that is 50 %")]
    [InlineData("budget: {accuracy_drop: 2 $0%}", "90 % may become 88.2 %")]
    [InlineData("budget: {accuracy_drop: 2 po$0ints}", "90 % may become 88 %")]
    public void Values_with_units_are_said_in_other_words(string text, string expected) => CheckHover($"recipe: 1\n{text}\n", expected);

    [Fact]
    public void An_option_of_a_step_speaks_of_itself() => CheckHover(Head + "steps:\n  - prune: {spar$0sity: 50 %}\n", "`sparsity`", "share of weights");

    [Fact]
    public void What_is_not_available_yet_says_so() => CheckHover(Head + "outputs:\n  - c_ar$0ray: a.cc\n", "Not available yet");

    [Fact]
    public void A_scheme_says_what_it_needs() => CheckHover(Head + "steps:\n  - quantize: {scheme: in$0t8}\n", "Full integer", "needs calibration data");

    [Fact]
    public void A_selector_shows_how_much_of_the_model_it_is_for()
    {
        CheckHover(Head + "steps:\n  - prune: {sparsity: 50 %, whe$0re: {ops: CONV_2D}}\n", "**3 operators, 38 KiB, 92 % of MACs**", "CONV_2D #1", "Which operators the step touches");
        CheckHover(Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: CONV$0_2D}}\n", "3 operators", "model/conv2d_1/Conv2D");
        CheckHover(Head + "steps:\n  - quantize: {scheme: dynamic, rules: [{where: {o$0ps: CONV_2D}, scheme: float32}, {where: {first: true}, scheme: float32}]}\n",
            "3 operators", "override rule 1 on 1 of them", "Operators by type");
        CheckHover(Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: CO$0S, optional: true}}\n", "Nothing in the model");
    }

    [Fact]
    public void A_step_says_what_an_inference_moves_and_what_was_measured()
    {
        const string Text = Head + "steps:\n  - quantize: dynamic\n";
        CheckHover(Text.Replace("dynamic", "dyn$0amic"), "| moves about × 0.");
        var latency = new Pipeline.Evaluation.LatencyResult(9, 1, new(2, 1.9, 2.1), new(1, 0.9, 1.1), new(0.5, 0.45, 0.55));
        var hover = HoverInfo.At(new Workspace().WithRecord(Text, null, new(200 << 10, 80 << 10), latency).Analyze(Text), Text.IndexOf("dynamic", StringComparison.Ordinal));
        Assert.Contains("× 0.5 the time of the float model on this computer, not your target |", hover?.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void The_arena_is_foretold_with_what_takes_most() => CheckHover(Head + "budget:\n  are$0na: 10 KiB\n", "| limit | forecast |", "broken", "activations only", "takes 37 KiB while `CONV_2D`");

    [Fact]
    public void A_budget_shows_the_forecast() => CheckHover(Head + "budget:\n  fi$0le: 10 KiB\n", "| limit | forecast |", "broken", "most bytes");

    [Fact]
    public void Comments_and_own_keys_have_no_hover()
    {
        CheckHover(Head + "# not$0hing\n");
        CheckHover(Head + "x-a: {file$0: 1}\n");
    }

    [Fact]
    public void No_offset_of_any_corpus_recipe_throws()
    {
        foreach (var path in Directory.GetFiles(Testing.SharedFolder.InRepository("tests", "corpus", "recipes"), "*.optrecipe.yaml", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(path);
            var analysis = new Workspace().Analyze(text);
            for (var offset = 0; offset <= text.Length; offset += 3) _ = HoverInfo.At(analysis, offset);
        }
    }

    [Theory]
    [InlineData("data:\n  eval$0uation: {path: .data/digits.npz, inputs: x, labels: y}\n")]
    [InlineData("data:\n  evaluation: {path: .data/digits.n$0pz, inputs: x, labels: y}\n")]
    [InlineData("data:\n  evaluation: {path: .data/digits.npz, inputs: x, labels: y, met$0ric: accuracy}\n")]
    [InlineData("data:\n  evaluation: {path: .data/digits.npz, inputs: x, labels: y, metric: accu$0racy}\n")]
    public void What_the_last_run_measured_stands_where_its_data_are_named(string text)
    {
        var (plain, offset) = Workspace.Cursor(Head + text);
        var hover = HoverInfo.At(new Workspace().WithRecord(plain, Measured).Analyze(plain), offset);
        Assert.Contains("**Last run**, on 2,000 samples", hover?.Markdown);
        Assert.Contains("| accuracy | 95.85 % (95 … 96.6) | 95.1 % (94.2 … 95.9) | -0.75 points |", hover?.Markdown);
        Assert.Null(HoverInfo.At(new Workspace().Analyze(plain), offset) is { } before && before.Markdown.Contains("Last run", StringComparison.Ordinal) ? before : null);
    }

    [Fact]
    public void A_lens_above_the_evaluation_data_says_what_the_last_run_measured()
    {
        const string Text = Head + "data:\n  evaluation: {path: .data/digits.npz, inputs: x, labels: y}\n";
        var lens = Assert.Single(CodeLenses.Of(new Workspace().WithRecord(Text, Measured).Analyze(Text)), lens => lens.Command == LensCommand.None);
        Assert.Equal((Text.IndexOf(".data", StringComparison.Ordinal), "accuracy 95.85 % → 95.1 % · last run, 2,000 samples"), (lens.Span.Start, lens.Title));
        Assert.Contains("of another text", CodeLenses.Of(new Workspace().WithRecord(Text, Measured).Analyze(Text + "# later\n")).Single(lens => lens.Command == LensCommand.None).Title, StringComparison.Ordinal);
        Assert.DoesNotContain(CodeLenses.Of(new Workspace().Analyze(Text)), lens => lens.Command == LensCommand.None);
    }

    private static RecordedEvaluation Measured { get; } = new("evaluation", 2000, [new("accuracy", "higher", "share", new(0.9585, 0.95, 0.966), new(0.951, 0.942, 0.959), new(-0.0075, null, null))]);

    [Theory]
    [InlineData("targets: [edge$0-tpu]\n", "edge-tpu")]
    [InlineData("targets:\n  - mc$0u\n", "full-int8-for-a-microcontroller")]
    [InlineData("steps:\n  - prune: {sparsity: 5$00 %}\n", "prune-before-int8")]
    [InlineData("steps:\n  - quant$0ize: float16\n", "float16-for-the-gpu")]
    [InlineData("steps:\n  - quant$0ize: dynamic\n", null)]
    public void Targets_and_steps_name_the_guide_that_helps(string text, string? task)
    {
        var (plain, offset) = Workspace.Cursor(Head + text);
        var hover = HoverInfo.At(new Workspace().Analyze(plain), offset);
        Assert.Equal(task, hover?.Task);
        if (task is not null) Assert.NotNull(Content.TaskPages.TitleOf(task));
    }
}
