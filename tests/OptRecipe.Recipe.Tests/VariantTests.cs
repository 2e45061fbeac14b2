using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Variants;

namespace OptRecipe.Recipe.Tests;

/// <summary>The table of variants: its keys, its values, and the recipes that it stands for.</summary>
public sealed class VariantTests
{
    private const string Head = "recipe: 1\nmodel: m.tflite\ndata: {calibration: {path: c.npy}}\n";

    [Theory]
    [InlineData("quantize.scheme: [int8, int16x8, dynamic]")]
    [InlineData("quantize.weights.bits: [8, 4]")]
    [InlineData("prune.sparsity: [30 %, 0.5]")]
    [InlineData("prune.where.ops: [CONV_2D, [CONV_2D, FULLY_CONNECTED]]")]
    [InlineData("budget.file: [10 KiB, 20 KiB]")]
    [InlineData("prune.1.sparsity: [30 %, 50 %]")]
    [InlineData("quantize.schem: [int8]", "OR1101 schem `schem` is no key of `quantize`; did you mean `scheme`")]
    [InlineData("quantise.scheme: [int8]", "OR1101 quantise `quantise` is no key of the recipe; did you mean `quantize`")]
    [InlineData("'quantize.weights.bit': [8]", "OR1101 bit `bit` is no key of `quantize.weights`; did you mean `bits`")]
    [InlineData("budget.file.x: [1]", "OR1101 x `x` is no key of `budget.file`; nothing may stand below it")]
    [InlineData("quantize.scheme: [int9]", "OR1104 int9 `int9` is no value of an item of `quantize.scheme`; did you mean `int8`")]
    [InlineData("quantize.scheme: int8", "OR1103 int8 `quantize.scheme` is a list, found `int8`")]
    [InlineData("budget.file: [10]", "OR1105 10 an item of `budget.file` has no unit; expected `10 KiB`, `10 kB` or `10 B`")]
    [InlineData("quantize.scheme: [int8], quantize.scheme: [dynamic]", "OR1011 quantize.scheme `quantize.scheme` stands twice in this mapping; the first one counts")]
    [InlineData("equalize.iterations: [1, 2]", "OR2050 equalize The recipe has no step `equalize` to vary; add it to `steps`")]
    [InlineData("prune.3.sparsity: [30 %, 50 %]", "OR2050 prune The recipe has 1 step `prune`, none with the number 3; expected 1")]
    [InlineData("quantize.scheme: []", "OR2053 [] `quantize.scheme` has no values here, so nothing is varied; write at least two")]
    [InlineData("quantize.scheme: [int8, dynamic, int8]", "OR2053 int8 `int8` stands twice in this row, and both variants would be the same")]
    [InlineData("budget.arena: [1 KiB, 2 KiB]")]
    [InlineData("name: [a, b]", "OR1101 name `name` is no key of the recipe; did you mean `tidy`", true)]
    public void A_key_names_a_value_and_its_list_holds_such_values(string variants, string? expected = null, bool anyMessage = false)
    {
        var document = RecipeDocument.Read($"{Head}steps: [prune: {{sparsity: 10 %}}, quantize: int8]\nvariants: {{{variants}}}\n");
        var found = document.Publish([], isComplete: true).Select(diagnostic => $"{diagnostic.Descriptor.Code} {document.Text.Slice(diagnostic.Span)} {diagnostic.Message}").ToArray();
        if (anyMessage) Assert.StartsWith(expected!.Split(' ')[0], Assert.Single(found), StringComparison.Ordinal);
        else Assert.Equal(expected is null ? [] : [expected], found);
    }

    [Fact]
    public void A_table_that_is_too_large_is_refused_with_its_sizes()
    {
        var rows = string.Concat(Enumerable.Range(0, 3).Select(row => $"  quantize.{new[] { "weights.min_elements", "exempt.max", "calibration.bins" }[row]}: [{string.Join(", ", Enumerable.Range(16, 6))}]\n"));
        var document = RecipeDocument.Read($"{Head}steps: [quantize: int8]\nvariants:\n{rows}");
        var found = Assert.Single(document.Publish([], true), diagnostic => diagnostic.Severity == Severity.Error);
        Assert.Equal("OR2052 The table gives 216 variants (6 × 6 × 6), at most 200 are run; take values out, or split it into several recipes", $"{found.Descriptor.Code} {found.Message}");
        Assert.Empty(VariantTable.All(document.Recipe.Variants));
    }

    [Fact]
    public void A_row_for_several_steps_has_to_say_which()
    {
        var document = RecipeDocument.Read($"{Head}steps: [prune: {{sparsity: 10 %}}, prune: {{sparsity: 20 %}}]\nvariants:\n  prune.sparsity: [30 %, 40 %]\n");
        var found = Assert.Single(document.Publish([], true));
        Assert.Equal("OR2051 `prune` stands 2 times in `steps`; expected `prune.1.sparsity` or `prune.2.sparsity`", $"{found.Descriptor.Code} {found.Message}");
        var repaired = document.Text.WithEdits(found.Fixes[1].Edits).Text;
        Assert.EndsWith("  prune.2.sparsity: [30 %, 40 %]\n", repaired, StringComparison.Ordinal);
        Assert.Empty(RecipeDocument.Read(repaired).Publish([], true));
    }

    [Fact]
    public void A_misspelt_word_of_a_path_alone_is_changed()
    {
        var document = RecipeDocument.Read("recipe: 1\nmodel: m.tflite\nsteps: [quantize: dynamic]\nvariants:\n  quantize.schem: [int8]\n");
        var wrong = document.Publish([], true).Single(diagnostic => diagnostic.Severity == Severity.Error);
        Assert.EndsWith("  quantize.scheme: [int8]\n", document.Text.WithEdits(wrong.Fixes[0].Edits).Text);
    }

    [Theory]
    [InlineData("quantize.scheme: [int8, int16x8]", "int8", "int16x8")]
    [InlineData("quantize.scheme: [int8, dynamic], prune.sparsity: [50 %, 0.3]", "int8-sparsity50pct", "int8-sparsity0.3", "dynamic-sparsity50pct", "dynamic-sparsity0.3")]
    [InlineData("quantize.bias_correction: [true, false]", "bias_correction-true", "bias_correction-false")]
    [InlineData("quantize.io: [int8, {input: uint8, output: int8}]", "int8", "input-uint8-output-int8")]
    [InlineData("budget.file: [10 KiB, 20 KiB]", "file10kib", "file20kib")]
    [InlineData("prune.where.ops: [CONV_2D, [CONV_2D, FULLY_CONNECTED]]", "conv_2d", "conv_2d-fully_connected")]
    [InlineData("quantize.where.tensors: ['*', '**']", "tensors1", "tensors2")]
    [InlineData("quantize.where.tensors: [a/b, a-b]", "a-b", "a-b-2")]
    public void A_variant_is_called_after_its_values(string variants, params string[] names) =>
        Assert.Equal(names, VariantTable.All(RecipeDocument.Read($"{Head}steps: [prune: {{sparsity: 10 %}}, quantize: int8]\nvariants: {{{variants}}}\n").Recipe.Variants).Select(variant => variant.Name));

    [Theory]
    [InlineData("steps:\n  - quantize: int8   # why\n", "quantize.scheme: [dynamic]", "steps:\n  - quantize: dynamic   # why\n")]
    [InlineData("steps:\n  - quantize: int8\n", "quantize: [dynamic]", "steps:\n  - quantize: dynamic\n")]
    [InlineData("steps:\n  - quantize: int8\n", "quantize.calibration: [entropy]", "steps:\n  - quantize: {scheme: int8, calibration: entropy}\n")]
    [InlineData("steps:\n  - quantize: int8\n", "quantize.calibration.percentile: [99.9]", "steps:\n  - quantize: {scheme: int8, calibration: {percentile: 99.9}}\n")]
    [InlineData("steps:\n  - quantize: int8\n", "quantize.calibration: [mse], quantize.scheme: [int16x8], quantize.io.input: [int8]", "steps:\n  - quantize: {io: {input: int8}, scheme: int16x8, calibration: mse}\n")]
    [InlineData("steps:\n  - quantize: {scheme: int8, io: int8}\n", "quantize.io.input: [uint8]", "steps:\n  - quantize: {scheme: int8, io: {output: int8, input: uint8}}\n")]
    [InlineData("steps:\n  - quantize:\n      # note\n      scheme: int8\n      weights:\n        bits: 8\n", "quantize.weights.bits: [4], quantize.calibration: [mse]", "steps:\n  - quantize:\n      # note\n      calibration: mse\n      scheme: int8\n      weights:\n        bits: 4\n")]
    [InlineData("steps:\n  - quantize:\n      scheme: int8\n      rules:\n        - {where: {first: true}, scheme: float32}\n", "quantize.rules: [[]]", "steps:\n  - quantize:\n      scheme: int8\n      rules:\n        []\n")]
    [InlineData("steps:\n  - prune: {sparsity: 10 %}\n  - prune: {sparsity: 20 %}\n", "prune.2.sparsity: [50 %]", "steps:\n  - prune: {sparsity: 10 %}\n  - prune: {sparsity: 50 %}\n")]
    [InlineData("steps: [equalize]\n", "equalize.iterations: [3]", "steps: [{equalize: {iterations: 3}}]\n")]
    [InlineData("x-s: &s int8\nsteps:\n  - quantize: *s\n", "quantize.scheme: [dynamic]", "x-s: &s int8\nsteps:\n  - quantize: dynamic\n")]
    [InlineData("x-q: &q {scheme: int8}\nsteps:\n  - quantize: {<<: *q}\n", "quantize.scheme: [dynamic]", "x-q: &q {scheme: int8}\nsteps:\n  - quantize: {scheme: dynamic, <<: *q}\n")]
    [InlineData("x-q: &q\n  quantize: int8\nsteps:\n  - *q\n", "quantize.scheme: [dynamic]", "x-q: &q\n  quantize: dynamic\nsteps:\n  - *q\n")]
    [InlineData("steps: []\n", "data.calibration.samples: [100], budget.file: [9 KiB], seed: [3]", "steps: []\n", "seed: 3\nbudget: {file: 9 KiB}\n", "{samples: 100, path: c.npy}")]
    public void Values_are_put_in_where_their_keys_stand_and_nothing_else_changes(string steps, string variants, string expected, string before = "", string calibration = "{path: c.npy}")
    {
        foreach (var table in new[] { $"variants: {{{variants}}}\n", $"variants:\n  {variants.Replace("], ", "]\n  ", StringComparison.Ordinal)}\n" })
        {
            foreach (var text in new[] { Head + steps + table, table + Head + steps })
            {
                var document = RecipeDocument.Read(text);
                var made = VariantText.Of(document, Assert.Single(VariantTable.All(document.Recipe.Variants)));
                Assert.Equal(before + Head.Replace("{path: c.npy}", calibration, StringComparison.Ordinal) + expected, made.Text.Text);
                Assert.Empty(RecipeDocument.Read(made.Text).Tree.Problems);
                CheckHome(text, made);
            }
        }
    }

    /// <summary>Every character of the variant comes from the same character of the recipe, or from a value.</summary>
    private static void CheckHome(string text, VariantText made)
    {
        for (var at = 0; at < made.Text.Length; at++)
        {
            var home = made.Home(new(at, 1), out var isValue);
            Assert.InRange(home.End, 0, text.Length);
            if (!isValue) Assert.Equal(made.Text.Text[at], text[home.Start]);
            else if (home.Length == 1 && char.IsLetterOrDigit(made.Text.Text[at]) && text[home.Start] == made.Text.Text[at]) Assert.True(home.Start > text.IndexOf("variants", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_place_in_a_variant_leads_to_the_value_that_made_it()
    {
        const string text = "recipe: 1\nmodel: m.tflite\nsteps:\n  - quantize: int8\nvariants:\n  quantize.scheme: [dynamic, float16]\n";
        var document = RecipeDocument.Read(text);
        var made = VariantText.Of(document, VariantTable.All(document.Recipe.Variants)[1]);
        var recipe = RecipeDocument.Read(made.Text).Recipe;
        var home = made.Home(recipe.Steps[0].KindSpan, out var isValue);
        Assert.Equal((true, "float16"), (isValue, text.Substring(home.Start, home.Length)));
        home = made.Home(recipe.Model!.PathSpan, out isValue);
        Assert.Equal((false, "m.tflite"), (isValue, text.Substring(home.Start, home.Length)));
    }
}
