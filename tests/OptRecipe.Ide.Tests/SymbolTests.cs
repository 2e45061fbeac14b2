using OptRecipe.Ide.Symbols;

namespace OptRecipe.Ide.Tests;

public sealed class SymbolTests
{
    private static IEnumerable<string> Lines(IEnumerable<RecipeSymbol> symbols, string indent = "") =>
        symbols.SelectMany(symbol => Lines(symbol.Children, indent + "  ").Prepend($"{indent}{symbol.Kind} {symbol.Name}{(symbol.Detail.Length == 0 ? "" : $" = {symbol.Detail}")}"));

    private static void CheckSymbols(string text, string expected)
    {
        var symbols = RecipeSymbol.Of(Recipe.Syntax.SyntaxTree.Parse(text));
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', Lines(symbols)));
        AssertInside(symbols);
    }

    // Clients refuse an outline otherwise.
    private static void AssertInside(IEnumerable<RecipeSymbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            Assert.NotEmpty(symbol.Name);
            Assert.True(symbol.NameSpan.Start >= symbol.Span.Start && symbol.NameSpan.End <= symbol.Span.End);
            AssertInside(symbol.Children);
        }
    }

    [Fact]
    public void Steps_targets_and_outputs_say_what_they_are() => CheckSymbols("""
        recipe: 1
        model: a.tflite
        targets: [xnnpack, {gpu: {require: 90 %}}]
        steps:
          - quantize:
              scheme: int8
          - tidy
        outputs: {tflite: b.tflite}
        """, """
        Number recipe = 1
        File model = a.tflite
        List targets
          Target xnnpack
          Target gpu = 90 %
            Number require = 90 %
        List steps
          Step quantize = int8
            Text scheme = int8
          Step tidy
        Key outputs
          Output tflite = b.tflite
        """);

    [Fact]
    public void Odd_texts_have_outlines_too() => CheckSymbols("? [a]\n: 1\n\"\": x\nx-list: [[1, true], {a: 1, b: 2}]\n", """
        Number (empty) = 1
        Text (empty) = x
        List x-list
          List -
            Number 1
            Flag true
          Key -
            Number a = 1
            Number b = 2
        """);

    [Theory]
    [InlineData("qi8", "quantize_int8", true)]
    [InlineData("QUANT int", "quantize: int8", true)]
    [InlineData("", "x", true)]
    [InlineData("xq", "qx", false)]
    [InlineData("aa", "a", false)]
    public void A_query_is_letters_in_their_order(string query, string name, bool fits) => Assert.Equal(fits, SymbolMatch.Fits(query, name));

    [Fact]
    public void The_workspace_finds_recipes_by_name_and_their_entries() =>
        Assert.Equal(["digits", "steps", "quantize", "targets"], WorkspaceSymbols.Of(new Workspace().Analyze("recipe: 1\nname: digits\nmodel: digits_cnn.tflite\nsteps: [quantize: int8]\ntargets: [gpu]\n"), "t")
            .Select(symbol => symbol.Name).Where(name => name is not "name"));
}
