using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Tests;

/// <summary>What holds for every recipe, however broken (facts/lsp-robustness.md, Y).</summary>
public sealed class RobustnessTests
{
    /// <summary>Every example, corpus case and page example.</summary>
    private static IEnumerable<(string Name, string Text)> AllTexts()
    {
        foreach (var folder in new[] { "examples", "tests/corpus/recipes" })
            foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.optrecipe.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                yield return (path, File.ReadAllText(path));
        foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, "server/docs/diagnostics"), "OR*.md").Where(path => Path.GetFileName(path)[2] is '1' or '2').Order(StringComparer.Ordinal))
            yield return (path, DiagnosticPageTests.ExampleOf(File.ReadAllText(path)));
    }

    private static RecipeDocument CheckReads(string text)
    {
        var document = RecipeDocument.Read(text);
        var published = document.Publish([], isComplete: true);
        Assert.True(published.Length <= 100);
        foreach (var diagnostic in published)
        {
            Assert.True(diagnostic.Span.Start >= 0 && diagnostic.Span.Length >= 0 && diagnostic.Span.End <= text.Length, $"{diagnostic.Descriptor.Code} {diagnostic.Span} lies outside");
            foreach (var fix in diagnostic.Fixes) _ = document.Text.WithEdits(fix.Edits);
        }
        return document;
    }

    [Fact]
    public void Y01_Every_prefix_of_every_recipe_is_read()
    {
        var count = 0;
        foreach (var (_, text) in AllTexts())
            for (var length = 0; length <= Math.Min(text.Length, 3000); length++, count++) CheckReads(text[..length]);
        Assert.True(count > 5000);
    }

    [Fact]
    public void Y01_Every_recipe_less_one_line_is_read()
    {
        foreach (var (_, text) in AllTexts())
        {
            if (text.Length > 10_000) continue;
            var lines = text.Split('\n');
            for (var left = 0; left < lines.Length; left++) CheckReads(string.Join('\n', lines.Where((_, index) => index != left)));
        }
    }

    [Fact]
    public void Mutilated_recipes_are_read()
    {
        var random = new Random(3);
        var texts = AllTexts().Where(text => text.Text.Length is > 0 and < 10_000).ToArray();
        for (var i = 0; i < 5000; i++)
        {
            var text = texts[random.Next(texts.Length)].Text;
            for (var edits = random.Next(1, 6); edits > 0 && text.Length > 0; edits--)
            {
                var at = random.Next(text.Length);
                text = random.Next(4) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at)),
                    1 => text.Insert(at, "\t\n:-#'\"{}[],*&!|>%\0\r ?"[random.Next(20)].ToString()),
                    2 => text.Insert(at, text.Substring(at, Math.Min(random.Next(40), text.Length - at))),
                    _ => text[at..] + text[..at],
                };
            }
            CheckReads(text);
        }
    }

    [Fact]
    public void A_safe_fix_makes_its_diagnostic_go_and_leaves_a_tree()
    {
        var applied = 0;
        foreach (var (name, text) in AllTexts())
        {
            if (text.Length > 100_000) continue;
            var document = RecipeDocument.Read(text);
            var before = document.Publish([], isComplete: true);
            foreach (var diagnostic in before)
            {
                foreach (var fix in diagnostic.Fixes.Where(fix => fix.Safety == FixSafety.Safe))
                {
                    applied++;
                    var after = RecipeDocument.Read(document.Text.WithEdits(fix.Edits));
                    var (codesBefore, codesAfter) = (Count(before), Count(after.Publish([], isComplete: true)));
                    Assert.True(codesAfter < codesBefore, $"{name}: `{fix.Title}` leaves {diagnostic.Descriptor.Code}\n{after.Text.Text}");
                    Assert.True(after.Tree.Problems.Length <= document.Tree.Problems.Length, $"{name}: `{fix.Title}` breaks the text\n{after.Text.Text}");

                    int Count(IEnumerable<Diagnostic> diagnostics) => diagnostics.Count(other => other.Descriptor == diagnostic.Descriptor);
                }
            }
        }
        Assert.True(applied > 25, $"only {applied} safe fixes");
    }

    [Fact]
    public void Y18_Comments_survive_every_safe_fix()
    {
        foreach (var (name, text) in AllTexts())
        {
            if (text.Length > 100_000) continue;
            var document = RecipeDocument.Read(text);
            foreach (var diagnostic in document.Publish([], isComplete: true).Where(diagnostic => diagnostic.Descriptor.Code != "OR2008"))
                foreach (var fix in diagnostic.Fixes.Where(fix => fix.Safety == FixSafety.Safe))
                    Assert.True(SyntaxTree.Parse(document.Text.WithEdits(fix.Edits)).Comments.Length >= document.Tree.Comments.Length, $"{name}: `{fix.Title}` loses a comment");
        }
    }

    [Fact]
    public void Two_thousand_duplicates_are_cut_to_a_hundred()
    {
        var text = "recipe: 1\nmodel: m.tflite\n" + string.Concat(Enumerable.Range(0, 2000).Select(_ => "name: x\n"));
        var published = RecipeDocument.Read(text).Publish([], isComplete: true);
        Assert.Equal(100, published.Length);
        Assert.Contains("1,900 more", published[^1].Message);
    }

    [Fact]
    public void Alias_bombs_and_cycles_end()
    {
        var bomb = "recipe: 1\nmodel: m.tflite\nx0: &x0 {file: 1 KiB}\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"x-{i}: &x{i} [{string.Join(", ", Enumerable.Repeat($"*x{i - 1}", 10))}]\n")) + "steps: *x9\nbudget: {<<: *x9}\n";
        CheckReads(bomb);
        CheckReads("a: &a [*a]\nb: &b {<<: *b}\nsteps: &s [*s, {prune: *s}]\nbudget: &c {<<: *c, file: *c}\n");
    }
}
