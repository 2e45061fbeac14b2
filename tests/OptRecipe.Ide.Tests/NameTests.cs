using System.Collections.Immutable;
using OptRecipe.Ide.Content;
using OptRecipe.Ide.Links;
using OptRecipe.Ide.Names;
using OptRecipe.Pipeline;

namespace OptRecipe.Ide.Tests;

public sealed class NameTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    /// <summary>The same text with every place that names the same in <c>«»</c>; no mark: nothing is named there.</summary>
    private static void CheckSame(string text, string expected)
    {
        var (plain, offset) = Workspace.Cursor(text);
        var recipe = new Workspace().Analyze(plain);
        foreach (var name in RecipeNames.At(recipe, offset) is { } at ? RecipeNames.SameAs(recipe, at).Reverse() : [])
            plain = $"{plain[..name.Span.Start]}«{plain.Substring(name.Span.Start, name.Span.Length)}»{plain[name.Span.End..]}";
        Assert.Equal(expected, plain);
    }

    /// <summary>The first two words that the definition shows, behind the name of its file or page.</summary>
    private static void CheckDefinition(string text, params string[] expected)
    {
        var (plain, offset) = Workspace.Cursor(text);
        var workspace = new Workspace();
        var recipe = workspace.Analyze(plain);
        Assert.Equal(expected, Definitions.At(recipe, offset, workspace).Select(definition =>
        {
            var page = definition.Page is { } at ? ContentText.Of(at, _ => recipe.Model?.Model) : plain;
            Assert.NotNull(page);
            var shown = definition.Path is null ? page.Substring(definition.SelectionSpan.Start, definition.SelectionSpan.Length) : "";
            return $"{definition.Path ?? (definition.Page is { } named ? $"{named.Kind} {named.Name}" : "here")}: {string.Join(' ', shown.Split(' ').Take(2))}";
        }));
    }

    private static void CheckRename(string text, string newName, string expected)
    {
        var (plain, offset) = Workspace.Cursor(text);
        var recipe = new Workspace().Analyze(plain);
        var (edits, refusal) = Renaming.To(recipe, offset, newName);
        Assert.Equal(expected, refusal.Length > 0 ? refusal : recipe.Text.WithEdits(edits).Text);
    }

    private static void CheckMoves(string text, string expected, params (string From, string To)[] moves)
    {
        var recipe = new Workspace().Analyze(text);
        Assert.Equal(expected, recipe.Text.WithEdits(PathMoves.Edits(recipe, [.. moves.Select(move => new PathMove(move.From, move.To))])).Text);
    }

    [Fact]
    public void An_anchor_and_its_aliases_are_one_name() => CheckSame("x-a: &fa$0st 1\nx-b: [*fast, *slow]\n", "x-a: &«fast» 1\nx-b: [*«fast», *slow]\n");

    [Fact]
    public void An_anchor_given_twice_is_two_names() => CheckSame("x-a: &a 1\nx-b: *a\nx-c: &a 2\nx-d: $0*a\n", "x-a: &a 1\nx-b: *a\nx-c: &«a» 2\nx-d: *«a»\n");

    [Fact]
    public void Targets_are_named_in_coverage_too() => CheckSame(Head + "targets: [xnn$0pack]\nbudget: {coverage: {xnnpack: 90 %}}\n", Head + "targets: [«xnnpack»]\nbudget: {coverage: {«xnnpack»: 90 %}}\n");

    [Fact]
    public void Paths_are_the_same_however_they_are_spelled() => CheckSame(Head.Replace("digits", "dig$0its") + "outputs: [tflite: ./x/../digits_cnn.tflite]\n", Head.Replace("digits_cnn.tflite", "«digits_cnn.tflite»") + "outputs: [tflite: «./x/../digits_cnn.tflite»]\n");

    [Fact]
    public void Operators_and_globs_are_named_alike() => CheckSame("steps:\n  - prune: {where: {ops: [CONV$0_2D]}}\n  - quantize: {rules: [{where: {ops: 'CONV_2D'}}]}\n",
        "steps:\n  - prune: {where: {ops: [«CONV_2D»]}}\n  - quantize: {rules: [{where: {ops: '«CONV_2D»'}}]}\n");

    [Fact]
    public void Keys_are_named_alike_wherever_they_stand() => CheckSame("steps: [prune: {sparsi$0ty: 1}, prune: {sparsity: 2}]\n", "steps: [prune: {«sparsity»: 1}, prune: {«sparsity»: 2}]\n");

    [Fact]
    public void Free_text_names_nothing() => CheckSame("name: hel$0lo\n", "name: hello\n");

    [Fact]
    public void From_an_alias_to_its_anchor() => CheckDefinition("x-a: &fast 1\nx-b: *fa$0st\n", "here: fast");

    [Fact]
    public void From_a_target_to_its_page() => CheckDefinition("targets: [xnn$0pack]\n", "Target xnnpack: ");

    [Fact]
    public void From_a_group_of_targets_to_its_page() => CheckDefinition("targets: [and$0roid]\n", "Target android: ");

    [Fact]
    public void From_a_preset_to_its_text() => CheckDefinition("use: [web, mcu$0-int8]\n", "Preset mcu-int8: ");

    [Fact]
    public void From_a_used_recipe_to_its_file() => CheckDefinition("use: models/ba$0se.optrecipe.yaml\n", "/w/models/base.optrecipe.yaml: ");

    [Fact]
    public void From_a_path_to_the_file_that_is_there()
    {
        CheckDefinition(Head + "data: {evaluation: {path: .data/dig$0its.npz}}\n", "/w/.data/digits.npz: ");
        CheckDefinition(Head + "data: {evaluation: {path: .data/no$0ne.npz}}\n");
        CheckDefinition(Head + "data: {evaluation: {path: ../out$0side.npz}}\n");
    }

    [Fact]
    public void From_the_model_to_its_graph() => CheckDefinition(Head.Replace("cnn", "cn$0n"), "Graph /w/digits_cnn.tflite: ");

    [Fact]
    public void From_an_operators_type_to_every_one_in_the_graph() => CheckDefinition(Head + "steps: [quantize: {where: {ops: SOFT$0MAX}}]\n",
        "Graph /w/digits_cnn.tflite: #6 SOFTMAX");

    [Fact]
    public void From_numbers_of_operators_to_their_lines() => CheckDefinition(Head + "steps: [quantize: {where: {operators: '5$0'}}]\n", "Graph /w/digits_cnn.tflite: #5 FULLY_CONNECTED");

    [Fact]
    public void From_a_glob_on_tensors_to_their_lines()
    {
        const string Model = "recipe: 1\nmodel: .hidden/dscnn_int8.tflite\nsteps: [prune: {where: {tensors: ";
        CheckDefinition(Model + "'model_1/sco$0res/MatMul'}}]\n", "Graph /w/.hidden/dscnn_int8.tflite: t33 model_1/scores/MatMul;model_1/scores/BiasAdd");
        CheckDefinition(Model + "'no$0ne/*'}}]\n");
    }

    [Fact]
    public void From_an_input_of_the_data_to_its_line() =>
        CheckDefinition("recipe: 1\nmodel: .hidden/dscnn_int8.tflite\ndata: {calibration: {path: x.npz, inputs: {feat$0ures: x}}}\n", "Graph /w/.hidden/dscnn_int8.tflite: t0 serving_default_features:0");

    [Fact]
    public void A_key_and_a_word_of_the_language_lead_nowhere()
    {
        CheckDefinition("st$0eps: []\n");
        CheckDefinition("steps: [quantize: in$0t8]\n");
    }

    [Fact]
    public void The_same_file_is_referred_to_from_another_folder()
    {
        var here = RecipeAnalyzer.AnalyzeText("/w/a.optrecipe.yaml", new("model: models/a.tflite\n"));
        var there = RecipeAnalyzer.AnalyzeText("/w/deep/b.optrecipe.yaml", new("model: ../models/a.tflite\noutputs: [tflite: models/a.tflite]\n"));
        Assert.Equal([7], References.In(there, Assert.NotNull(RecipeNames.At(here, 9)), here).Select(name => name.Span.Start));
    }

    [Fact]
    public void An_anchor_is_renamed_with_its_aliases() => CheckRename("x-a: &a 1\nx-b: [*a, *b]\n# &a\nx-c: *$0a\n", "quick", "x-a: &quick 1\nx-b: [*quick, *b]\n# &a\nx-c: *quick\n");

    [Theory]
    [InlineData("x-a: &a 1\nx-b: *$0a\n", "b c", "`b c` cannot be the name of an anchor: white space and `[`, `]`, `{`, `}`, `,` are not allowed")]
    [InlineData("x-a: &a 1\nx-b: &b *$0a\n", "b", "Another anchor is called `b` already")]
    [InlineData("x-b: *$0a\n", "b", "No anchor is called `a`, so that its alias cannot be renamed")]
    [InlineData("ste$0ps: []\n", "b", "`steps` is a word of the recipe language")]
    [InlineData("model: a.tf$0lite\n", "b", "Rename the file itself; the recipes that name it follow")]
    [InlineData("targets: [gp$0u]\n", "b", "`gpu` is the name of a target that comes with OptRecipe")]
    [InlineData("steps: [prune: {where: {tensors: a$0b}}]\n", "b", "`ab` names something in the model")]
    [InlineData("name: a$0b\n", "b", "There is no name here; anchors (`&name`) can be renamed")]
    public void What_cannot_be_renamed_is_refused_in_a_sentence(string text, string newName, string refusal) => CheckRename(text, newName, refusal);

    [Fact]
    public void Recipes_follow_a_file_that_moves() => CheckMoves("model: models/a.tflite\noutputs: [tflite: models/b.tflite]\n", "model: 'in [1]/a.tflite'\noutputs: [tflite: models/b.tflite]\n", ("/w/models/a.tflite", "/w/in [1]/a.tflite"));

    [Fact]
    public void Recipes_follow_a_folder_that_moves_globs_too() => CheckMoves("model: \"models/a.tflite\"\ndata: {calibration: {path: models/d/*.npy}, evaluation: {path: modelsx/a.npz}}\n",
        "model: \"m/a.tflite\"\ndata: {calibration: {path: m/d/*.npy}, evaluation: {path: modelsx/a.npz}}\n", ("/w/models", "/w/m"));

    [Fact]
    public void A_recipe_that_moves_still_names_its_files_and_takes_its_outputs_along() => CheckMoves("model: models/a.tflite\ndata: {calibration: {path: '*.npy'}}\noutputs: [tflite: o.tflite]\n",
        "model: ../models/a.tflite\ndata: {calibration: {path: '../*.npy'}}\noutputs: [tflite: o.tflite]\n", (Workspace.RecipePath, "/w/deep/test.optrecipe.yaml"));

    [Fact]
    public void A_folder_that_moves_with_recipe_and_files_changes_nothing() => CheckMoves("model: models/a.tflite\n", "model: models/a.tflite\n", ("/w", "/v"));

    [Fact]
    public void Links_lead_to_what_is_there_and_of_globs_to_the_folder()
    {
        const string Text = Head + "data: {calibration: {path: .data/*.npz}, evaluation: {path: .data/none.npz, labels: ../x.csv}}\noutputs: [tflite: models/a.tflite, report: out/r.md]\n";
        var workspace = new Workspace();
        Assert.Equal(["digits_cnn.tflite → /w/digits_cnn.tflite: Open digits_cnn.tflite", ".data/*.npz → /w/.data: Open the folder .data", "models/a.tflite → /w/models/a.tflite: Open models/a.tflite"],
            DocumentLinks.Of(workspace.Analyze(Text), workspace).Select(link => $"{Text.Substring(link.Span.Start, link.Span.Length)} → {link.Path}: {link.Tooltip}"));
    }
}
