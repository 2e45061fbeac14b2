using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Recipe.Tests.Syntax;

/// <summary>YamlDotNet is the judge: on every text it accepts our tree says the same.</summary>
public sealed class JudgeTests
{
    private static bool CheckAgrees(string text)
    {
        var expected = TreePrinter.PrintJudge(text);
        var tree = SyntaxTree.Parse(text);
        if (expected is null || JudgeErrs(text) || tree.Problems.Any(problem => NotYaml.Contains(problem.Kind))) return false;
        var actual = TreePrinter.Print(tree);
        if (expected != actual) Assert.Fail($"--- text\n{text.Replace("\r", "␍").Replace(" ", "·").Replace("\t", "→")}\n--- YamlDotNet\n{expected}\n--- ours\n{actual}\n--- problems\n{string.Join("\n", tree.Problems)}");
        return true;
    }

    // Where YamlDotNet 16.3.0 is not YAML 1.2.2: it reads the colon in `{a:}` as a part of the word (rule 130 ends the word there).
    private static bool JudgeErrs(string text) => text.Contains(":]") || text.Contains(":}");

    // What YamlDotNet lets pass and YAML 1.2.2 forbids: there is no right tree to agree on.
    private static readonly SyntaxProblemKind[] NotYaml = [SyntaxProblemKind.MissingComma, SyntaxProblemKind.EmptyKey];

    [Fact]
    public void Generated_texts_agree_with_the_judge()
    {
        var random = new Random(20261121);
        var accepted = 0;
        for (var i = 0; i < 4000; i++) if (CheckAgrees(new YamlGenerator(random).Document())) accepted++;
        Assert.True(accepted > 2500, $"only {accepted} of 4000 generated texts are YAML");
    }

    /// <summary>Every YAML file of the repository: examples, presets, target tables, corpus.</summary>
    [Fact]
    public void Every_yaml_file_of_the_repository_agrees_with_the_judge()
    {
        var (count, accepted) = (0, 0);
        foreach (var folder in new[] { "examples", "server/OptRecipe.Recipe/Presets", "server/OptRecipe.Targets/Tables", "tests/corpus/recipes" })
            foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                count++;
                if (CheckAgrees(File.ReadAllText(path))) accepted++;
            }
        Assert.True(accepted > 40 && accepted >= count - 5, $"only {accepted} of {count} files are YAML");
    }

    /// <summary>Forms of YAML 1.2 that people write, beyond what the generator makes.</summary>
    [Theory]
    [InlineData("a: |2\n   x\n  y\nb: 1\n")]
    [InlineData("a: >1-\n  x\n y\n\n\nb: 1\n")]
    [InlineData("a: |-2\n    x\n  y\n")]
    [InlineData("a: >+\n  x\n\n\nb: 1\n")]
    [InlineData("a: |\n\n  x\n\n   y\n  z\n\nb: 1\n")]
    [InlineData("a: >\n  one\n  two\n\n  three\n   more\n  four\n")]
    [InlineData("- |\n x\n- >-\n y\n z\n")]
    [InlineData("a: | # note\n  x # no note\nb: 1\n")]
    [InlineData("a: [\n  one,\n  two, # note\n  # between\n  three,\n]\nb: 1\n")]
    [InlineData("a: {\n  b: 1,\n\n  c: [2,\n  3],\n}\n")]
    [InlineData("a: {b: 1, c, d: , \"e\": 2, 'f':3, \"g\":4}\n")]
    [InlineData("a: [b: 1, c: 2, {d: 3}]\n")]
    [InlineData("a: [one two\n  three, 'x\n  y', \"p\n\n  q\"]\n")]
    [InlineData("a: [[], {}, [{}], [[1], [2]]]\n")]
    [InlineData("base: &b\n  x: 1\nuse:\n  <<: *b\n  y: *b\nlist: [*b , &c c, *c]\n")]
    [InlineData("a: &x\n  - 1\nb: *x\nc: &y [1]\nd: &z\n  k: v\n")]
    [InlineData("&a k: &b v\n*a : *b\n")]
    [InlineData("--- # head\na: 1\n...\n")]
    [InlineData("---\n- a\n-\n  b: 1\n- - c\n  - d\n-   e: 1\n    f: 2\n")]
    [InlineData("--- text\n")]
    [InlineData("--- |\n block\n")]
    [InlineData("# only\n---\n# comments\n")]
    [InlineData("a:\n- 1\n- 2\nb:\n  - 3\n")]
    [InlineData("a: one\n  two\n\n  three # end\nb: 1\n")]
    [InlineData("a: 'it''s\n\n  fine'\nb: \"tab\\t nl\\n u\\u00e9 x\\x41 line\\\n   joined\"\n")]
    [InlineData("a: -1\nb: -x\nc: ?x\nd: :x\ne: a:b\nf: a #b\ng: a#b\nh: http://x/y\n")]
    [InlineData("'a b': 1\n\"c: d\": 2\ne f: 3\n1: 4\ntrue: 5\n~: 6\n")]
    [InlineData("a: ''\nb: \"\"\nc:\nd: ~\n")]
    [InlineData("a:   b   \nc: d\t# note\n")]
    [InlineData("a: 1\r\nb:\r\n  - |\r\n    x\r\n    y\r\n")]
    [InlineData("a: 1\rb: 2\r")]
    [InlineData("a:\n  # inside\n  b: 1\n# left\n  c: 2\n\n\n# end\n")]
    [InlineData("- a: 1\n  b: 2\n-\n - x\n - y\n- \n  z: 1\n")]
    [InlineData("a: [1, 2]   # note\nb: {c: d}# no note\n")]
    [InlineData("a: \"x\" # note\nb: 'y'   \n")]
    [InlineData("a: !!str 1\nb: !t {c: !!int 2}\n")]
    [InlineData("very:\n    deep:\n     inside:\n          - of\n          -  it: all\n             is: fine\n")]
    public void A_form_of_YAML_that_people_write_agrees_with_the_judge(string text) => Assert.True(CheckAgrees(text), "YamlDotNet refuses it");

    [Fact]
    public void Mutated_texts_the_judge_accepts_agree()
    {
        var random = new Random(7);
        var accepted = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var text = new YamlGenerator(random).Document();
            for (var edits = random.Next(1, 4); edits > 0 && text.Length > 0; edits--)
            {
                var at = random.Next(text.Length);
                text = random.Next(3) switch
                {
                    0 => text.Remove(at, 1),
                    1 => text.Insert(at, " \n:-#'\"{}[],ax"[random.Next(14)].ToString()),
                    _ => text[..at],
                };
            }
            if (CheckAgrees(text)) accepted++;
        }
        Assert.True(accepted > 2000, $"only {accepted} of 10000 mutated texts are YAML");
    }
}
