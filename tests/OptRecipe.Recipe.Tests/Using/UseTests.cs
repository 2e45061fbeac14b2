using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Using;

namespace OptRecipe.Recipe.Tests.Using;

/// <summary>What a recipe takes in, and who wins.</summary>
public sealed class UseTests
{
    private static string Problems(RecipeDocument document) => string.Join('\n', document.Publish([], isComplete: true)
        .Select(diagnostic => $"{diagnostic.Descriptor.Code} «{document.Text.Slice(diagnostic.Span)}» {diagnostic.Message}"));

    private static RecipeDocument CheckFine(UseFiles files, string text)
    {
        var document = files.Read(text);
        Assert.Equal("", Problems(document));
        return document;
    }

    [Fact]
    public void A_preset_brings_targets_and_steps()
    {
        var recipe = CheckFine([], "recipe: 1\nmodel: m.tflite\nuse: mcu-int8\n").Recipe;
        Assert.Equal("tflite-micro: {kernels: cmsis-nn}", Assert.Single(recipe.Targets).Selections.Single().ToString());
        Assert.Equal(["prune", "quantize"], recipe.Steps.Select(step => step.Kind));
        Assert.Equal(2, recipe.Steps.Select(step => step.KindSpan).Distinct().Count());
        // The preset's name is the preset's.
        Assert.Null(recipe.Name);
    }

    [Fact]
    public void What_the_file_itself_says_wins_and_lists_are_taken_whole()
    {
        var recipe = CheckFine([], "recipe: 1\nmodel: m.tflite\nuse: [mcu-int8]\nsteps:\n  - quantize: dynamic\n").Recipe;
        Assert.Equal(["quantize"], recipe.Steps.Select(step => step.Kind));
        Assert.Equal(["tflite-micro"], recipe.Targets.SelectMany(target => target.Selections).Select(selection => selection.Target.Id));
        Assert.Empty(CheckFine([], "recipe: 1\nmodel: m.tflite\nuse: [mcu-int8]\nsteps: []\n").Recipe.Steps);
    }

    [Fact]
    public void Of_two_entries_the_later_one_wins()
    {
        var recipe = CheckFine([], "recipe: 1\nmodel: m.tflite\nuse: [mcu-int8, mobile-gpu-fp16]\n").Recipe;
        Assert.Equal("gpu", recipe.Targets.Single().Selections.Single().Target.Id);
        Assert.Equal(QuantizationScheme.Float16, Assert.IsType<BoundQuantize>(Assert.Single(recipe.Steps)).Scheme);
    }

    [Fact]
    public void Budget_is_taken_limit_by_limit_and_data_set_by_set()
    {
        var files = new UseFiles
        {
            ["/w/base.optrecipe.yaml"] = """
                recipe: 1
                seed: 7
                budget: {file: 10 KiB, accuracy_drop: 1 point}
                data:
                  calibration: {path: a.npz}
                  evaluation: {path: b.npz, preprocess: [{dtype: int8}]}
                  preprocess: [{scale: {factor: 2}}]
                """,
        };
        var recipe = CheckFine(files, "recipe: 1\nmodel: m.tflite\nuse: base.optrecipe.yaml\nbudget: {file: 20 KiB}\ndata:\n  calibration: {path: own.npz}\n  preprocess: [standardize]\n").Recipe;
        Assert.Equal((20 << 10, 0.01), ((int)recipe.Budget!.File!.Bytes, recipe.Budget.AccuracyDrop!.Value.Amount));
        Assert.Equal(("own.npz", "b.npz", 7ul), (recipe.Data!.Calibration!.Path.Value, recipe.Data.Evaluation!.Path.Value, recipe.Seed));
        Assert.IsType<BoundStandardize>(Assert.Single(recipe.Data.Calibration.Preprocess));
        Assert.IsType<BoundCast>(Assert.Single(recipe.Data.Evaluation.Preprocess));
        // The set of the used file follows the common preprocessing of the file that wins.
        Assert.IsType<BoundStandardize>(Assert.Single(CheckFine(files, "recipe: 1\nmodel: m.tflite\nuse: base.optrecipe.yaml\ndata: {preprocess: [standardize]}\n").Recipe.Data!.Calibration!.Preprocess));
    }

    [Fact]
    public void Every_limit_is_taken_in_unless_the_file_has_its_own()
    {
        var files = new UseFiles
        {
            ["/w/base.optrecipe.yaml"] = "recipe: 1\ntargets: [xnnpack, gpu]\nbudget: {file: 1 KiB, gzip: 2 KiB, flash: 3 KiB, arena: 4 KiB, latency: 5 ms, accuracy: 0.5, accuracy_drop: 1 point, coverage: {xnnpack: 10 %, gpu: 20 %}}\n",
        };
        var lower = files.Read("recipe: 1\nmodel: m.tflite\nuse: base.optrecipe.yaml\n").Recipe.Budget!;
        var merged = files.Read("recipe: 1\nmodel: m.tflite\nuse: base.optrecipe.yaml\nbudget: {gzip: 9 KiB, coverage: {gpu: 90 %}}\n").Recipe.Budget!;
        foreach (var limit in typeof(BoundBudget).GetProperties())
            Assert.NotNull(limit.GetValue(merged));
        Assert.Equal((9 << 10, lower.File!.Bytes, lower.Flash!.Bytes, 0.5), ((int)merged.Gzip!.Bytes, merged.File!.Bytes, merged.Flash!.Bytes, merged.Accuracy!.Value));
        Assert.Equal([("gpu", 0.9), ("xnnpack", 0.1)], merged.Coverage.Select(limit => (limit.Target, limit.Share)));
    }

    [Theory]
    [InlineData("budget: {coverage: {tflite-micro: 100 %}}", "")]
    [InlineData("budget: {coverage: {xnnpack: 100 %}}", "OR2040 «xnnpack» `targets` has no `xnnpack`; expected `tflite-micro`")]
    [InlineData("targets: [xnnpack]\nbudget: {coverage: {xnnpack: 100 %}}", "")]
    public void A_budget_may_speak_of_targets_that_are_taken_in(string budget, string expected) =>
        Assert.Equal(expected, Problems(new UseFiles().Read($"recipe: 1\nmodel: m.tflite\nuse: mcu-int8\n{budget}\n")));

    [Fact]
    public void Paths_start_at_the_folder_of_the_file_they_stand_in()
    {
        var files = new UseFiles
        {
            ["/w/shared/base.optrecipe.yaml"] = "recipe: 1\nmodel: m.tflite\nuse: ../more/inner.optrecipe.yaml\ntargets: [./board.target.yaml]\noutputs: {tflite: out/x.tflite}\n",
            ["/w/more/inner.optrecipe.yaml"] = """
                recipe: 1
                data: {evaluation: {path: ../data/*.png, labels: labels.txt, class_names: /abs/names.txt}, calibration: {path: c.npz}}
                steps: [quantize: {scheme: int8, calibration: {ranges: r.json}}]
                """,
        };
        var recipe = CheckFine(files, "recipe: 1\nuse: shared/base.optrecipe.yaml\n").Recipe;
        Assert.Equal(("shared/m.tflite", "shared/board.target.yaml", "shared/out/x.tflite"), (recipe.Model!.Path, recipe.Targets[0].Own!.Path, recipe.Outputs[0].Path));
        var (data, step) = (recipe.Data!, Assert.IsType<BoundQuantize>(recipe.Steps[0]));
        Assert.Equal(("data/*.png", "more/labels.txt", "/abs/names.txt", "more/c.npz", "more/r.json"),
            (data.Evaluation!.Path.Value, data.Evaluation.Labels!.Value, data.Evaluation.ClassNames!.Value, data.Calibration!.Path.Value, step.Fields.Calibration!.Ranges!.Value));
    }

    [Theory]
    [InlineData("use: mcu-int", "OR2030 «mcu-int» `mcu-int` is no preset; did you mean `mcu-int8`")]
    [InlineData("use: [web, nothing-like-it]", "OR2030 «nothing-like-it» `nothing-like-it` is no preset; expected `mobile-int8`, `mobile-gpu-fp16`, `mcu-int8`, `edge-tpu`, `ethos-u`, `hexagon`, `web`, `server` or others, or the path of a recipe, which ends in `.yaml`")]
    [InlineData("use: none.optrecipe.yaml", "OR2032 «none.optrecipe.yaml» `none.optrecipe.yaml` does not exist; the path starts at the recipe's folder")]
    [InlineData("use: 'shared/'", "OR2032 «shared/» `shared` is a folder; name the recipe in it")]
    [InlineData("use: ../up.optrecipe.yaml", "OR2032 «../up.optrecipe.yaml» `../up.optrecipe.yaml` may not be read: it lies outside the workspace")]
    [InlineData("use: board.target.yaml", "OR2032 «board.target.yaml» `board.target.yaml` is the file of a target; expected it under `targets`")]
    [InlineData("use: recipe.optrecipe.yaml", "OR2033 «recipe.optrecipe.yaml» A recipe cannot take in itself; expected another file")]
    [InlineData("use: [web, shared/a.optrecipe.yaml]", "OR2033 «shared/a.optrecipe.yaml» A recipe cannot take in itself: `b.optrecipe.yaml` takes in `a.optrecipe.yaml` again")]
    [InlineData("use: notes.txt", "OR2034 «notes.txt» `notes.txt`, line 1: A recipe is a mapping with keys such as `recipe`, found `just words`")]
    [InlineData("use: two.optrecipe.yaml", "OR2034 «two.optrecipe.yaml» `two.optrecipe.yaml`, line 2: `xnpack` is no target; did you mean `xnnpack`, and 1 more")]
    [InlineData("use: no.preset.optrecipe.yaml", "OR2034 «no.preset.optrecipe.yaml» `no.preset.optrecipe.yaml`, line 2: A preset fits every model and cannot name `model`; write it in the recipe that uses the preset")]
    [InlineData("use: {a: b}", "OR1103 «{a: b}» `use` is a preset such as `mobile-int8` or the path of a recipe, found a mapping")]
    public void What_cannot_be_taken_in_is_one_diagnostic_on_its_entry(string use, string expected)
    {
        var files = new UseFiles
        {
            ["/w/shared/a.optrecipe.yaml"] = "recipe: 1\nuse: b.optrecipe.yaml\n",
            ["/w/shared/b.optrecipe.yaml"] = "recipe: 1\nuse: [server, a.optrecipe.yaml]\n",
            ["/w/board.target.yaml"] = "extends: xnnpack\n",
            ["/w/notes.txt"] = "just words",
            ["/w/two.optrecipe.yaml"] = "recipe: 1\ntargets: [xnpack]\nsteps: [quantise: int8]\n",
            ["/w/no.preset.optrecipe.yaml"] = "recipe: 1\nmodel: m.tflite\n",
        };
        Assert.Equal(expected, Problems(files.Read($"recipe: 1\nmodel: m.tflite\n{use}\n")));
    }

    [Theory]
    [InlineData("use: base.optrecipe.yaml", "OR1102 «use» The recipe with all that it uses has no `model`; expected the path of a `.tflite` file")]
    [InlineData("use: web", "OR1102 «recipe» The recipe has no `model`; expected the path of a `.tflite` file")]
    [InlineData("use: none.optrecipe.yaml", "OR2032 «none.optrecipe.yaml» `none.optrecipe.yaml` does not exist; the path starts at the recipe's folder")]
    public void A_model_may_come_from_a_file_and_has_to_come_from_somewhere(string use, string expected) =>
        Assert.Equal(expected, Problems(new UseFiles { ["/w/base.optrecipe.yaml"] = "recipe: 1\nsteps: [quantize: dynamic]\n" }.Read($"recipe: 1\n{use}\n")));

    [Fact]
    public void A_file_used_twice_on_different_ways_is_no_cycle()
    {
        var files = new UseFiles
        {
            ["/w/a.optrecipe.yaml"] = "recipe: 1\nuse: c.optrecipe.yaml\n",
            ["/w/b.optrecipe.yaml"] = "recipe: 1\nuse: c.optrecipe.yaml\n",
            ["/w/c.optrecipe.yaml"] = "recipe: 1\nmodel: m.tflite\n",
        };
        var document = CheckFine(files, "recipe: 1\nuse: [a.optrecipe.yaml, b.optrecipe.yaml]\n");
        Assert.Equal(4, document.Used.Length);
        Assert.Equal("m.tflite", document.WholeText.Slice(document.Recipe.Model!.PathSpan).ToString());
        Assert.Equal(3, files.Opened);
    }

    [Fact]
    public void Files_that_take_in_ever_more_files_end()
    {
        var files = new UseFiles();
        for (var i = 0; i < 30; i++) files[$"/w/f{i}.optrecipe.yaml"] = $"recipe: 1\nuse: [f{i + 1}.optrecipe.yaml, f{i + 1}.optrecipe.yaml]\n";
        files["/w/f30.optrecipe.yaml"] = "recipe: 1\nmodel: m.tflite\n";
        Assert.Equal("OR2032 «f0.optrecipe.yaml» The recipe takes in more than 50 files, directly or not; what comes after them is not read", Problems(files.Read("recipe: 1\nuse: f0.optrecipe.yaml\n")));
    }

    [Fact]
    public void A_finding_about_a_used_file_stands_on_the_entry_and_names_the_place()
    {
        var document = new UseFiles { ["/w/base.optrecipe.yaml"] = "recipe: 1\nsteps:\n  - prune: {sparsity: 50 %}\n" }.Read("recipe: 1\nmodel: m.tflite\nuse: [web, base.optrecipe.yaml]\n");
        var step = document.Recipe.Steps.Single();
        var later = new DiagnosticDescriptor("OR5999", "Something", Severity.Warning, "0.3");
        var finding = new Diagnostic(later, step.KindSpan, "something") { Related = [new(step.Span, "here, too"), new(new(0, 6), "and here")] }
            .WithFix("edits the used file", FixSafety.Safe, new Text.TextEdit(step.KindSpan, "tidy")).WithFix("edits this file", FixSafety.Safe, new Text.TextEdit(new(0, 0), "# x\n"));
        var told = Assert.Single(document.Publish([finding], isComplete: true));
        Assert.Equal("base.optrecipe.yaml", document.Text.Slice(told.Span).ToString());
        Assert.Equal([("It stands here", "/w/base.optrecipe.yaml"), ("here, too", "/w/base.optrecipe.yaml"), ("and here", null)], told.Related.Select(related => (related.Message, related.File?.FullPath)));
        Assert.Equal("prune: {sparsity: 50 %}", told.Related[0].File!.Text.Slice(told.Related[0].Span).ToString());
        Assert.Equal(["edits this file"], told.Fixes.Select(fix => fix.Title));
    }

    [Fact]
    public void Comments_silence_what_comes_from_a_used_file_on_both_sides()
    {
        var later = new DiagnosticDescriptor("OR5999", "Something", Severity.Warning, "0.3");
        Assert.Empty(Published("steps:\n  # optrecipe-ignore OR5999: known\n  - quantize: dynamic\n", "use: base.optrecipe.yaml"));
        Assert.Empty(Published("steps:\n  - quantize: dynamic\n", "use: base.optrecipe.yaml  # optrecipe-ignore OR5999: known"));
        Assert.Single(Published("steps:\n  - quantize: dynamic\n", "use: base.optrecipe.yaml"));

        IEnumerable<Diagnostic> Published(string steps, string use)
        {
            var document = new UseFiles { ["/w/base.optrecipe.yaml"] = $"recipe: 1\n{steps}" }.Read($"recipe: 1\nmodel: m.tflite\n{use}\n");
            return document.Publish([new(later, document.Recipe.Steps.Single().KindSpan, "something")], isComplete: true);
        }
    }

    [Fact]
    public void Every_prefix_of_a_used_file_is_taken_in_without_an_exception()
    {
        const string text = "recipe: 1\nuse: [web, x.yaml]\nmodel: &m \"m.tflite\"\ntargets: [xnnpack, *m]\ndata: {calibration: {path: |+\n  a\n\n}}\nsteps:\n  - quantize: {scheme: int8, rules: [{where: {ops: [CONV_2D]}, scheme: float32}]}\n";
        for (var length = 0; length <= text.Length; length++)
        {
            var document = new UseFiles { ["/w/base.optrecipe.yaml"] = text[..length] }.Read("recipe: 1\nuse: base.optrecipe.yaml");
            foreach (var diagnostic in document.Publish([], isComplete: true)) Assert.True(diagnostic.Span.End <= document.Text.Length);
        }
    }
}
