using System.Text.RegularExpressions;
using OptRecipe.Ide.Completion;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;
using OptRecipe.Testing;
using Xunit.Abstractions;

namespace OptRecipe.Ide.Tests;

/// <summary>Whatever completion offers anywhere is written and the recipe analysed anew, with model and targets: there is no error that was not there before.</summary>
public sealed partial class OfferedItemTests(ITestOutputHelper output)
{
    /// <summary>What is right to offer though the recipe is not complete with it, or right only after another change.</summary>
    private static readonly (string Code, string Reason)[] Expected =
    [
        ("OR1103", "a key's value is written next: its hole is where the cursor stands"),
        ("OR1007", "a line that is indented wrongly is written on as it stands; the fix indents it"),
        ("OR2023", "keys of one step are chosen one after another; the fix changes the other"),
        ("OR5031", "a folder is only the first part of a path"),
        ("OR1102", "a mapping that is begun gets its other keys next"),
        ("OR3001", "a folder is only the first part of a path"),
        ("OR3020", "a folder is only the first part of a path"),
        ("OR3021", "a folder is only the first part of a path"),
        ("OR3022", "a folder is only the first part of a path"),
        ("OR3002", "a folder is only the first part of a path"),
        ("OR2007", "a folder is only the first part of a path"),
        ("OR2032", "a folder is only the first part of a path"),
        ("OR4003", "a target that the model has to change for is a goal, and its diagnostic says the way"),
        ("OR4004", "the step has to change with the target or the target with the step; fixes do either"),
        ("OR5002", "a scheme is chosen first, then what is done about operators without a form"),
        ("OR5030", "a scheme is chosen before the data that it needs; the fix names them"),
        ("OR5040", "a repair is chosen before the data that it needs; the fix names them"),
        ("OR5042", "`exempt` is chosen before the data that it needs; the fix names them"),
        ("OR5032", "what stays float is named by the rule that keeps it so"),
        ("OR3006", "the two models in the test's folder `models` hold one byte; what is in a file is not looked at for an offer"),
        ("OR5020", "a model that is named lets the selectors that stand there be judged"),
        ("OR5004", "a limit is for the user to set, and a model or step for it to be held against; the fix raises it"),
        ("OR5050", "a limit is set before the data that it is judged on; the fix names them"),
        ("OR5051", "a metric is chosen before its labels"),
    ];

    [Fact]
    public void Nothing_that_is_offered_is_an_error()
    {
        var expected = Expected.Select(row => row.Code).ToHashSet(StringComparer.Ordinal);
        var workspace = new Workspace();
        var analyzer = new RecipeAnalyzer(workspace);
        var (places, count, wrong, seen) = (0, 0, new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var text in Texts())
        {
            var whole = Errors(analyzer.Analyze(Workspace.RecipePath, text, default));
            foreach (var (plain, offset) in Places(text))
            {
                var before = analyzer.Analyze(Workspace.RecipePath, plain, default);
                var items = Completions.At(before, offset, workspace);
                if (items.IsEmpty || !seen.Add($"{plain}|{offset}")) continue;
                places++;
                // What the word in whose place another one is written hid, or was itself, is not what the other one brings.
                var old = Errors(before);
                foreach (var (code, number) in whole) old[code] = Math.Max(number, old.GetValueOrDefault(code));
                foreach (var item in items.Take(60))
                {
                    // A key in another's place keeps the value that was written for that one.
                    if (item.Kind is CompletionKind.Key or CompletionKind.Step or CompletionKind.Target && plain.AsSpan(item.Span.End).TrimStart(' ').StartsWith(":")) continue;
                    count++;
                    var written = Written(plain, item);
                    var after = analyzer.Analyze(Workspace.RecipePath, written, default);
                    var brought = Errors(after).Where(pair => pair.Value > old.GetValueOrDefault(pair.Key) && !expected.Contains(pair.Key)).Select(pair => pair.Key).ToArray();
                    if (brought.Length == 0) continue;
                    wrong.Add($"{item.Label} brings {string.Join(' ', brought)}: {after.Diagnostics.First(diagnostic => diagnostic.Descriptor.Code == brought[0]).Message}\n{plain.Insert(offset, "$0")}\n=>\n{written}");
                }
            }
        }
        output.WriteLine($"{count} items at {places} places");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}\n" + string.Join("\n\n", wrong.OrderBy(text => text.Length).DistinctBy(text => text[..Math.Min(60, text.IndexOf(':'))]).Take(40)));
        Assert.True(count > 5000, $"only {count} items");
    }

    /// <summary>Behind every word, in the place of every word, and on a new line behind every line.</summary>
    private static IEnumerable<(string Text, int Offset)> Places(string text)
    {
        var tree = SyntaxTree.Parse(text);
        for (var offset = 1; offset <= text.Length; offset++)
        {
            var node = tree.FindNode(offset);
            if (!node.IsScalar || node.Span.End != offset || node.Span.Length == 0 || node.Kind is SyntaxKind.Literal or SyntaxKind.Folded) continue;
            var inside = offset - (node.Kind == SyntaxKind.Plain ? 0 : 1);
            yield return (text, inside);
            var start = inside - node.Value.Length;
            if (start >= node.Span.Start && text.AsSpan(start, inside - start).SequenceEqual(node.Value)) yield return (text.Remove(start, inside - start), start);
        }
        var lines = tree.Text.Lines;
        for (var line = 0; line < lines.LineCount; line++)
        {
            var (start, end) = (lines.LineStart(line), lines.LineEnd(line));
            var content = text[start..end];
            if (content.Trim().Length == 0) continue;
            var indentation = content.Length - content.TrimStart(' ', '-').Length;
            var added = $"\n{new string(' ', indentation)}";
            yield return (text.Insert(end, added), end + added.Length);
        }
    }

    private static string Written(string text, CompletionItem item)
    {
        var written = item.NewText;
        if (item.IsSnippet)
        {
            var line = text[(text.LastIndexOf('\n', Math.Max(item.Span.Start - 1, 0)) + 1)..item.Span.Start];
            written = Choice().Replace(Default().Replace(written, "$1"), "$1").Replace("$0", "", StringComparison.Ordinal).Replace("\n", "\n" + new string(' ', line.Length - line.TrimStart(' ').Length), StringComparison.Ordinal);
        }
        return text[..item.Span.Start] + written + text[item.Span.End..];
    }

    private static Dictionary<string, int> Errors(RecipeAnalysis analysis) =>
        analysis.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).CountBy(diagnostic => diagnostic.Descriptor.Code).ToDictionary();

    private static IEnumerable<string> Texts()
    {
        foreach (var path in Directory.GetFiles(SharedFolder.InRepository("tests", "corpus", "recipes"), "*.optrecipe.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            yield return File.ReadAllText(path).ReplaceLineEndings("\n");
        foreach (var path in Directory.GetFiles(SharedFolder.InRepository("server", "docs", "diagnostics"), "OR*.md").Order(StringComparer.Ordinal))
            foreach (Match match in Example().Matches(File.ReadAllText(path)))
                if (!match.Groups[1].Value.Contains("{{", StringComparison.Ordinal)) yield return match.Groups[1].Value.Replace(" m.tflite", " digits_cnn.tflite", StringComparison.Ordinal);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\$\{\d\|([^,|]*)[^}]*\}")]
    private static partial Regex Choice();

    [GeneratedRegex(@"\$\{\d:([^}]*)\}")]
    private static partial Regex Default();
}
