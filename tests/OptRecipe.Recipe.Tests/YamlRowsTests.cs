using System.Text;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Tests;

/// <summary>Group Y of facts/lsp-robustness.md: YAML that people and machines write, as whole recipes. Times are printed by the benchmarks; here a limit of a hang stands.</summary>
public sealed class YamlRowsTests
{
    private const string Head = "recipe: 1\nmodel: m.tflite\n";
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);

    /// <summary>Codes with the marked text, in the order of the text; long texts cut.</summary>
    private static RecipeDocument CheckText(string text, params string[] expected)
    {
        var task = Task.Run(() => { var read = RecipeDocument.Read(text); return (read, read.Publish([], isComplete: true)); });
        Assert.True(task.Wait(HangLimit), "the recipe hangs");
        var (document, published) = task.Result;
        Assert.Equal(expected, published.Select(diagnostic => $"{diagnostic.Descriptor.Code} {Cut(document.Text.Slice(diagnostic.Span).ToString())}"));
        return document;
    }

    private static string Cut(string text) => text.Length <= 30 ? text : text[..30] + "…";

    private static string Message(string text) => Assert.Single(RecipeDocument.Read(text).Publish([], isComplete: true)).Message;

    [Theory]
    [InlineData('\0'), InlineData('\u0001'), InlineData('\u001B'), InlineData('\u007F'), InlineData('\uFFFE'), InlineData('\uFFFF')]
    public void Y02_A_control_character_is_one_diagnostic_at_its_place_and_the_rest_is_understood(char control)
    {
        var document = CheckText($"{Head}name: a{control}b\nsteps:\n  - quantize: dynamic\n", $"OR1002 {control}");
        Assert.Equal(("m.tflite", 1), (document.Recipe.Model?.Path, document.Recipe.Steps.Length));
    }

    [Fact]
    public void Y03_A_tab_as_indentation_is_told_on_the_tab_and_its_fix_writes_spaces()
    {
        var document = CheckText($"{Head}steps:\n\t- quantize: dynamic\nbudget:\n\tfile: 1 KiB\n", "OR1001 \t");
        var fix = document.Publish([], true)[0].Fixes[0];
        Assert.Equal(("Use spaces", FixSafety.Safe), (fix.Title, fix.Safety));
        CheckText(document.Text.WithEdits(fix.Edits).Text);
    }

    [Theory]
    [InlineData(5_000), InlineData(100_000)]
    public void Y04_Deep_flow_nesting_is_one_diagnostic(int depth)
    {
        CheckText($"{Head}x-deep: {new string('[', depth)}{new string(']', depth)}\nbudget: {{file: 1}}\n", "OR1005 [", "OR1105 1");
        CheckText($"{Head}x-deep: {string.Concat(Enumerable.Repeat("{a: ", depth))}", "OR1005 {");
    }

    [Theory]
    [InlineData(1_000), InlineData(5_000)]
    public void Y04_Deep_block_nesting_is_one_diagnostic(int depth)
    {
        var text = new StringBuilder(Head + "x-deep:\n");
        for (var level = 1; level < depth; level++) text.Append(' ', level).Append("a:\n");
        // Five thousand levels of blocks are 12 million blanks: a text that is not checked.
        CheckText(text.ToString(), depth < 5000 ? ["OR1005 a"] : ["OR1020 recipe: 1", "OR1005 a"]);
        CheckText($"{Head}x-deep:\n  {string.Concat(Enumerable.Repeat("- ", depth))}x\n", "OR1005 -");
    }

    [Theory]
    [InlineData("steps: *x9")]
    [InlineData("budget: {file: *x9}")]
    [InlineData("name: x")]
    public async Task Y05_An_alias_bomb_is_never_expanded(string use)
    {
        var bomb = "x-0: &x0 {file: 1 KiB}\n" + string.Concat(Enumerable.Range(1, 9).Select(level => $"x-{level}: &x{level} [{string.Join(", ", Enumerable.Repeat($"*x{level - 1}", 10))}]\n"));
        var task = Task.Run(() => RecipeDocument.Read(Head + bomb + use + "\n").Publish([], isComplete: true));
        Assert.True(await Task.WhenAny(task, Task.Delay(HangLimit)) == task, "the bomb is expanded");
        var published = await task;
        Assert.True(published.Length <= 1, string.Join('\n', published.Select(diagnostic => diagnostic.Message)));
    }

    [Fact]
    public void Y06_Twenty_thousand_aliases_of_one_anchor_are_read_in_linear_time()
    {
        CheckText($"{Head}x-a: &a {{b: 1}}\nx-all: [{string.Join(", ", Enumerable.Repeat("*a", 20_000))}]\n");
        CheckText($"{Head}x-a: &a standardize\ndata:\n  preprocess: [{string.Join(", ", Enumerable.Repeat("*a", 20_000))}]\n", "OR1014 *a");
    }

    [Theory]
    [InlineData("x-a: &a [*a]", "OR1010 *a")]
    [InlineData("x-a: &a {b: &b {c: [*a]}}", "OR1010 *a")]
    [InlineData("x-a: &a {<<: *a}", "OR1010 *a")]
    [InlineData("budget: &b {<<: *b, file: 1 KiB}", "OR1010 *b")]
    [InlineData("steps: &s [*s]", "OR1010 *s")]
    public void Y07_A_cycle_of_aliases_is_one_diagnostic(string text, string expected) => CheckText(Head + text + "\n", expected);

    [Fact]
    public void Y08_An_alias_of_a_missing_or_later_anchor_is_told_at_the_alias()
    {
        CheckText($"{Head}x-a: &fast 1 KiB\nbudget: {{file: *fst}}\n", "OR1010 *fst");
        var missing = RecipeDocument.Read($"{Head}x-a: &fast 1 KiB\nbudget: {{file: *fst}}\n").Publish([], true)[0];
        Assert.Equal(("No anchor `&fst` stands above", "Change to `*fast`"), (missing.Message, Assert.Single(missing.Fixes).Title));
        Assert.Equal("The anchor `&late` stands only further down; expected before its alias", Message($"{Head}budget: {{file: *late}}\nx-a: &late 1 KiB\n"));
    }

    [Theory]
    [InlineData("x-a: &a [1]\nbudget: {<<: *a}", "OR1015 *a")]
    [InlineData("budget: {<<: 5}", "OR1015 5")]
    [InlineData("budget: {<<: }", "OR1015 <<")]
    [InlineData("x-a: &a {file: 1 KiB}\nx-b: &b {accuracy: 0.5}\nbudget: {<<: *a, <<: *b}")]
    [InlineData("x-a: &a {file: 1 KiB}\nx-b: &b {accuracy: 0.5}\nbudget: {<<: [*a, *b]}")]
    [InlineData("x-a: &a {file: 1 KiB}\nbudget: {'<<': *a}", "OR1101 '<<'")]
    public void Y09_A_merge_key_merges_mappings_and_nothing_else(string text, params string[] expected) => CheckText(Head + text + "\n", expected);

    [Fact]
    public void Y09_Several_merged_mappings_all_count()
    {
        foreach (var merge in new[] { "<<: *a, <<: *b", "<<: [*a, *b]" })
        {
            var budget = CheckText($"{Head}x-a: &a {{file: 1 KiB}}\nx-b: &b {{file: 9 KiB, accuracy: 0.5}}\nbudget: {{{merge}}}\n").Recipe.Budget;
            Assert.Equal((1024L, 0.5), (budget?.File?.Bytes, budget?.Accuracy?.Value));
        }
    }

    [Fact]
    public void Y10_A_duplicate_key_is_told_at_the_second_and_names_the_first()
    {
        var document = CheckText($"{Head}name: a\nname: b\n", "OR1011 name");
        var diagnostic = document.Publish([], true)[0];
        Assert.Equal((34, 26), (diagnostic.Span.Start, Assert.Single(diagnostic.Related).Span.Start));
        var published = RecipeDocument.Read(Head + string.Concat(Enumerable.Repeat("name: x\n", 2001))).Publish([], true);
        Assert.Equal((100, "And 1,901 more; they are shown as soon as these are fewer"), (published.Length, published[0].Descriptor.Code == "OR1021" ? published[0].Message : published[^1].Message));
    }

    [Theory]
    [InlineData("---\nname: b\n", "OR1006 ---")]
    [InlineData("...\nname: b\n", "OR1006 name: b")]
    [InlineData("...\n# a comment\n")]
    public void Y11_A_second_document_is_one_diagnostic(string text, params string[] expected) => CheckText(Head + text, expected);

    [Theory]
    [InlineData("%YAML 9.9\n---\n", "", "OR1012 %YAML 9.9")]
    [InlineData("%TAG ! tag:x,2000:\n---\n", "", "OR1012 %TAG ! tag:x,2000:")]
    [InlineData("", "name: !!python/object:os.system x\n", "OR1012 !!python/object:os.system")]
    [InlineData("", "steps: !x [quantize: dynamic]\n", "OR1012 !x")]
    public void Y12_A_directive_or_tag_is_one_diagnostic_and_makes_no_type(string before, string behind, string expected) => CheckText(before + Head + behind, expected);

    [Theory]
    [InlineData("name: yes")]
    [InlineData("name: 010")]
    [InlineData("name: 1.10")]
    [InlineData("seed: 010")]
    [InlineData("seed: 1_000")]
    [InlineData("seed: 1e3")]
    [InlineData("budget: {accuracy: .5}")]
    [InlineData("budget: {accuracy: 1e-1}")]
    [InlineData("targets: [xnnpack: {runtime: tflite-2.10}]")]
    [InlineData("data: {calibration: {path: a.npy, shuffle: yes}}", "OR1111 yes")]
    [InlineData("data: {calibration: {path: a.npy, shuffle: on}}", "OR1111 on")]
    [InlineData("data: {calibration: {path: a.npy, shuffle: NO}}", "OR1111 NO")]
    [InlineData("data: {calibration: {path: a.npy, shuffle: Off}}", "OR1111 Off")]
    [InlineData("data: {calibration: {path: a.npy, shuffle: 1}}", "OR1104 1")]
    [InlineData("seed: 1:30", "OR1106 1:30")]
    [InlineData("seed: 0x1F", "OR1106 0x1F")]
    [InlineData("seed: 1e400", "OR1106 1e400")]
    [InlineData("seed: -1", "OR1106 -1")]
    [InlineData("seed: 1.5", "OR1106 1.5")]
    [InlineData("seed: 99999999999999999999", "OR1106 99999999999999999999")]
    [InlineData("seed: ~", "OR1103 seed")]
    [InlineData("budget: {accuracy: .nan}", "OR1106 .nan")]
    [InlineData("budget: {accuracy: .inf}", "OR1106 .inf")]
    [InlineData("budget: {file: 1e400 KiB}", "OR1106 1e400 KiB")]
    [InlineData("targets: [xnnpack: {runtime: 2.10}]", "OR2004 2.10")]
    public void Y13_Words_that_look_like_something_else_are_read_by_the_core_schema_or_told(string text, params string[] expected) => CheckText(Head + text + "\n", expected);

    [Fact]
    public void Y13_Numbers_are_read_as_written()
    {
        Assert.Equal(1000ul, CheckText(Head + "seed: 1_000\n").Recipe.Seed);
        Assert.Equal(1000ul, CheckText(Head + "seed: 1e3\n").Recipe.Seed);
        Assert.Equal(10ul, CheckText(Head + "seed: 010\n").Recipe.Seed);
        Assert.Equal(9_007_199_254_740_993ul, CheckText(Head + "seed: 9007199254740993\n").Recipe.Seed);
        Assert.Equal("2.10", CheckText(Head + "targets: [xnnpack: {runtime: tflite-2.10}]\n").Recipe.Targets[0].Selections[0].Value("runtime")?[^4..]);
        CheckText($"{Head}seed: {new string('9', 400)}\n", $"OR1106 {new string('9', 30)}…");
    }

    [Theory]
    [InlineData("? [a, b]\n: c\n", "OR1013 ?")]
    [InlineData("budget: {? a : b, file: 1 KiB}\n", "OR1013 ?")]
    [InlineData(": c\n", "OR1013 :")]
    [InlineData("budget: {: 1 KiB}\n", "OR1013 :")]
    [InlineData("7: c\n", "OR1101 7")]
    [InlineData("[a, b]: c\n", "OR1013 [a, b]")]
    public void Y15_A_key_that_is_no_plain_word_is_one_diagnostic(string text, string expected) => CheckText(Head + text, expected);

    [Fact]
    public void Y15_A_key_of_many_characters_is_one_diagnostic() => CheckText($"{Head}{new string('k', 1500)}: 1\n", $"OR1013 {new string('k', 30)}…");

    [Theory]
    [InlineData("name: \"open\nsteps:\n  - quantize: dynamic\n", "OR1003 \"")]
    [InlineData("name: 'open\nsteps:\n  - quantize: dynamic\n", "OR1003 '")]
    [InlineData("budget: {file: 1 KiB\nsteps:\n  - quantize: dynamic\n", "OR1004 {")]
    [InlineData("targets: [xnnpack, gpu\nsteps:\n  - quantize: dynamic\n", "OR1004 [")]
    public void Y16_What_is_never_closed_is_told_at_its_opening_and_the_rest_is_understood(string text, string expected)
    {
        var document = CheckText(Head + text, expected);
        Assert.Equal(("m.tflite", 1), (document.Recipe.Model?.Path, document.Recipe.Steps.Length));
    }

    [Fact]
    public void Y16_A_text_block_ends_with_the_file() => Assert.Equal("one\ntwo", CheckText(Head + "description: |\n  one\n  two").Recipe.Description);

    [Fact]
    public void Y17_A_merge_conflict_is_one_diagnostic_for_each_block()
    {
        const string conflict = "<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> other\n";
        Assert.Equal("a", CheckText(Head + conflict, "OR1016 <<<<<<< HEAD").Recipe.Name);
        CheckText($"{Head}{conflict}steps:\n<<<<<<< HEAD\n  - quantize: dynamic\n=======\n  - quantize: int8\n>>>>>>> other\n", "OR1016 <<<<<<< HEAD", "OR1016 <<<<<<< HEAD");
        var many = new StringBuilder(Head);
        for (var block = 0; block < 20_000; block++) many.Append($"<<<<<<< HEAD\nx-{block}: a\n=======\nx-{block}: b\n>>>>>>> other\n");
        Assert.Equal(100, RecipeDocument.Read(many.ToString()).Publish([], true).Length);
    }

    [Theory]
    [InlineData("{0}"), InlineData("%s"), InlineData("a`b"), InlineData("a|b"), InlineData("](command:x)"), InlineData("<img onerror=x>"), InlineData("$(icon)")]
    public void Y19_A_message_shows_a_name_as_it_is_written(string name)
    {
        foreach (var text in new[] { $"'{name}': 1\n", $"targets: ['{name}']\n", $"steps: ['{name}']\n", $"budget: {{file: '{name}'}}\n", $"use: '{name}'\n" })
            Assert.All(RecipeDocument.Read(Head + text).Publish([], true), diagnostic => Assert.Contains(name, diagnostic.Message));
    }

    [Fact]
    public void Y20_What_is_no_text_is_one_diagnostic()
    {
        var model = File.ReadAllBytes(Path.Combine(Repository.Root, "examples", "quickstart", "digits_cnn.tflite"));
        var random = new byte[50_000];
        new Random(20).NextBytes(random);
        foreach (var bytes in new[] { model, random, Encoding.Unicode.GetBytes(Head), Encoding.BigEndianUnicode.GetBytes(Head) })
        {
            foreach (var text in new[] { Encoding.UTF8.GetString(bytes), Encoding.Latin1.GetString(bytes) })
                Assert.Equal("OR1017", Assert.Single(RecipeDocument.Read(text).Publish([], true)).Descriptor.Code);
        }
    }
}
