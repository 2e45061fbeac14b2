using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Tests.Syntax;

namespace OptRecipe.Recipe.Tests.Formatting;

/// <summary>What holds for every text: the meaning stays, only white space changes, and a formatted text is left alone.</summary>
public sealed class FormattingPropertyTests
{
    [Fact]
    public void Generated_texts_keep_their_meaning_and_are_formatted_once_and_for_all()
    {
        var (formatted, changed) = (0, 0);
        for (var seed = 0; seed < 4000; seed++)
        {
            var text = new YamlGenerator(new(seed)).Document();
            var isWhole = SyntaxTree.Parse(text) is { Problems.IsEmpty: true, Root: { IsMapping: true } or { IsSequence: true } };
            var after = CheckStable(text, seed, mustFormat: isWhole);
            if (after is null) continue;
            formatted++;
            if (after != text) changed++;
        }
        Assert.True(formatted > 2000 && changed > 1500, $"{formatted} formatted, {changed} changed");
    }

    [Fact]
    public void Recipes_with_their_white_space_shaken_come_back_to_one_form()
    {
        foreach (var path in Recipes())
        {
            var text = File.ReadAllText(path);
            var isWhole = SyntaxTree.Parse(text) is { Problems.IsEmpty: true, Root.IsMapping: true };
            _ = CheckStable(text, 0, mustFormat: isWhole);
            for (var seed = 0; seed < 40; seed++) CheckStable(Shaken(text, new Random(seed)), seed, mustFormat: false);
        }
    }

    [Fact]
    public void Prefixes_and_recipes_less_a_line_are_never_harmed()
    {
        foreach (var path in Recipes())
        {
            var text = File.ReadAllText(path);
            if (text.Length > 4000) text = text[..4000];
            for (var length = 0; length <= text.Length; length += 3) CheckStable(text[..length], length, mustFormat: false);
            var lines = text.Split('\n');
            for (var line = 0; line < lines.Length; line++) CheckStable(string.Join('\n', lines.Where((_, index) => index != line)), line, mustFormat: false);
        }
    }

    private static string[] Recipes() =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "tests", "corpus", "recipes"), "*.yaml", SearchOption.AllDirectories),
        .. Directory.GetFiles(Path.Combine(Repository.Root, "examples"), "*.yaml", SearchOption.AllDirectories),
    ];

    private static string Shaken(string text, Random random)
    {
        var lines = text.Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            lines[index] = random.Next(8) switch
            {
                0 => lines[index] + "  ",
                1 => lines[index].Replace(": ", ":   ", StringComparison.Ordinal),
                2 => lines[index].Replace(", ", " ,  ", StringComparison.Ordinal),
                3 => lines[index].Replace("- ", "-  ", StringComparison.Ordinal),
                4 => lines[index] + "\n\n\n\n",
                5 => "  " + lines[index],
                _ => lines[index],
            };
        }
        return string.Join('\n', lines);
    }

    private static string? CheckStable(string text, int seed, bool mustFormat)
    {
        var tree = SyntaxTree.Parse(text);
        if (RecipeFormatter.TryFormat(tree, FormattingOptions.Default) is not { } edits)
        {
            Assert.False(mustFormat, $"seed {seed} is not formatted:\n{text}");
            return null;
        }
        var after = tree.Text.WithEdits(edits).Text;
        Assert.Equal(Dense(text), Dense(after));
        var again = SyntaxTree.Parse(after);
        Assert.Equal(TreePrinter.Print(tree), TreePrinter.Print(again));
        var rest = RecipeFormatter.TryFormat(again, FormattingOptions.Default);
        Assert.True(rest is { IsEmpty: true }, $"seed {seed} changes twice:\n{text}\n=>\n{after}\n=>\n{(rest is { } more ? again.Text.WithEdits(more).Text : "refused")}");
        return after;
    }

    private static string Dense(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
