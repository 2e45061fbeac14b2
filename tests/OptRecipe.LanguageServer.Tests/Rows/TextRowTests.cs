using System.Diagnostics;
using System.Text.Json;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Tests.Rows;

/// <summary>Rows T of the robustness list that need a real recipe; T01–T04 stand beside the document synchronisation, T11 beside completion.</summary>
public sealed class TextRowTests
{
    private const string Name = "a.optrecipe.yaml";

    [Theory]
    [InlineData("\n", 3)]
    [InlineData("\r\n", 3)]
    [InlineData("\r", 3)]
    [InlineData("\u2028", 2)]
    [InlineData("\u2029", 2)]
    [InlineData("\u0085", 2)]
    public void T05_only_LF_CRLF_and_CR_end_a_line(string between, int line)
    {
        using var workspace = new RealWorkspace();
        workspace.Open(Name, $"recipe: 1 # a{between}# b\r\nmodel: {RealWorkspace.Model}\rbudgt: 1\n");
        Assert.Contains($"{line}:0-{line}:5", workspace.UntilCode(Name, "OR1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\vb\fc", 1)]
    [InlineData("a\r\rb", 3)]
    [InlineData("a\n\rb\r\nc", 4)]
    public void T05_the_line_map_knows_three_line_ends(string text, int lines) => Assert.Equal(lines, new LineMap(text).LineCount);

    [Fact]
    public void T06_a_byte_order_mark_is_a_column_and_no_edit_touches_it()
    {
        using var workspace = new RealWorkspace();
        const string Text = "\uFEFFtargts: [xnnpack]\nrecipe: 1\nmodel: digits_cnn.tflite\n";
        workspace.Open(Name, Text);
        workspace.Until(Name, lines => lines.Any(line => line.Contains("0:1-0:7", StringComparison.Ordinal)));
        var fix = workspace.At("textDocument/codeAction", Name, 0, 3).GetProperty("result").EnumerateArray().First(action => action.TryGetProperty("edit", out _));
        Assert.StartsWith("\uFEFFtargets: [", Applied(Text, fix), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("# only a comment\n# and another")]
    [InlineData("---")]
    [InlineData("---\n")]
    [InlineData("recipe: 1")]
    public void T07_an_empty_recipe_has_at_most_one_diagnostic_and_every_request_answers(string text)
    {
        using var workspace = new RealWorkspace();
        workspace.Open(Name, text);
        foreach (var method in (string[])["hover", "completion", "codeAction", "codeLens", "documentSymbol"]) Assert.True(workspace.At($"textDocument/{method}", Name, 0, 0).TryGetProperty("result", out _), method);
        workspace.Ask("optrecipe/plan", $$"""{"uri":"{{workspace.Uri(Name)}}"}""");
        workspace.Change(Name, 2, text);
        Assert.InRange(workspace.Until(Name, _ => true).Length, 0, 1);
    }

    [Theory]
    [InlineData("recipe: 1\r\nmodel: digits_cnn.tflite\r\nsteps:\r\n    - quantise: int8\r\n    - tidi")]
    [InlineData("recipe: 1\r\nmodel: digits_cnn.tflite\r\nbudget:\r\n    file: 1 MiB\r\n    fil: 2\r\nsteps: [quantize: int8]")]
    [InlineData("recipe: 1\r\nmodel: digits_cnn.tflite\r\ntargets:\r\n    - edge-tpu\r\nsteps:\r\n    - quantize: int8")]
    public void T08_fixes_and_formatting_keep_line_ends_indentation_and_the_missing_last_line_end(string text)
    {
        using var workspace = new RealWorkspace();
        workspace.Open(Name, text);
        var actions = 0;
        for (var line = 0; line < text.Split('\n').Length; line++)
        {
            foreach (var action in workspace.At("textDocument/codeAction", Name, line, 6).GetProperty("result").EnumerateArray())
            {
                if (!action.TryGetProperty("edit", out _)) continue;
                actions++;
                var fixedText = Applied(text, action);
                Assert.DoesNotContain('\n', fixedText.Replace("\r\n", ""));
                Assert.False(fixedText.EndsWith('\n'), action.GetProperty("title").GetString());
                Assert.DoesNotContain(fixedText.Split("\r\n"), fixedLine => fixedLine.TakeWhile(unit => unit == ' ').Count() % 4 != 0);
            }
        }
        Assert.True(actions > 0, "no action has an edit");
        var formatted = workspace.At("textDocument/formatting", Name, 0, 0);
        if (formatted.TryGetProperty("result", out var edits) && edits.ValueKind == JsonValueKind.Array) Assert.DoesNotContain('\n', AppliedEdits(text, edits).Replace("\r\n", ""));
    }

    [Theory]
    [InlineData("description: ", "a")]
    [InlineData("x-list: ", "[a, ")]
    [InlineData("# ", "é😀")]
    public void T09_a_line_of_a_million_characters_is_no_burden(string before, string part)
    {
        using var workspace = new RealWorkspace();
        workspace.Open(Name, $"recipe: 1\n{before}{string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length))}\nmodel: {RealWorkspace.Model}\n");
        workspace.Until(Name, _ => true);
        var start = Stopwatch.GetTimestamp();
        workspace.At("textDocument/hover", Name, 1, 700_000);
        workspace.At("textDocument/hover", Name, 2, 9);
        // The goal is 100 ms; 20 times that is a hang.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 4);
    }

    [Theory]
    [InlineData("re\u202Ecipe: 1", "\\u202E")]
    [InlineData("steps: [{\"quan\u200Btize\": int8}]", "\\u200B")]
    [InlineData("targets: [\"xnn\u2066pack\"]", "\\u2066")]
    [InlineData("model: \"a\u202Eb.tflite\"", "\\u202E")]
    public void T10_characters_that_cannot_be_seen_are_shown_escaped(string line, string escaped)
    {
        using var workspace = new RealWorkspace();
        workspace.Open(Name, $"recipe: 1\n{line}\n");
        var shown = workspace.Until(Name, lines => lines.Any(found => found.Contains(escaped, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(shown, found => found.AsSpan().IndexOfAny('\u202E', '\u200B', '\u2066') >= 0);
    }

    private static string Applied(string text, JsonElement action)
    {
        var edit = action.GetProperty("edit");
        return AppliedEdits(text, edit.TryGetProperty("changes", out var changes) ? changes.EnumerateObject().First().Value : edit.GetProperty("documentChanges")[0].GetProperty("edits"));
    }

    private static string AppliedEdits(string text, JsonElement edits)
    {
        var source = new SourceText(text);
        return source.WithEdits([.. edits.EnumerateArray().Select(edit => new TextEdit(Span(edit.GetProperty("range")), edit.GetProperty("newText").GetString()!))]).Text;

        TextSpan Span(JsonElement range) => TextSpan.Between(Offset(range.GetProperty("start")), Offset(range.GetProperty("end")));
        int Offset(JsonElement position) => source.Lines.Offset(new(position.GetProperty("line").GetInt32(), position.GetProperty("character").GetInt32()));
    }
}
