using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Tests;

public sealed class CheckTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    /// <summary>The recipe's problems, one per line, each holding all the words given for it; none for a fine recipe.</summary>
    private static RecipeAnalysis CheckProblems(string recipe, params string[] expected)
    {
        var analysis = new Fixture().Analyze(recipe);
        var found = Fixture.Problems(analysis).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(found.Length == expected.Length, string.Join('\n', found));
        foreach (var (line, words) in found.Zip(expected))
            foreach (var word in words.Split(" … ")) Assert.Contains(word, line, StringComparison.Ordinal);
        return analysis;
    }

    private static void CheckFix(string recipe, string title, string expected)
    {
        var analysis = new Fixture().Analyze(recipe);
        var fix = analysis.Diagnostics.SelectMany(d => d.Fixes).First(f => f.Title == title);
        Assert.Equal(expected, analysis.Text.WithEdits(fix.Edits).Text);
    }

    [Fact]
    public void A_recipe_without_steps_gets_its_verdicts() => CheckProblems(Head + "targets: [xnnpack, tflite-micro]\n");

    [Fact]
    public void Dynamic_range_on_a_microcontroller_is_an_error_on_the_step_before_any_run() =>
        CheckProblems(Head + "targets: [tflite-micro]\nsteps:\n  - quantize: dynamic\n", "OR4004 Error «quantize: dynamic» … tflite-micro … CONV_2D #");

    [Fact]
    public void A_suppression_silences_a_verdict_and_is_not_called_unused_while_its_line_is_wrong()
    {
        const string Rest = "steps:\n  - quantize: dynamic\n";
        CheckProblems(Head + "targets:\n  # optrecipe-ignore OR4002: known\n  - xnnpack: {runtime: tflite-2.9}\n" + Rest);
        CheckProblems(Head + "targets:\n  # optrecipe-ignore OR4002: known\n  - xnpack: {runtime: tflite-2.9}\n" + Rest, "Error «xnpack»");
        CheckProblems(Head + "targets:\n  # optrecipe-ignore OR4002: known\n  - tflite-micro\n", "OR2008 Hint «OR4002»");
    }

    [Fact]
    public void A_model_too_large_from_the_start_does_not_hide_what_a_step_breaks() => CheckProblems(
        Head + "targets: [{tflite-micro: {flash: 64 KiB}}]\nsteps:\n  - quantize: dynamic\n",
        "OR4003 Error «tflite-micro» … refuses the model … flash", "OR4004 Error «quantize: dynamic» … refuses 3 operators");

    [Fact]
    public void Its_fix_takes_full_int8() => CheckFix(
        Head + "targets: [tflite-micro]\nsteps:\n  - quantize: dynamic # small\n", "Use full int8 (needs calibration)",
        Head + "targets: [tflite-micro]\ndata:\n  calibration: {path: calibration.npy, samples: 100}\nsteps:\n  - quantize: int8 # small\n");

    [Fact]
    public void Or_removes_the_step_and_the_key_above_it() => CheckFix(
        Head + "targets: [tflite-micro]\nsteps:\n  - quantize: dynamic\noutputs:\n  - tflite: out.tflite\n", "Remove this step: stay float32",
        Head + "targets: [tflite-micro]\noutputs:\n  - tflite: out.tflite\n");

    [Fact]
    public void Full_int8_without_data_is_an_error_and_its_fix_names_data()
    {
        CheckProblems(Head + "targets: [tflite-micro]\nsteps:\n  - quantize: int8\n", "OR5030 Error «quantize: int8» … 6 tensors");
        CheckFix(Head + "steps:\n  - quantize: int8\n", "Calibrate on `calibration.npy`", Head + "data:\n  calibration: {path: calibration.npy, samples: 100}\nsteps:\n  - quantize: int8\n");
        CheckProblems(Head + "data: {calibration: {path: digits.npz}}\nsteps:\n  - quantize: int8\n");
    }

    [Fact]
    public void Known_ranges_have_to_fit_and_to_cover()
    {
        CheckProblems(Head + "steps:\n  - quantize: {scheme: int8, calibration: {ranges: no.json}}\n", "OR5031 Error «no.json» … does not exist");
        CheckProblems(Head + "steps:\n  - quantize: {scheme: int8, calibration: {ranges: digits_cnn.tflite}}\n", "OR5031 Error «digits_cnn.tflite» … is not JSON");
        CheckProblems(Head + "steps:\n  - quantize: {scheme: int8, calibration: {ranges: input.json}}\n", "OR5031 Error «input.json» … has no range of tensor 12 … and 4 more");
        CheckProblems(Head + "steps:\n  - quantize: {scheme: int8, calibration: {ranges: whole.json, key: b}}\n", "OR5031 Error «whole.json» … has no entry `b` … leave out `key`");
        CheckProblems(Head + "steps:\n  - quantize: {scheme: int8, calibration: {ranges: whole.json}}\n");
        CheckProblems(Head + "data: {calibration: {path: digits.npz}}\nsteps:\n  - quantize:\n      scheme: int8\n      rules:\n        - {where: {ops: SOFTMAX}, calibration: {ranges: whole.json}}\n",
            "OR5031 Error «whole.json» … a rule");
    }

    [Fact]
    public void Keeping_unsupported_operators_in_float_is_one_key() => CheckFix(
        "recipe: 1\nmodel: cos.tflite\nsteps:\n  - quantize: int8\n", "Keep these in float",
        "recipe: 1\nmodel: cos.tflite\nsteps:\n  - quantize: {scheme: int8, on_unsupported: float}\n");

    [Fact]
    public void The_fix_speaks_the_style_of_the_step() => CheckFix(
        "recipe: 1\nmodel: cos.tflite\nsteps:\n  - quantize:\n      scheme: int8\n", "Keep these in float",
        "recipe: 1\nmodel: cos.tflite\nsteps:\n  - quantize:\n      scheme: int8\n      on_unsupported: float\n");

    [Theory]
    [InlineData("model: missing.tflite", "OR3001 Error «missing.tflite»")]
    [InlineData("model: folder", "OR3002 Error «folder»")]
    [InlineData("model: ../secret.tflite", "OR3003 Error «../secret.tflite» … outside the workspace")]
    [InlineData("model: model.h5", "OR3004 Error «model.h5» … HDF5")]
    [InlineData("model: empty.tflite", "OR3005 Error «empty.tflite»")]
    [InlineData("model: cut.tflite", "OR3006 Error «cut.tflite» … at byte")]
    public void A_model_that_cannot_be_read_is_one_error_on_its_path(string line, string expected) => CheckProblems($"recipe: 1\n{line}\n", expected);

    [Theory]
    [InlineData("digits_cnn.tflite", "OR2006 … the model")]
    [InlineData("./digits_cnn.tflite", "OR2006 … the model")]
    [InlineData("../w/digits_cnn.tflite", "OR5005 … the model")]
    [InlineData("test.optrecipe.yaml", "OR2007")]
    [InlineData("folder.tflite", "OR5006 … a folder of that name")]
    [InlineData("empty.tflite/x.tflite", "OR5006 … is a file, not a folder")]
    [InlineData("locked/x.tflite", "OR5006 … may not be written to")]
    [InlineData("../x.tflite", "OR5006 … outside the workspace")]
    public void An_output_that_would_do_harm_is_an_error_before_the_run(string path, string expected) => CheckProblems($"{Head}outputs:\n  - tflite: {path}\n", expected);

    [Fact]
    public void A_broken_budget_is_an_error_on_its_line_and_still_runs()
    {
        var analysis = CheckProblems(Head + "budget:\n  file: 1 KiB\noutputs:\n  - tflite: out.tflite\n", "OR5004 Error «file: 1 KiB» … bytes");
        Assert.True(analysis.CanRun);
    }

    [Theory]
    [InlineData("flash: 64 KiB", "OR5004 Error «flash: 64 KiB» … in flash the model has … more than the budget of 64 KiB")]
    [InlineData("coverage: {xnnpack: 90 %}", "OR5004 Error «xnnpack: 90 %» … `xnnpack` computes 8 % of the multiply-accumulates, the budget wants 90 %")]
    [InlineData("coverage: {xnnpack: 5 %}", null)]
    [InlineData("flash: 1 MiB", null)]
    [InlineData("gzip: 1 B", null)]
    [InlineData("arena: 40 KiB", "OR5004 Error «arena: 40 KiB» the activations take 56,448 bytes (55 KiB), 15,488 more than the budget of 40 KiB")]
    [InlineData("arena: 1 MiB", null)]
    [InlineData("latency: 1 µs", null)]
    [InlineData("coverage: {xnpack: 5 %}", "OR2040 Error «xnpack» … did you mean `xnnpack`")]
    [InlineData("coverage: {gpu: 5 %}", "OR2040 Error «gpu» … expected `xnnpack`")]
    public void Every_limit_is_held_against_the_plan(string limit, string? expected) => CheckProblems(
        $"{Head}targets:\n  # optrecipe-ignore OR4002: known\n  - xnnpack: {{runtime: tflite-2.9}}\nsteps:\n  - quantize: dynamic\nbudget:\n  {limit}\noutputs:\n  - tflite: out.tflite\n", expected is null ? [] : [expected]);

    [Fact]
    public void A_broken_arena_names_the_largest_tensors_at_the_model()
    {
        var broken = Assert.Single(CheckProblems(Head + "targets: [{tflite-micro: {ram: 20 KiB}}]\noutputs:\n  - tflite: out.tflite\n", "OR5004 Error «tflite-micro» the activations take 56,448 bytes (55 KiB), 35,968 more than the budget of 20 KiB").Diagnostics, diagnostic => diagnostic.Descriptor.Code == "OR5004");
        Assert.Equal(2, broken.Related.Length);
        Assert.Contains("FLOAT32 ?×28×28×12, takes 37 KiB while `CONV_2D` (operator 1) runs", broken.Related[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_is_held_against_the_worst_of_its_members() => CheckProblems(
        $"{Head}targets: [web]\nbudget:\n  coverage: {{web: 50 %, tfjs: 100 %}}\noutputs:\n  - tflite: out.tflite\n",
        "OR4003 Error «web» `litert-js` refuses", "OR5004 Error «web: 50 %» `litert-js` computes 0 %");

    [Fact]
    public void Size_and_coverage_are_informations_that_can_be_switched_off()
    {
        var analysis = CheckProblems(Head + "targets: [xnnpack]\nsteps:\n  - quantize: float16\noutputs:\n  - tflite: out.tflite\n");
        Assert.Equal(["OR4001", "OR5007"], analysis.Diagnostics.Where(d => d is { IsSummary: true, Severity: Severity.Information }).Select(d => d.Descriptor.Code));
    }

    [Fact]
    public void Every_truncation_of_a_model_is_one_error_on_its_path()
    {
        var fixture = new Fixture();
        var model = fixture.Files["/w/digits_cnn.tflite"];
        var random = new Random(7);
        foreach (var length in Enumerable.Range(0, 64).Concat(Enumerable.Range(0, 200).Select(_ => random.Next(model.Length))))
        {
            fixture.Files["/w/cut.tflite"] = model[..length];
            var analysis = fixture.Analyze("recipe: 1\nmodel: cut.tflite\n");
            var diagnostic = Assert.Single(analysis.Diagnostics);
            Assert.Equal(("cut.tflite", Severity.Error), (analysis.Text.Slice(diagnostic.Span).ToString(), diagnostic.Severity));
        }
    }

    [Theory]
    [InlineData("flex", "OR3008 Warning «flex.tflite» … FlexErf … Flex delegate")]
    [InlineData("custom", "OR3008 Information «custom.tflite» … Mine … register")]
    [InlineData("zero_scale", "OR3007 Warning «zero_scale.tflite» … `x` has the scale 0")]
    [InlineData("digits_cnn")]
    public void What_is_special_about_a_model_is_told_on_its_path(string model, params string[] expected) => CheckProblems($"recipe: 1\nmodel: {model}.tflite\n", expected);

    [Theory]
    [InlineData("dynamic", "OR3009", "RESHAPE #0")]
    [InlineData("open_width", "OR3009", "input t0")]
    [InlineData("unrolled", "OR3010", "FULLY_CONNECTED reads the weights t1 in 5 places")]
    [InlineData("digits_cnn", null, "")]
    public void Dynamic_shapes_and_unrolled_layers_are_informations_that_can_be_switched_off(string model, string? code, string words)
    {
        var found = new Fixture().Analyze($"recipe: 1\nmodel: {model}.tflite\n").Diagnostics.SingleOrDefault(diagnostic => diagnostic.Descriptor.Code is "OR3009" or "OR3010");
        Assert.Equal(code, found?.Descriptor.Code);
        Assert.Contains(words, found?.Message ?? "", StringComparison.Ordinal);
        Assert.True(found is null or { IsSummary: true, Severity: Severity.Information });
    }

    [Fact]
    public void Quantizing_what_is_quantized_is_told_once_with_its_scales()
    {
        var analysis = CheckProblems("recipe: 1\nmodel: dscnn_int8.tflite\nsteps:\n  - quantize: dynamic\n", "OR5008 Warning «quantize: dynamic» … INT8 activations … start from the float model");
        Assert.Contains("scale", analysis.Diagnostics.Single(diagnostic => diagnostic.Descriptor.Code == "OR5008").Related[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NUL_in_a_path_is_one_error() => CheckProblems("recipe: 1\nmodel: digits\0cnn.tflite\noutputs:\n  - tflite: out.tflite\n", "Error");

    [Fact]
    public void No_mutilated_recipe_ends_an_analysis()
    {
        var fixture = new Fixture();
        const string Alphabet = "\0\t\n :-{}[],'\"#&*|>!%@`abcxyz019./\\é\ud83d~?";
        const string Whole = Head + "name: x\ntargets:\n  - xnnpack: {runtime: tflite-2.9, require: 90 %}\n  - tflite-micro: {flash: 64 KiB}\n"
            + "steps:\n  - prune: {sparsity: 50 %, where: {operators: 0-2, first: 2, any: [{ops: CONV_2D}]}}\n  - quantize: {scheme: int8, io: int8, weights: {granularity: tensor}, rules: [{where: {ops: SOFTMAX}, scheme: float32}]}\nbudget:\n  file: 60 KiB\noutputs:\n  - tflite: out/x.tflite\n  - report: out/x.md\n";
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            var text = Whole.ToCharArray().ToList();
            for (var edits = random.Next(1, 6); edits > 0; edits--)
            {
                var at = random.Next(text.Count);
                if (random.Next(3) == 0) text.RemoveAt(at);
                else if (random.Next(2) == 0) text[at] = Alphabet[random.Next(Alphabet.Length)];
                else text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
            }
            var analysis = fixture.Analyze(new([.. text]));
            Assert.All(analysis.Diagnostics, d => Assert.InRange(d.Span.End, d.Span.Start, analysis.Text.Length));
        }
    }

    [Theory]
    [InlineData("digits_cnn.tflite", "dynamic")]
    [InlineData("digits_cnn.tflite", "float16")]
    [InlineData("digits_cnn.tflite", "int8")]
    [InlineData("cos.tflite", "int8")]
    [InlineData("digits_cnn.tflite", "{scheme: dynamic, weights: {bits: 4, granularity: block-32, min_elements: 0}, where: {not: {tensors: x*}}, rules: [{where: {weights_over: 1 KiB, last: 2}, scheme: int8}]}")]
    public void No_mutated_model_ends_an_analysis(string model, string scheme)
    {
        var fixture = new Fixture();
        var whole = fixture.Files["/w/" + model];
        var random = new Random(5);
        for (var round = 0; round < 600; round++)
        {
            var bytes = whole.ToArray();
            // Tables stand at both ends of the file, weights in between.
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var at = random.Next(2) == 0 ? random.Next(Math.Min(bytes.Length, 1200)) : bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 4000));
                bytes[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(bytes[at] ^ (1 << random.Next(8)));
            }
            fixture.Files["/w/mutant.tflite"] = bytes;
            var analysis = fixture.Analyze($"recipe: 1\nmodel: mutant.tflite\ntargets: [xnnpack, tflite-micro]\nsteps:\n  - prune: {{sparsity: 50 %}}\n  - quantize: {scheme}\noutputs:\n  - tflite: out.tflite\n");
            if (analysis.CanRun) new Running.RecipeRunner(fixture.Files, fixture.Files, TimeProvider.System).Run(analysis, true, null, default);
        }
    }

    [Fact]
    public void An_edit_of_one_line_plans_and_judges_nothing_else_again()
    {
        var fixture = new Fixture();
        var first = fixture.Analyze(Head + "targets: [xnnpack]\nsteps:\n  - prune: {sparsity: 50 %}\n  - quantize: float16\n");
        var second = fixture.Analyze(Head + "# a comment\ntargets: [xnnpack]\nsteps:\n  - prune: {sparsity: 50 %}\n  - quantize: dynamic\n");
        Assert.Same(first.Plan?.Steps[0].Model, second.Plan?.Steps[0].Model);
        Assert.Same(first.Plan?.Targets[0].Verdicts[1], second.Plan?.Targets[0].Verdicts[1]);
        Assert.NotSame(first.Plan?.Steps[1].Model, second.Plan?.Steps[1].Model);
    }
}
