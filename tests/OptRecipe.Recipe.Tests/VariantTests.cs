using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Tests;

/// <summary>The table of variants: its keys and values are checked though nothing runs it yet.</summary>
public sealed class VariantTests
{
    [Theory]
    [InlineData("quantize.scheme: [int8, int16x8, dynamic]")]
    [InlineData("quantize.weights.bits: [8, 4]")]
    [InlineData("prune.sparsity: [30 %, 0.5]")]
    [InlineData("prune.where.ops: [CONV_2D, [CONV_2D, FULLY_CONNECTED]]")]
    [InlineData("budget.file: [10 KiB, 20 KiB]")]
    [InlineData("quantize.schem: [int8]", "OR1101 schem `schem` is no key of `quantize`; did you mean `scheme`")]
    [InlineData("quantise.scheme: [int8]", "OR1101 quantise `quantise` is no key of the recipe; did you mean `quantize`")]
    [InlineData("'quantize.weights.bit': [8]", "OR1101 bit `bit` is no key of `quantize.weights`; did you mean `bits`")]
    [InlineData("budget.file.x: [1]", "OR1101 x `x` is no key of `budget.file`; nothing may stand below it")]
    [InlineData("quantize.scheme: [int9]", "OR1104 int9 `int9` is no value of an item of `quantize.scheme`; did you mean `int8`")]
    [InlineData("quantize.scheme: int8", "OR1103 int8 `quantize.scheme` is a list, found `int8`")]
    [InlineData("budget.file: [10]", "OR1105 10 an item of `budget.file` has no unit; expected `10 KiB`, `10 kB` or `10 B`")]
    [InlineData("quantize.scheme: [int8], quantize.scheme: [dynamic]", "OR1011 quantize.scheme `quantize.scheme` stands twice in this mapping; the first one counts")]
    public void A_key_names_a_value_and_its_list_holds_such_values(string variants, params string[] expected)
    {
        var document = RecipeDocument.Read($"recipe: 1\nmodel: m.tflite\nvariants: {{{variants}}}\n");
        Assert.Equal([.. expected, "OR1110 variants `variants` is not available yet in this version; it is ignored"],
            document.Publish([], isComplete: true).OrderByDescending(diagnostic => diagnostic.Span.Start).Select(diagnostic => $"{diagnostic.Descriptor.Code} {document.Text.Slice(diagnostic.Span)} {diagnostic.Message}"));
    }

    [Fact]
    public void A_misspelt_word_of_a_path_alone_is_changed()
    {
        var document = RecipeDocument.Read("recipe: 1\nmodel: m.tflite\nvariants:\n  quantize.schem: [int8]\n");
        var wrong = document.Publish([], true).Single(diagnostic => diagnostic.Severity == Severity.Error);
        Assert.EndsWith("  quantize.scheme: [int8]\n", document.Text.WithEdits(wrong.Fixes[0].Edits).Text);
    }
}
