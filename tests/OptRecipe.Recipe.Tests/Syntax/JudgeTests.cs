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
