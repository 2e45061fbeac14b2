using OptRecipe.Ide.Selection;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Ide.Tests;

public sealed class SelectionTests
{
    /// <summary>What is selected step by step, but for the whole text at the end.</summary>
    private static void CheckSelection(string text, params string[] expected)
    {
        var (plain, offset) = Workspace.Cursor(text);
        var chain = SelectionChain.At(SyntaxTree.Parse(plain), offset);
        Assert.Equal(plain.Length, chain[^1].Length);
        Assert.Equal(expected, chain[..^1].Select(span => plain.Substring(span.Start, span.Length)));
    }

    [Fact]
    public void From_a_word_to_its_pair_item_list_and_section() => CheckSelection("recipe: 1\nsteps:\n  - quantize: in$0t8\n  - tidy\n",
        "int8", "quantize: int8", "- quantize: int8", "quantize: int8\n  - tidy"[..0] + "- quantize: int8\n  - tidy", "steps:\n  - quantize: int8\n  - tidy", "recipe: 1\nsteps:\n  - quantize: int8\n  - tidy");

    [Fact]
    public void Parts_of_a_path_come_first_and_quotes_later() => CheckSelection("model: \"models/k$0ws.tflite\"\n", "kws", "models/kws.tflite", "\"models/kws.tflite\"", "model: \"models/kws.tflite\"");

    [Fact]
    public void The_inside_of_brackets_comes_before_the_brackets() => CheckSelection("targets: [xnn$0pack, gpu]\n", "xnnpack", "xnnpack, gpu", "[xnnpack, gpu]", "targets: [xnnpack, gpu]");

    [Fact]
    public void An_anchor_belongs_to_its_node() => CheckSelection("x-a: &a {sche$0me: int8}\n", "scheme", "scheme: int8", "{scheme: int8}", "&a {scheme: int8}", "x-a: &a {scheme: int8}");

    [Fact]
    public void A_comment_is_selected_word_by_word() => CheckSelection("recipe: 1\n# optrecipe-ig$0nore OR2001: why\n", "ignore", "optrecipe-ignore OR2001: why", "# optrecipe-ignore OR2001: why");

    [Fact]
    public void J05_a_deep_nest_gives_a_chain_of_bounded_length()
    {
        var text = new string('[', 1000) + "x" + new string(']', 1000);
        var chain = SelectionChain.At(SyntaxTree.Parse(text), 1000);
        Assert.InRange(chain.Length, 2, SelectionChain.MaximumDepth);
        foreach (var (inner, outer) in chain.Zip(chain.Skip(1))) Assert.True(outer.Start <= inner.Start && outer.End >= inner.End && outer.Length > inner.Length);
    }

    [Fact]
    public void Everywhere_in_every_example_each_range_holds_the_one_before()
    {
        foreach (var path in Directory.GetFiles(OptRecipe.Testing.SharedFolder.InRepository("examples"), "*.optrecipe.yaml", SearchOption.AllDirectories))
        {
            var tree = SyntaxTree.Parse(File.ReadAllText(path));
            for (var offset = 0; offset <= tree.Text.Length; offset++)
            {
                var chain = SelectionChain.At(tree, offset);
                Assert.True(chain[0].Contains(offset));
                foreach (var (inner, outer) in chain.Zip(chain.Skip(1))) Assert.True(outer.Start <= inner.Start && outer.End >= inner.End && outer != inner, $"{path} {offset}");
            }
        }
    }
}
