using OptRecipe.Ide.Tokens;

namespace OptRecipe.Ide.Tests;

public sealed class SemanticTokensTests
{
    private static string[] Words(string text)
    {
        var found = SemanticTokens.Of(Pipeline.RecipeAnalyzer.AnalyzeText(Workspace.RecipePath, new(text)));
        foreach (var (one, next) in found.Zip(found.Skip(1))) Assert.True(one.End <= next.Start, $"{one} and {next} overlap");
        return [.. found.Select(token => $"{text.Substring(token.Start, token.Length)}:{token.Kind}{(token.Traits == 0 ? "" : $"+{token.Traits}")}")];
    }

    /// <summary>Tokens as <c>word:Kind</c> or <c>word:Kind+Trait</c>, separated by <c>|</c>.</summary>
    private static void CheckTokens(string text, string expected) => Assert.Equal(expected.Split(" | "), Words(text));

    [Fact]
    public void Keys_numbers_and_paths() => CheckTokens("recipe: 1\nmodel: a/b.tflite\n", "recipe:Property | 1:EnumMember | model:Property | a/b.tflite:String");

    [Fact]
    public void Steps_schemes_and_units() => CheckTokens("steps:\n  - prune: {sparsity: 50 %}\n  - quantize: int8\n  - tidy\nbudget:\n  file: 64 KiB\n  accuracy_drop: 1 point\n",
        "steps:Property | prune:Method | sparsity:Property | 50:Number | %:Keyword | quantize:Method | int8:EnumMember | tidy:Method | budget:Property | file:Property | 64:Number | KiB:Keyword"
        + " | accuracy_drop:Property | 1:Number | point:Keyword");

    [Fact]
    public void Targets_bare_with_options_and_of_the_users_own() => CheckTokens("targets:\n  - xnnpack: {runtime: tflite-2.14}\n  - my.target.yaml\n  - nonsense\n",
        "targets:Property | xnnpack:Class+DefaultLibrary | runtime:Property | tflite-2.14:EnumMember | my.target.yaml:Class | nonsense:String");

    [Fact]
    public void Targets_under_coverage_are_targets() => CheckTokens("budget: {coverage: {xnnpack: 90 %, nix: 1 %}}\n",
        "budget:Property | coverage:Property | xnnpack:Class+DefaultLibrary | 90:Number | %:Keyword | nix:Property | 1:Number | %:Keyword");

    [Fact]
    public void Selectors_have_operators_globs_and_numbers() => CheckTokens("steps:\n  - quantize: {where: {ops: [CONV_2D], tensors: \"head/*\", operators: \"0-3, 17\"}}\n",
        "steps:Property | quantize:Method | where:Property | ops:Property | CONV_2D:Function | tensors:Property | \"head/*\":Regexp | operators:Property | 0:Number | 3:Number | 17:Number");

    [Fact]
    public void Anchors_declare_and_aliases_use() => CheckTokens("x-a: &a {n: 1e-3}\nsteps: [quantize: *a]\n",
        "x-a:Property | &a:Variable+Declaration | n:Property | 1e-3:Number | steps:Property | quantize:Method | *a:Variable");

    [Fact]
    public void Names_of_other_tools_are_deprecated() => Assert.Contains("optimizations:Property+Deprecated", Words("recipe: 1\nmodel: a.tflite\noptimizations: [DEFAULT]\n"));

    [Fact]
    public void Comments_that_silence_are_seen() => CheckTokens("# plain\n# optrecipe-ignore OR2001: why\nrecipe: 1 # optrecipe-ignore OR1001\n",
        "optrecipe-ignore:Decorator | OR2001:EnumMember | recipe:Property | 1:EnumMember | optrecipe-ignore:Decorator | OR1001:EnumMember");

    [Fact]
    public void Text_over_lines_is_one_token_a_line() => CheckTokens("description: |\n  one 1\n\n  two\nname: 'a\n  b'\n", "description:Property | |:String | one 1:String | two:String | name:Property | 'a:String | b':String");

    [Fact]
    public void Data_paths_with_wildcards_are_globs() => CheckTokens("data: {calibration: {path: d/*.npy, samples: 2_00, shuffle: true}}\n",
        "data:Property | calibration:Property | path:Property | d/*.npy:Regexp | samples:Property | 2_00:Number | shuffle:Property | true:EnumMember");

    [Fact]
    public void Presets_of_the_product_are_told_from_other_words_and_files() => CheckTokens("use: [mcu-int8, none, a/b.optrecipe.yaml]\n",
        "use:Property | mcu-int8:Namespace+DefaultLibrary | none:Namespace | a/b.optrecipe.yaml:String");

    [Fact]
    public void Output_kinds_are_keys() => CheckTokens("outputs:\n  - tflite: o.tflite\n", "outputs:Property | tflite:Property | o.tflite:String");

    [Fact]
    public void Every_prefix_of_every_example_has_tokens_that_do_not_overlap_and_stay_on_their_lines()
    {
        foreach (var path in Directory.GetFiles(Testing.SharedFolder.InRepository("examples"), "*.optrecipe.yaml", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(path);
            for (var length = 0; length <= text.Length; length += 7) Assert.All(Words(text[..length]), word => Assert.DoesNotContain('\n', word));
        }
    }
}
