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
        CheckCompletion("$0", "recipe", "model", "name", "description", "use", "seed", "targets", "data", "steps", "budget", "outputs", "variants");

    [Fact]
    public void Keys_that_stand_there_are_not_offered_again() => CheckCompletion(Head + "name: x\n$0\nsteps: []\n", "description", "use", "seed", "targets", "data", "budget", "outputs", "variants");

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

    [Theory]
    [InlineData("{scheme: int8, weights: {symmetric: $0}}", "true")]
    [InlineData("{scheme: weight-only, weights: {symmetric: $0}}", "true", "false")]
    [InlineData("{scheme: int8, weights: {bits: $0}}", "8", "4")]
    [InlineData("{scheme: dynamic, weights: {bits: $0}}", "8", "4", "2")]
    [InlineData("{scheme: int16x8, activations: {symmetric: $0}}", "true")]
    [InlineData("{scheme: int8, io: {input: $0}}", "float32", "int8", "uint8")]
    [InlineData("{scheme: int8, rules: [{where: {ops: ADD}, scheme: weight-only, weights: {granularity: $0}}]}", "channel", "tensor", "block-32", "block-64", "block-128", "block-256")]
    [InlineData("{scheme: weight-only, rules: [{where: {ops: ADD}, scheme: int8, weights: {granularity: $0}}]}", "channel", "tensor")]
    public void Words_that_no_kernel_computes_with_the_scheme_are_not_offered(string step, params string[] expected) => CheckCompletion(Head + $"steps:\n  - quantize: {step}\n", expected);

    [Fact]
    public void A_target_that_is_named_is_not_offered_again() => Assert.DoesNotContain("xnnpack", Items(Head + "targets: [xnnpack, $0]\n").Select(item => item.Label));

    [Fact]
    public void A_line_without_its_dash_gets_one() => CheckAccepted(Head + "targets:\n  - xnnpack\n  $0\n", "tflite-micro", Head + "targets:\n  - xnnpack\n  - tflite-micro\n");

    [Fact]
    public void Below_a_key_of_a_list_items_come_with_their_dash() => CheckAccepted(Head + "targets:\n  $0\n", "xnnpack", Head + "targets:\n  - xnnpack\n");

    [Fact]
    public void Options_of_a_target_are_its_own() => CheckCompletion(Head + "targets:\n  - tflite-micro: {$0}\n", "kernels", "flash", "ram", "require");

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
        CheckAccepted("recipe: 1\nmodel: models/i$0\n", "models/it's b.tflite", "recipe: 1\nmodel: models/it's b.tflite\n");
    }

    [Fact]
    public void Paths_do_not_leave_the_workspace() => CheckCompletion("recipe: 1\nmodel: ../$0\n");

    [Fact]
    public void Outputs_get_a_name_that_destroys_nothing() => CheckCompletion(Head + "outputs:\n  - tflite: $0\n", "out/digits_cnn.tflite", "models/");

    [Theory]
    [InlineData("evaluation: {path: .data/digits.npz, labels: $0}", "x", "y", "notes.txt", "models/")]
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

    /// <summary>No exception anywhere, no overlap, and what is taken parses no worse and is no new error. OPTRECIPE_LONG=1 takes every item, else every eleventh.</summary>
    [Fact]
    public void T11_At_every_offset_of_the_examples_what_is_offered_is_no_mistake()
    {
        var each = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 1 : 11;
        var workspace = new Workspace();
        var seen = 0;
        foreach (var path in Directory.GetFiles(SharedFolder.InRepository("examples"), "*.optrecipe.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(path);
            var analysis = AnalysisOf(text);
            var before = Errors(analysis);
            for (var offset = 0; offset <= text.Length; offset++)
            {
                foreach (var item in Completions.At(analysis, offset, workspace))
                {
                    Assert.True(item.Span.Start >= 0 && item.Span.End <= text.Length && item.Span.Start <= offset && item.Span.End >= offset, $"{item.Label} at {offset}");
                    if (seen++ % each != 0 || (item.IsSnippet && item.NewText.EndsWith("$0", StringComparison.Ordinal)) || item.ContinuesCompletion || item.NewText.EndsWith(": ", StringComparison.Ordinal)) continue;
                    // What stood there is replaced as a whole, which may be the user's mistake: `sparsity` over `scheme` leaves the value of `scheme`.
                    var after = AnalysisOf(text[..item.Span.Start] + LanguageServerPlain(item.NewText) + text[item.Span.End..]);
                    Assert.True(after.Syntax.Problems.Length <= analysis.Syntax.Problems.Length, $"{path}: {item.Label} at {offset} breaks the text");
                    if (item.Span.Length == 0) Assert.True(Errors(after) <= before, $"{path}: {item.Label} at {offset} is an error: {after.Diagnostics.FirstOrDefault(found => found.Severity == Severity.Error)}");
                }
            }
        }
        Assert.True(seen > 1000, $"only {seen} items");

        static Pipeline.RecipeAnalysis AnalysisOf(string text) => Pipeline.RecipeAnalyzer.AnalyzeText(Workspace.RecipePath, new(text));
        static int Errors(Pipeline.RecipeAnalysis analysis) => analysis.Diagnostics.Count(found => found.Severity == Severity.Error);
        static string LanguageServerPlain(string snippet) => System.Text.RegularExpressions.Regex.Replace(System.Text.RegularExpressions.Regex.Replace(snippet, @"\$\{\d+\|([^,|]*)[^}]*\}", "$1"), @"\$\{\d+:([^}]*)\}|\$\d+", "$1");
    }

    [Fact]
    public void A_comment_offers_to_suppress_what_is_reported_on_its_line()
    {
        CheckAccepted(Head + "# $0\ntargets: [xnnpak]\n", "optrecipe-ignore OR2003", Head + "# optrecipe-ignore OR2003: \ntargets: [xnnpak]\n");
        CheckAccepted(Head + "targets: [xnnpak] #$0\n", "optrecipe-ignore OR2003", Head + "targets: [xnnpak] # optrecipe-ignore OR2003: \n");
        CheckAccepted(Head + "# optrecipe-ignore OR$0: later\ntargets: [xnnpak]\n", "optrecipe-ignore OR2003", Head + "# optrecipe-ignore OR2003: later\ntargets: [xnnpak]\n");
        CheckCompletion(Head + "# targets are $0\ntargets: [xnnpak]\n");
        CheckCompletion(Head + "# $0\ntargets: []\n");
        CheckCompletion(Head + "# optrecipe-ignore OR2003: because$0\ntargets: [xnnpak]\n");
    }

    [Theory]
    [InlineData("targets: [edge-tpu]", "int8")]
    [InlineData("targets: [xnnpack, tflite-micro]", "int8")]
    [InlineData("targets: [gpu]", "float16")]
    [InlineData("data: {calibration: {path: .data/digits.npz}}", "int8")]
    [InlineData("targets: [xnnpack]", "dynamic")]
    public void Schemes_that_fit_the_targets_and_the_data_come_first(string line, string expected)
    {
        Assert.Equal(expected, Items(Head + line + "\nsteps:\n  - quantize: $0\n")[0].Label);
        Assert.StartsWith($"quantize: ${{1|{expected},", Items(Head + line + "\nsteps:\n  - $0\n").Single(item => item.Label == "quantize").NewText, StringComparison.Ordinal);
    }

    [Fact]
    public void Right_behind_a_colon_the_blank_is_written_too()
    {
        CheckAccepted("recipe: 1\nmodel:$0\n", "digits_cnn.tflite", "recipe: 1\nmodel: digits_cnn.tflite\n");
        CheckAccepted(Head + "steps:\n  - quantize:$0", "dynamic", Head + "steps:\n  - quantize: dynamic");
        CheckCompletion(Head + "steps:\n  - quantize:$0\n      scheme: int8\n");
    }

    [Fact]
    public void Half_a_unit_is_completed() => CheckAccepted(Head + "budget:\n  file: 64 K$0\n", "64 KiB", Head + "budget:\n  file: 64 KiB\n");

    [Fact]
    public void Labels_may_be_files() => Assert.Equal(["x", "y", "notes.txt", "models/"], Items(Head + "data: {evaluation: {path: .data/digits.npz, labels: $0}}\n").Select(item => item.Label));

    [Fact]
    public void What_an_item_means_in_the_model_is_made_when_it_is_looked_at()
    {
        Assert.Contains("CONV_2D #0", Items(Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: $0}}\n")[0].More?.Invoke());
        Assert.Contains("FLOAT32", Items(Head + "steps:\n  - prune: {sparsity: 50 %, where: {tensors: $0}}\n")[0].More?.Invoke());
        Assert.Contains("FULLY_CONNECTED #4", Items(Head + "steps:\n  - prune: {sparsity: 50 %, where: {operators: $0}}\n").Single(item => item.Label == "4").More?.Invoke());
    }

    [Fact]
    public void Keys_with_known_values_and_folders_go_on()
    {
        Assert.Equal(["budget", "data", "model", "outputs", "steps", "targets", "use"], Items("$0").Where(item => item.ContinuesCompletion).Select(item => item.Label).Append("use").Distinct().Order(StringComparer.Ordinal));
        Assert.False(Items("tar$0: []\n").Single(item => item.Label == "targets").ContinuesCompletion);
        Assert.True(Items("recipe: 1\nmodel: $0\n").Single(item => item.Label == "models/").ContinuesCompletion);
    }

    [Fact]
    public void In_brackets_a_word_is_accepted_by_what_follows_it()
    {
        Assert.Equal(",]}", Items(Head + "targets: [$0]\n")[0].CommitCharacters);
        Assert.Equal("", Items(Head + "targets:\n  - $0\n")[0].CommitCharacters);
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
        CheckAccepted(Head + "steps:\n  - prune: {sparsity: 50 %, where: {tensors: mo$0}}\n", "model/conv2d/*", Head + "steps:\n  - prune: {sparsity: 50 %, where: {tensors: model/conv2d/*}}\n");
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
