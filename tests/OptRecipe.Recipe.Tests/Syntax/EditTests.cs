using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using Xunit;

namespace OptRecipe.Recipe.Tests.Syntax;

/// <summary>A tree that was read in part is the tree of the whole text.</summary>
public sealed class EditTests
{
    private static readonly string[] Pieces =
    [
        "a", "x", " ", "  ", "\n", "\n\n", "- ", "-", ": ", ":", "#", " # c\n", "\"", "'", "{", "}", "[", "]", ",", "&a ", "*a", "? ", "|\n", ">\n", "key: 1\n", "\n  key: 1\n", "\n    - x\n", "\r\n", "\r", "\t", "!t ", "<<", "<<: ",
        "\n<<<<<<< a\n", "\n=======\n", "---\n", "...", "%", "\0", "\ud83d", "\udc00",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void After_every_edit_the_tree_is_that_of_the_whole_text(int seed)
    {
        var (random, readInPart) = (new Random(seed), 0);
        for (var text = 0; text < 400; text++)
        {
            var before = SyntaxTree.Parse(new YamlGenerator(random).Document());
            for (var edit = 0; edit < 12; edit++)
            {
                var old = before.Text.Text;
                var at = random.Next(old.Length + 1);
                var removed = random.Next(3) == 0 ? random.Next(Math.Min(9, old.Length - at + 1)) : 0;
                var after = string.Concat(old.AsSpan(0, at), random.Next(4) == 0 ? "" : Pieces[random.Next(Pieces.Length)], old.AsSpan(at + removed));
                var tree = Check(after, before);
                if (tree.IsReadInPart) readInPart++;
                // Text with problems is read as a whole; one that YAML has nothing against is edited further.
                if (tree.Problems.IsEmpty) before = tree;
            }
        }
        Assert.InRange(readInPart, 100, 5000);
    }

    [Theory]
    [InlineData("a: 1\nb: 2\nc: 3\n", "a: 1\nbb: 2\nc: 3\n", true)]
    [InlineData("a: 1\nb: 2\nc: 3\n", "a: 11\nb: 2\nc: 3\n", false)]
    [InlineData("a:\n  - b: 1\n    c: 2\n  - d\n", "a:\n  - bx: 1\n    c: 2\n  - d\n", true)]
    [InlineData("a:\n  - b: 1\n    c: 2\n  - d\n", "a:\n  - b: 1\n    c: 2\n  - dx\n", false)]
    [InlineData("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 2 # x\nc: 3\n", true)]
    [InlineData("a: 1\nb: 2\nc: 3\n", "a: 1\nb: \"2\nc: 3\n", false)]
    [InlineData("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 2c: 3\n", false)]
    public void Only_the_pair_or_item_of_an_edit_is_read_again(string before, string after, bool isReadInPart) =>
        Assert.Equal(isReadInPart, Check(after, SyntaxTree.Parse(before)).IsReadInPart);

    private static SyntaxTree Check(string text, SyntaxTree before)
    {
        var (tree, whole) = (SyntaxTree.Parse(new SourceText(text), before), SyntaxTree.Parse(text));
        Assert.Equal(Nodes(whole.Root), Nodes(tree.Root));
        Assert.Equal(whole.Comments.AsEnumerable(), tree.Comments.AsEnumerable());
        Assert.Equal(whole.Problems.AsEnumerable(), tree.Problems.AsEnumerable());
        return tree;
    }

    /// <summary>All that a tree says of every node, and that it is the parent of its children.</summary>
    private static List<string> Nodes(SyntaxNode root)
    {
        var found = new List<string>();
        void Add(SyntaxNode node, SyntaxNode parent)
        {
            Assert.Equal(parent, node.Parent);
            found.Add($"{node.Kind} {node.Span} {node.IsFlow} {node.IsRecovered} {node.Anchor} {node.Tag} {node.Value}");
            foreach (var pair in node.Pairs)
            {
                Add(pair.Key, node);
                Add(pair.Value, node);
            }
            foreach (var item in node.Items) Add(item, node);
        }
        Add(root, default);
        return found;
    }
}
