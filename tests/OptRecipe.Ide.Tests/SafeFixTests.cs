using System.Text.RegularExpressions;
using OptRecipe.Ide.Fixes;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Testing;

namespace OptRecipe.Ide.Tests;

/// <summary>What holds for every fix of every text.</summary>
public sealed class SafeFixTests
{
    /// <summary>The corpus, its prefixes by line, and every example of a page about a diagnostic.</summary>
    private static IEnumerable<string> Texts()
    {
        foreach (var path in Directory.GetFiles(SharedFolder.InRepository("tests", "corpus", "recipes"), "*.optrecipe.yaml", SearchOption.AllDirectories)) yield return File.ReadAllText(path);
        foreach (var path in Directory.GetFiles(SharedFolder.InRepository("server", "docs", "diagnostics"), "*.md"))
        {
            var parts = File.ReadAllText(path).Split("```");
            for (var index = 1; index < parts.Length; index += 2)
                if (parts[index].StartsWith("yaml\n", StringComparison.Ordinal) && !parts[index].Contains(" × ", StringComparison.Ordinal)) yield return Regex.Replace(parts[index]["yaml\n".Length..], @"\{\{U\+([0-9A-F]{4})\}\}", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
        }
    }

    private static RecipeAnalysis Analyze(string text) => RecipeAnalyzer.AnalyzeText(Workspace.RecipePath, new(text));

    [Fact]
    public void Y18_every_safe_fix_parses_removes_its_diagnostic_and_keeps_comments()
    {
        var checkedCount = 0;
        foreach (var plain in Texts())
        {
            foreach (var text in new[] { plain, Commented(plain), Commented(plain).Replace("\n", "\r\n", StringComparison.Ordinal) })
            {
                var analysis = Analyze(text);
                foreach (var diagnostic in analysis.Diagnostics)
                {
                    foreach (var fix in diagnostic.Fixes.Where(fix => fix.Safety == FixSafety.Safe))
                    {
                        checkedCount++;
                        var after = Analyze(analysis.Text.WithEdits(fix.Edits).Text);
                        var what = $"{diagnostic.Descriptor.Code} {fix.Title} in\n{text}\n=>\n{after.Text.Text}";
                        Assert.True(after.Syntax.Problems.Length <= analysis.Syntax.Problems.Length, what);
                        Assert.True(after.Diagnostics.Count(other => other.Descriptor == diagnostic.Descriptor) < analysis.Diagnostics.Count(other => other.Descriptor == diagnostic.Descriptor), what);
                        // The suppression that is not used is itself a comment.
                        if (!diagnostic.Descriptor.Code.StartsWith("OR2008", StringComparison.Ordinal) && analysis.Syntax.Problems.IsEmpty) Assert.True(Comments(after).SequenceEqual(Comments(analysis)), what);
                    }
                }
            }
        }
        Assert.True(checkedCount > 60, $"only {checkedCount} fixes");
    }

    [Fact]
    public void Everything_safe_at_once_leaves_nothing_safe_and_its_edits_do_not_overlap()
    {
        foreach (var text in Texts())
        {
            var analysis = Analyze(text);
            var after = analysis.Text.WithEdits(SafeFixes.All(analysis));
            Assert.True(SafeFixes.Count(Analyze(after.Text)) == 0, $"{text}\n=>\n{after.Text}");
        }
    }

    [Fact]
    public void What_a_fix_brings_to_light_is_fixed_too()
    {
        var text = "recipe: 1\nmodel: digits_cnn.tflite\ntargts: [xnnpck, gpu]\n";
        Assert.Equal("recipe: 1\nmodel: digits_cnn.tflite\ntargets: [xnnpack, gpu]\n", new Recipe.Text.SourceText(text).WithEdits(SafeFixes.All(Analyze(text))).Text);
    }

    [Theory]
    [InlineData("recipe: 1\r\nmodel: digits_cnn.tflite\r\ntarget: [xnnpack]\r\n", "recipe: 1\r\nmodel: digits_cnn.tflite\r\ntargets: [xnnpack]\r\n")]
    [InlineData("model: digits_cnn.tflite\r\nname: x", "recipe: 1\r\nmodel: digits_cnn.tflite\r\nname: x")]
    [InlineData("recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n    - quantise: dynamic", "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n    - quantize: dynamic")]
    public void T08_fixes_keep_line_ends_indentation_and_a_missing_newline(string before, string after) =>
        Assert.Equal(after, new Recipe.Text.SourceText(before).WithEdits(SafeFixes.All(Analyze(before))).Text);

    [Fact]
    public void A_warning_can_be_ignored_where_it_stands()
    {
        const string Text = "recipe: 1\nmodel: digits_cnn.tflite\ntargets:\n  - xnnpack\n  - xnnpack # again\n";
        var analysis = Analyze(Text);
        var duplicate = Assert.Single(analysis.Diagnostics);
        var action = CodeActions.At(analysis, duplicate.Span)[^1];
        Assert.Equal($"Ignore {duplicate.Descriptor.Code} on this line", action.Title);
        var after = Analyze(analysis.Text.WithEdits(action.Edits).Text);
        Assert.Equal($"recipe: 1\nmodel: digits_cnn.tflite\ntargets:\n  - xnnpack\n  # optrecipe-ignore {duplicate.Descriptor.Code}\n  - xnnpack # again\n", after.Text.Text);
        Assert.Empty(after.Diagnostics);
    }

    private static IEnumerable<string> Comments(RecipeAnalysis analysis) => analysis.Syntax.Comments.Select(comment => analysis.Text.Slice(comment).TrimEnd().ToString());

    /// <summary>With a comment behind every line where one may stand.</summary>
    private static string Commented(string text)
    {
        var tree = SyntaxTree.Parse(text);
        var lines = text.Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            if (lines[line].Length == 0 || lines[line].Contains('#', StringComparison.Ordinal)) continue;
            var end = tree.Text.Lines.LineEnd(line);
            var node = tree.FindNode(end);
            if (node.IsScalar && (node.Span.Start < tree.Text.Lines.LineStart(line) || node.Span.End > end || node.Kind is SyntaxKind.Literal or SyntaxKind.Folded)) continue;
            lines[line] += $" # c{line}";
        }
        var commented = string.Join('\n', lines);
        return SyntaxTree.Parse(commented).Problems.Length == tree.Problems.Length ? commented : text;
    }
}
