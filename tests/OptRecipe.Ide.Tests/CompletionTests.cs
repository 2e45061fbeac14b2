using OptRecipe.Ide.Completion;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Testing;

namespace OptRecipe.Ide.Tests;

public sealed class CompletionTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    private static CompletionItem[] Items(string text)
    {
        var (plain, offset) = Workspace.Cursor(text.ReplaceLineEndings("\n"));
        var workspace = new Workspace();
        return [.. Completions.At(workspace.Analyze(plain), offset, workspace)];
    }

    /// <summary>Labels in the order shown.</summary>
    private static void CheckCompletion(string text, params string[] expected) => Assert.Equal(expected, Items(text).Select(item => item.Label));

    /// <summary>The text after the item is taken; snippet place-holders are left as they are.</summary>
    private static void CheckAccepted(string text, string label, string expected)
    {
        var (plain, _) = Workspace.Cursor(text);
        var item = Items(text).Single(item => item.Label == label);
        Assert.Equal(expected, plain[..item.Span.Start] + item.NewText + plain[item.Span.End..]);
    }

    [Fact]
    public void An_empty_file_offers_the_required_keys_first() =>
        CheckCompletion("$0", "recipe", "model", "name", "description", "use", "seed", "targets", "data", "steps", "budget", "outputs");

    [Fact]
    public void Keys_that_stand_there_are_not_offered_again() => CheckCompletion(Head + "name: x\n$0\nsteps: []\n", "description", "use", "seed", "targets", "data", "budget", "outputs");

    [Theory]
    [InlineData("use: $0\n")]
    [InlineData("use: [web, $0]\n")]
    [InlineData("use:\n  - web\n  - m$0\n")]
    public void Presets_are_offered_with_what_they_are_for(string use)
    {
        var items = Items(Head + use).Where(item => item.Kind == CompletionKind.Value).ToArray();
        Assert.Equal(Recipe.Presets.PresetCatalog.All.Select(preset => (preset.Name, preset.Description)), items.Select(item => (item.Label, item.Documentation)));
    }

    [Fact]
    public void Recipes_beside_are_offered_for_use() => Assert.Contains(Items(Head + "use: models/$0\n"), item => item.Label == "models/base.optrecipe.yaml");

    [Fact]
    public void A_half_written_key_is_replaced() => CheckAccepted(Head + "tar$0\n", "targets", Head + "targets:\n  - $0\n");

    [Fact]
    public void A_key_before_its_colon_is_replaced_alone() => CheckAccepted(Head + "tar$0: [xnnpack]\n", "targets", Head + "targets: [xnnpack]\n");

    [Fact]
    public void Targets_come_with_their_titles()
    {
        var items = Items(Head + "targets:\n  - $0");
        Assert.Equal(Targets.TargetCatalog.Targets.Where(target => target.IsAvailable).Select(target => target.Id), items.Where(item => item.Detail != "group of targets").Select(item => item.Label));
        Assert.Equal("XNNPACK CPU delegate", items.Single(item => item.Label == "xnnpack").Detail);
    }

    [Fact]
    public void A_target_that_is_named_is_not_offered_again() => Assert.DoesNotContain("xnnpack", Items(Head + "targets: [xnnpack, $0]\n").Select(item => item.Label));

    [Fact]
    public void A_line_without_its_dash_gets_one() => CheckAccepted(Head + "targets:\n  - xnnpack\n  $0\n", "tflite-micro", Head + "targets:\n  - xnnpack\n  - tflite-micro\n");

    [Fact]
    public void Below_a_key_of_a_list_items_come_with_their_dash() => CheckAccepted(Head + "targets:\n  $0\n", "xnnpack", Head + "targets:\n  - xnnpack\n");

    [Fact]
    public void Options_of_a_target_are_its_own() => CheckCompletion(Head + "targets:\n  - tflite-micro: {$0}\n", "kernels", "flash", "require");

    [Fact]
    public void Values_of_an_option_stand_behind_its_colon() => CheckCompletion(Head + "targets:\n  - tflite-micro: {kernels: $0}\n", "reference", "cmsis-nn");

    [Fact]
    public void Steps_are_snippets()
    {
        CheckCompletion(Head + "steps:\n  - $0\n", "quantize", "prune", "equalize");
        CheckAccepted(Head + "steps:\n  - pr$0\n", "prune", Head + "steps:\n  - prune: {sparsity: ${1:50 %}}\n");
    }

    [Fact]
    public void A_model_is_quantized_once_and_pruned_before() => CheckCompletion(Head + "steps:\n  - quantize: dynamic\n  - $0\n");

    [Fact]
    public void Pruning_may_come_before_a_quantization() => CheckCompletion(Head + "steps:\n  - $0\n  - quantize: dynamic\n", "prune", "equalize");

    [Fact]
    public void Schemes_that_run_come_first() => CheckCompletion(Head + "steps:\n  - quantize: $0\n", "dynamic", "float16", "int8", "int16x8", "weight-only");

    [Fact]
    public void Options_of_a_step_stand_on_the_lines_below_it() => CheckCompletion(Head + "steps:\n  - quantize:\n      $0\n", "scheme", "where", "rules", "numerics", "calibration", "weights", "activations", "io", "bias_correction", "exempt", "rescue", "on_unsupported");

    [Fact]
    public void A_number_gets_its_units() => CheckCompletion(Head + "budget:\n  file: 60$0\n", "60 KiB", "60 kB", "60 MiB", "60 MB", "60 B", "64 KiB", "1 MiB", "100 kB");

    [Fact]
    public void Works_inside_brackets_that_are_not_closed() => CheckCompletion(Head + "steps:\n  - prune: {sparsity: 50 %, s$0\nbudget: {}\n", "method", "pattern", "scope", "encode", "where");

    [Fact]
    public void A_version_gets_its_family() => Assert.Equal(["tflite-2.9", "litert-2.9"], Items(Head + "targets:\n  - xnnpack: {runtime: 2.9$0}\n").Take(2).Select(item => item.Label));

    [Fact]
    public void Paths_of_models_end_in_tflite() => CheckCompletion("recipe: 1\nmodel: $0\n", "digits_cnn.tflite", "models/");

    [Fact]
    public void Paths_go_on_in_folders()
    {
        CheckCompletion("recipe: 1\nmodel: models/$0\n", "models/a.tflite", "models/it's b.tflite");
        CheckAccepted("recipe: 1\nmodel: models/i$0\n", "models/it's b.tflite", "recipe: 1\nmodel: 'models/it''s b.tflite'\n");
    }

    [Fact]
    public void Paths_do_not_leave_the_workspace() => CheckCompletion("recipe: 1\nmodel: ../$0\n");

    [Fact]
    public void Outputs_get_a_name_that_destroys_nothing() => CheckCompletion(Head + "outputs:\n  - tflite: $0\n", "out/digits_cnn.tflite", "models/");

    [Theory]
    [InlineData("evaluation: {path: .data/digits.npz, labels: $0}", "x", "y")]
    [InlineData("calibration: {path: .data/digits.npz, inputs: $0}", "x", "y")]
    [InlineData("calibration:\n    path: .data/examples.tfrecord\n    inputs: {image: $0}", "image", "label")]
    public void Arrays_and_features_of_the_files_are_offered(string data, params string[] expected) => CheckCompletion(Head + $"data:\n  {data}\n", expected);

    [Fact]
    public void Inputs_of_the_model_are_offered_for_arrays() =>
        Assert.Equal(OptRecipe.Pipeline.Data.InputNames.Of(new Workspace().Analyze(Head).Model?.Model?.Model ?? throw new InvalidOperationException()), Items(Head + "data:\n  calibration: {path: .data/digits.npz, inputs: {$0}}\n").Select(item => item.Label));

    [Fact]
    public void Comments_and_own_keys_are_left_alone()
    {
        CheckCompletion(Head + "# targets: $0\n");
        CheckCompletion(Head + "x-notes: {$0}\n");
    }

    /// <summary>T11: no exception anywhere, no overlap, and what is taken parses no worse and is no new error.</summary>
    [Fact]
    public void At_every_offset_of_the_examples_what_is_offered_is_no_mistake()
    {
        var workspace = new Workspace();
        var taken = 0;
        foreach (var path in Directory.GetFiles(SharedFolder.InRepository("examples"), "*.optrecipe.yaml", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(path);
            for (var offset = 0; offset <= text.Length; offset++)
            {
                var analysis = RecipeAnalysisOf(text);
                foreach (var item in Completions.At(analysis, offset, workspace))
                {
                    Assert.True(item.Span.Start >= 0 && item.Span.End <= text.Length && item.Span.Start <= offset && item.Span.End >= offset, $"{item.Label} at {offset}");
                    if (item.IsSnippet || taken++ % 7 != 0) continue;
                    var after = RecipeAnalysisOf(text[..item.Span.Start] + item.NewText + text[item.Span.End..]);
                    Assert.True(after.Syntax.Problems.Length <= analysis.Syntax.Problems.Length, $"{item.Label} at {offset} breaks the text");
                }
            }
        }
        Assert.True(taken > 100, $"only {taken} items");

        static Pipeline.RecipeAnalysis RecipeAnalysisOf(string text) => Pipeline.RecipeAnalyzer.AnalyzeText(Workspace.RecipePath, new(text));
    }

    [Fact]
    public void Nothing_throws_at_any_offset_of_a_broken_recipe()
    {
        var workspace = new Workspace();
        var text = File.ReadAllText(SharedFolder.InRepository("tests", "corpus", "recipes", "typing", "recipe.optrecipe.yaml"));
        for (var length = 0; length <= text.Length; length++)
            _ = Completions.At(Pipeline.RecipeAnalyzer.AnalyzeText(Workspace.RecipePath, new(text[..length])), length, workspace);
    }

    [Fact]
    public void Values_that_are_offered_are_no_errors()
    {
        foreach (var text in new[] { "steps:\n  - quantize: $0\n", "targets:\n  - $0\n", "targets:\n  - xnnpack: {runtime: $0}\n", "budget:\n  file: $0\n", "steps:\n  - prune: {sparsity: $0}\n", "steps:\n  - prune: {sparsity: 50 %, method: $0}\n" })
        {
            var (plain, _) = Workspace.Cursor(Head + text);
            var items = Items(Head + text);
            Assert.NotEmpty(items);
            foreach (var item in items)
            {
                var after = Pipeline.RecipeAnalyzer.AnalyzeText(Workspace.RecipePath, new(plain[..item.Span.Start] + item.NewText + plain[item.Span.End..]));
                Assert.DoesNotContain(after.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
            }
        }
    }

    [Fact]
    public void Operators_of_the_model_stand_inside_selectors()
    {
        CheckCompletion(Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: $0}}\n", "CONV_2D", "FULLY_CONNECTED", "RESHAPE", "SOFTMAX");
        CheckCompletion(Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: [SOFTMAX, $0]}}\n", "CONV_2D", "FULLY_CONNECTED", "RESHAPE");
        CheckCompletion(Head + "steps:\n  - prune:\n      sparsity: 50 %\n      where:\n        ops: CO$0\n", "CONV_2D", "FULLY_CONNECTED", "RESHAPE", "SOFTMAX");
        CheckAccepted(Head + "steps:\n  - prune:\n      sparsity: 50 %\n      where:\n        ops:\n          $0\n", "CONV_2D",
            Head + "steps:\n  - prune:\n      sparsity: 50 %\n      where:\n        ops:\n          - CONV_2D\n");
        Assert.Equal("3 operators, 38 KiB, 92 % of MACs", Items(Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: $0}}\n")[0].Detail);
    }

    [Fact]
    public void Names_of_tensors_come_by_folder_and_in_quotes_where_YAML_wants_them()
    {
        CheckAccepted(Head + "steps:\n  - prune: {sparsity: 50 %, where: {tensors: mo$0}}\n", "model/conv2d/*", Head + "steps:\n  - prune: {sparsity: 50 %, where: {tensors: 'model/conv2d/*'}}\n");
        CheckAccepted(Head + "steps:\n  - prune: {sparsity: 50 %, where: {tensors: \"mo$0\"}}\n", "model/conv2d/*", Head + "steps:\n  - prune: {sparsity: 50 %, where: {tensors: \"model/conv2d/*\"}}\n");
        CheckAccepted(Head + "steps:\n  - prune: {sparsity: 50 %, where: {tensors: [mo$0]}}\n", "model/dense/MatMul", Head + "steps:\n  - prune: {sparsity: 50 %, where: {tensors: [model/dense/MatMul]}}\n");
    }

    [Fact]
    public void Numbers_of_operators_say_which_they_are()
    {
        Assert.Equal("FULLY_CONNECTED", Items(Head + "steps:\n  - prune: {sparsity: 50 %, where: {operators: $0}}\n").Single(item => item.Label == "4").Detail);
        CheckAccepted(Head + "steps:\n  - prune:\n      sparsity: 50 %\n      where:\n        operators: 0, 2-$0\n", "0, 2-4", Head + "steps:\n  - prune:\n      sparsity: 50 %\n      where:\n        operators: 0, 2-4\n");
    }

    [Fact]
    public void A_selector_offers_its_keys_wherever_it_stands()
    {
        string[] keys = ["ops", "tensors", "operators", "first", "last", "weights_over", "not", "any", "all", "optional"];
        CheckCompletion(Head + "steps:\n  - prune: {sparsity: 50 %, where: {$0}}\n", keys);
        CheckCompletion(Head + "steps:\n  - quantize: {scheme: dynamic, rules: [{where: {not: {$0}}}]}\n", keys);
        CheckCompletion(Head + "steps:\n  - quantize: {scheme: dynamic, rules: [{where: {any: [{$0}]}}]}\n", keys);
        CheckCompletion(Head + "steps:\n  - prune: {sparsity: 50 %, where: {first: $0}}\n", "true", "false");
    }
}
