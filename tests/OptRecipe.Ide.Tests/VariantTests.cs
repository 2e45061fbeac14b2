using OptRecipe.Ide.Completion;
using OptRecipe.Ide.Fixes;
using OptRecipe.Ide.Hover;
using OptRecipe.Ide.InlayHints;
using OptRecipe.Ide.Lenses;
using OptRecipe.Recipe;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Tests;

/// <summary>What the editor does for the table of variants.</summary>
public sealed class VariantTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - prune: {sparsity: 10 %}\n  - quantize: dynamic\n";

    private static CompletionItem[] Items(string text)
    {
        var (plain, offset) = Workspace.Cursor(text);
        var workspace = new Workspace();
        return [.. Completions.At(workspace.Analyze(plain), offset, workspace)];
    }

    [Theory]
    [InlineData("variants:\n  $0\n")]
    [InlineData("variants:\n  qua$0\n")]
    [InlineData("variants: {$0}\n")]
    [InlineData("variants:\n  prune.sparsity: [10 %, 20 %]\n  $0\n", "prune.sparsity")]
    public void Paths_to_keys_of_this_recipe_are_offered_those_of_its_steps_first(string variants, string? there = null)
    {
        var items = Items(Head + variants);
        Assert.Equal(there is null ? "prune.sparsity" : "prune.method", items[0].Label);
        Assert.Contains(items, item => item.Label == "quantize.scheme" && item is { NewText: "quantize.scheme: [$0]", IsSnippet: true, ContinuesCompletion: true } && item.Documentation.Contains("| `int8` |", StringComparison.Ordinal));
        Assert.Contains(items, item => item.Label == "quantize.weights.bits");
        Assert.Contains(items, item => item.Label == "budget.file");
        Assert.DoesNotContain(items, item => item.Label.StartsWith("equalize", StringComparison.Ordinal) || item.Label is "name" or "outputs" || item.Label == there);
        // Nothing is offered that would be an error.
        foreach (var item in items)
            Assert.Empty(RecipeDocument.Read($"{Head}variants: {{{item.Label}: [~]}}\n").Diagnostics.Where(diagnostic => diagnostic.Descriptor.Code is "OR1101" or "OR2050" or "OR2051" or "OR1110").Select(diagnostic => diagnostic.Message));
    }

    [Fact]
    public void Several_steps_of_a_kind_are_told_apart() =>
        Assert.Equal(["prune.1.sparsity", "prune.2.sparsity"], Items(Head.Replace("- quantize: dynamic", "- prune: {sparsity: 20 %}", StringComparison.Ordinal) + "variants:\n  $0\n").Select(item => item.Label).Where(label => label.EndsWith("sparsity", StringComparison.Ordinal)));

    [Theory]
    [InlineData("  quantize.scheme: [$0]\n", "dynamic", "float16", "int8", "int16x8", "weight-only")]
    [InlineData("  quantize.scheme: [dynamic, $0]\n", "float16", "int8", "int16x8", "weight-only")]
    [InlineData("  quantize.scheme:\n    - int8\n    - $0\n", "dynamic", "float16", "int16x8", "weight-only")]
    [InlineData("  budget.file: [10$0]\n", "10 KiB", "10 kB", "10 MiB", "10 MB", "10 B", "64 KiB", "1 MiB", "100 kB")]
    public void Values_are_offered_as_for_the_key_itself_without_those_that_stand_there(string row, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), Items(Head + "variants:\n" + row).Select(item => item.Label).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("  quantize.sch$0eme: [dynamic]\n", "`quantize.scheme` · list", "The mode: a preset of numbers", "| `int16x8` |")]
    [InlineData("  quantize.scheme: [dyn$0amic]\n", "`dynamic`", "Dynamic range: int8 weights")]
    [InlineData("  prune.sparsity: [4$00 %]\n", "0.4")]
    public void Rows_and_values_say_what_they_are(string row, params string[] expected)
    {
        var (plain, offset) = Workspace.Cursor(Head + "variants:\n" + row);
        var hover = HoverInfo.At(new Workspace().Analyze(plain), offset);
        foreach (var words in expected) Assert.True(hover?.Markdown.Contains(words, StringComparison.Ordinal) == true, $"expected\n{words}\nfound\n{hover?.Markdown}");
    }

    [Fact]
    public void The_word_variants_shows_all_of_them()
    {
        var hover = HoverInfo.At(new Workspace().Analyze(Head + "variants:\n  quantize.scheme: [dynamic, float16]\n"), Head.Length + 2);
        Assert.StartsWith("**2 variants**\n\n| variant | file | budget |\n| --- | ---: | --- |\n| dynamic | 90 KiB | – |\n| float16 | 171 KiB | – |\n", hover?.Markdown);
        Assert.Contains("A table of runs that are compared side by side", hover?.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Hints_count_the_variants_and_foretell_their_sizes()
    {
        const string text = Head + "variants:\n  quantize.scheme: [dynamic, float16]\n  prune.sparsity: [10 %, 20 %]\n";
        var hints = InlayHints.InlayHints.Of(new Workspace().Analyze(text), new(Head.Length, text.Length - Head.Length), kind => kind == InlayHintKind.Steps);
        Assert.Equal(["variants: 4 variants (2 × 2)", "dynamic 90 KiB", "float16 171 KiB", "10 % 90 KiB … 171 KiB", "20 % 90 KiB … 171 KiB"],
            hints.Select(hint => $"{text[(text.LastIndexOfAny(['[', ',', '\n'], hint.Offset - 1) + 1)..hint.Offset].Trim()} {hint.Label}"));
        Assert.Contains("| float16-sparsity20pct |", hints[2].Tooltip(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_head_compares_and_the_table_shows_what_was_best()
    {
        const string text = Head + "variants:\n  quantize.scheme: [dynamic, float16]\n";
        var workspace = new Workspace();
        Assert.Equal(["0: Compare Variants (2)"], Lenses(workspace));
        workspace.Compare(text);
        Assert.Equal(["0: Compare Variants (2)", "5: best: dynamic · 90 KiB · open comparison"], Lenses(workspace));
        Assert.Contains("5: best: dynamic · 90 KiB (of another text) · open comparison", Lenses(workspace, text.Replace("10 %", "11 %", StringComparison.Ordinal)));

        string[] Lenses(Workspace workspace, string? other = null)
        {
            var analysis = workspace.Analyze(other ?? text);
            return [.. CodeLenses.Of(analysis).Where(lens => lens.Command is LensCommand.CompareVariants or LensCommand.ShowComparison).Select(lens => $"{analysis.Text.Lines.LineOf(lens.Span.Start)}: {lens.Title}")];
        }
    }

    private static CodeAction? Find(string text, string title, out string plain)
    {
        (plain, var offset) = Workspace.Cursor(text);
        return CodeActions.At(new Workspace().Analyze(plain), new(offset, 0)).FirstOrDefault(action => action.Title.StartsWith(title, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Head, "sparsity: 1", "Make variants of `prune.sparsity`", Head + "variants:\n  prune.sparsity: [10 %]\n")]
    [InlineData(Head, "quantize: dyn", "Make variants of `quantize.scheme`", Head + "variants:\n  quantize.scheme: [dynamic, float16, int8, int16x8]\n")]
    [InlineData(Head + "variants:\n  prune.sparsity: [10 %, 20 %]\n", "quantize: dyn", "Make variants of `quantize.scheme`", Head + "variants:\n  quantize.scheme: [dynamic, float16, int8, int16x8]\n  prune.sparsity: [10 %, 20 %]\n")]
    [InlineData(Head + "variants: {prune.sparsity: [10 %, 20 %]}\nbudget: {file: 9 KiB}\n", "file: 9", "Make variants of `budget.file`", Head + "variants: {budget.file: [9 KiB], prune.sparsity: [10 %, 20 %]}\nbudget: {file: 9 KiB}\n")]
    [InlineData(Head + "variants:\n  prune.sparsity: [10 %, 20 %]\n", "[10 %, 2", "Keep `20 %` and remove the row", "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - prune: {sparsity: 20 %}\n  - quantize: dynamic\n")]
    [InlineData(Head + "variants:\n  prune.sparsity: [10 %, 20 %]\n  quantize.scheme: [dynamic, float16]\n", "[dynamic, fl", "Keep `float16` and remove the row", "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - prune: {sparsity: 10 %}\n  - quantize: float16\nvariants:\n  prune.sparsity: [10 %, 20 %]\n")]
    public void A_value_becomes_a_row_and_a_row_a_value(string before, string place, string title, string after)
    {
        var at = before.LastIndexOf(place, StringComparison.Ordinal) + place.Length;
        var action = Find(before.Insert(at, "$0"), title, out var plain);
        Assert.Equal(after, new SourceText(plain).WithEdits(action?.Edits ?? []).Text);
    }

    [Theory]
    [InlineData(Head + "name: te$0st\n")]
    [InlineData("recipe: 1\nmodel: dig$0its_cnn.tflite\n")]
    [InlineData(Head + "outputs: [tflite: o$0.tflite]\n")]
    [InlineData(Head + "variants:\n  prune.spars$0ity: [10 %]\n")]
    public void What_cannot_vary_is_not_offered(string text) => Assert.Null(Find(text, "Make variants", out _));

    [Fact]
    public void Each_variant_becomes_a_recipe_with_names_of_its_own()
    {
        var action = Find(Head + "name: d\noutputs:\n  - tflite: out/d.tflite\n  - report: out/d.md\nvari$0ants:\n  quantize.scheme: [dynamic, float16]\n", "Write each of the 2 variants as a recipe", out _);
        Assert.Equal(["test-dynamic.optrecipe.yaml", "test-float16.optrecipe.yaml"], action?.NewFiles.Select(file => file.Name));
        Assert.Equal(Head.Replace("dynamic", "float16", StringComparison.Ordinal) + "name: d-float16\noutputs:\n  - tflite: out/d-float16.tflite\n  - report: out/d-float16.md\n", action?.NewFiles[1].Text);
        Assert.Empty(RecipeDocument.Read(action!.NewFiles[1].Text).Diagnostics);
    }
}
