using System.Text;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Tests.Syntax;

/// <summary>Texts that knock parsers over: each gives a tree, in linear time, and few problems (facts/lsp-robustness.md, T and Y).</summary>
public sealed class HostileTextTests
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);

    private static SyntaxTree CheckSurvives(string text, params SyntaxProblemKind[] expected)
    {
        var tree = ParseInTime(text);
        Assert.Equal(expected, tree.Problems.Select(problem => problem.Kind).ToArray());
        return tree;
    }

    private static SyntaxTree ParseInTime(string text)
    {
        var task = Task.Run(() => SyntaxTree.Parse(text));
        Assert.True(task.Wait(HangLimit), "the parser hangs");
        return task.Result;
    }

    public static TheoryData<string, string, SyntaxProblemKind[]> Texts => new()
    {
        { "empty", "", [] },
        { "one newline", "\n", [] },
        { "comments only", "# a\n  # b", [] },
        { "marker only", "---", [] },
        { "byte order mark", "\uFEFFa: 1\n", [] },
        { "NUL", "a: 1\nb: x\0y\n", [SyntaxProblemKind.ControlCharacter] },
        { "lone surrogate", "a: \ud83d x\n", [SyntaxProblemKind.LoneSurrogate] },
        { "tabs", "a:\n\tb: 1\n\tc: 2\n", [SyntaxProblemKind.TabIndentation] },
        { "second document", "a: 1\n---\nb: 1\n", [SyntaxProblemKind.SecondDocument] },
        { "text after the end", "a: 1\n...\nb: 1\n", [SyntaxProblemKind.TextAfterEnd] },
        { "open quote", "a: \"x\nb: 2\nc: 'it'\n", [SyntaxProblemKind.UnclosedQuote] },
        { "open bracket", "a: [x, y\nb: 2\n", [SyntaxProblemKind.UnclosedBracket] },
        { "open brace in a list", "s:\n  - p: {x: 50 %\n  - q: d\nb: 2\n", [SyntaxProblemKind.UnclosedBracket] },
        { "wrong bracket", "a: [{x: 1]\nb: 2\n", [SyntaxProblemKind.UnclosedBracket] },
        { "no colon", "a: 1\nb\nc: 2\n", [SyntaxProblemKind.MissingColon] },
        { "no colon first", "b\nc: 2\n", [SyntaxProblemKind.MissingColon] },
        { "no space", "a: 1\nb:2\nc: 2\n", [SyntaxProblemKind.MissingSpaceAfterColon] },
        { "no dash", "a:\n  - x: 1\n  y: 2\nb: 1\n", [SyntaxProblemKind.MissingDash] },
        { "no dash after a word", "a:\n  - x\n  y\n  - z\nb: 1\n", [SyntaxProblemKind.MissingDash] },
        { "too far right", "a:\n  b: 1\n    c: 2\nd: 3\n", [SyntaxProblemKind.WrongIndentation] },
        { "too far left", "a:\n    b: 1\n  c: 2\nd: 3\n", [SyntaxProblemKind.WrongIndentation] },
        { "conflict", "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\nc: 4\n", [SyntaxProblemKind.ConflictMarker] },
        { "deep flow", new string('[', 200_000), [SyntaxProblemKind.NestedTooDeeply] },
        { "deep closed flow", $"a: {new string('[', 200_000)}{new string(']', 200_000)}\nb: 1\n", [SyntaxProblemKind.NestedTooDeeply] },
        { "deep dashes", string.Concat(Enumerable.Repeat("- ", 200_000)), [SyntaxProblemKind.NestedTooDeeply] },
        { "deep braces", string.Concat(Enumerable.Repeat("{a: ", 100_000)), [SyntaxProblemKind.NestedTooDeeply] },
        { "deep question marks", string.Concat(Enumerable.Repeat("? ", 100_000)), [.. Enumerable.Repeat(SyntaxProblemKind.ComplexKey, 100), SyntaxProblemKind.NestedTooDeeply] },
        { "binary", string.Concat(Enumerable.Range(0, 4000).Select(i => (char)(i * 7919 % 256))), [SyntaxProblemKind.NotText] },
        { "UTF-16", string.Concat("recipe: 1\nmodel: m".Select(c => $"{c}\0")), [SyntaxProblemKind.NotText] },
    };

    [Theory, MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Survives_with_one_problem(string name, string text, SyntaxProblemKind[] expected)
    {
        Assert.NotEmpty(name);
        CheckSurvives(text, expected);
    }

    [Fact]
    public void Ten_megabytes_are_read_and_one_problem_says_so()
    {
        var line = "  - prune: {sparsity: 50 %, pattern: unstructured}   # and on and on it goes\n";
        var tree = CheckSurvives("steps:\n" + new StringBuilder().Insert(0, line, 10_000_000 / line.Length + 1), SyntaxProblemKind.TooLarge);
        Assert.Equal(10_000_000 / line.Length + 1, tree.Root["steps"].Items.Count);
    }

    [Fact]
    public void Nested_blocks_are_cut_at_the_depth_limit()
    {
        var text = new StringBuilder();
        for (var depth = 0; depth < 2000; depth++) text.Append(' ', depth).Append("a:\n");
        CheckSurvives(text.Append("b: 1\n").ToString(), SyntaxProblemKind.NestedTooDeeply);
    }

    [Theory]
    [InlineData("a: \"\n")]
    [InlineData("a: [\n")]
    [InlineData("a: {b: '\n")]
    [InlineData("a\n")]
    [InlineData("- x\n  y\n")]
    [InlineData("a: |\n\n")]
    [InlineData("k: &x *x\n")]
    [InlineData("<<<<<<< a\nb: 1\n=======\nb: 2\n>>>>>>> c\n")]
    [InlineData("a: b\n   c: d\n")]
    [InlineData(" \t\n")]
    public void Time_grows_with_the_text_and_not_faster(string part)
    {
        var text = new StringBuilder().Insert(0, part, 1_000_000 / part.Length).ToString();
        ParseInTime(text);
    }

    [Fact]
    public void Anchors_are_found_fast()
    {
        var text = "x-a: &a {b: 1}\nsteps:\n" + new StringBuilder().Insert(0, "  - *a\n", 20_000);
        var tree = CheckSurvives(text);
        foreach (var item in tree.Root["steps"].Items) Assert.True(tree.Resolve(item).IsMapping);
    }

    [Fact]
    public void Random_characters_give_a_tree_whose_spans_lie_in_the_text()
    {
        var random = new Random(42);
        const string alphabet = "ab:  \n\n-?[]{},'\"#&*!|>%@`\t\r\\~.0";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            var tree = SyntaxTree.Parse(text);
            CheckSpans(tree.Root, text.Length);
            foreach (var problem in tree.Problems) Assert.True(problem.Span.Start >= 0 && problem.Span.Length >= 0 && problem.Span.End <= text.Length, $"{problem} in {text}");
        }
    }

    private static void CheckSpans(SyntaxNode node, int length)
    {
        Assert.True(node.Span.Start >= 0 && node.Span.Length >= 0 && node.Span.End <= length, node.ToString());
        _ = node.Value;
        foreach (var item in node.Items) CheckSpans(item, length);
        foreach (var pair in node.Pairs)
        {
            CheckSpans(pair.Key, length);
            CheckSpans(pair.Value, length);
        }
    }
}
