using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Targets;

namespace OptRecipe.Pipeline.Tests;

/// <summary>Targets that users write in files of their own.</summary>
public sealed class OwnTargetTests
{
    public const string Board = """
        # A board whose firmware has no RESHAPE and little flash.
        extends: tflite-micro
        description: "Our board: \"kws\" firmware of 2026"
        remove: [RESHAPE]
        implied:
          flash: 1 MiB
        ops:
          CONV_2D:
            rules:
              - id: channels
                check: {dimension: {of: output, index: -1, values: ..8}}
                text: '{op} of this board writes at most 8 channels'
          TANH: {types: [{activations: int8}]}

        """;

    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\ntargets:\n";

    [Fact]
    public void A_file_narrows_a_target_and_is_judged_like_one()
    {
        var target = Assert.Single(Plan("  - ./board.target.yaml\n").Targets);
        Assert.Equal(("board", "board: {flash: 1 MiB}"), (target.Id, target.Title));
        var verdicts = target.After.Operators.ToLookup(o => o.OperatorName, o => o.Verdict);
        Assert.Equal((VerdictKind.Refused, "board.removed", "`board` has no `RESHAPE`: its table removes it"), (verdicts["RESHAPE"].Single().Kind, verdicts["RESHAPE"].Single().Rule, verdicts["RESHAPE"].Single().Sentence));
        Assert.Contains(verdicts["CONV_2D"], verdict => verdict is { Kind: VerdictKind.Refused, Rule: "board.CONV_2D.channels" });
        // What the file does not speak of is as on the target it extends.
        Assert.All(verdicts["FULLY_CONNECTED"], verdict => Assert.Equal(VerdictKind.Runs, verdict.Kind));
    }

    [Fact]
    public void Options_come_from_both_and_the_file_decides()
    {
        Assert.Equal("board.flash", Plan("  - ./board.target.yaml: {flash: 100 KiB}\n").Targets[0].After.Model.Single().Rule);
        Assert.Equal("cmsis-nn", Plan("  - ./board.target.yaml: {kernels: cmsis-nn}\n").Targets[0].Selection.Value("kernels"));
    }

    [Theory]
    [InlineData("  - ./no.target.yaml\n", "OR4010", "`./no.target.yaml` does not exist; the path starts at the recipe's folder")]
    [InlineData("  - ./board.target.yaml: {kernel: cmsis-nn}\n", "OR4011", "`board` has no option `kernel`")]
    [InlineData("  - ./board.target.yaml: {kernels: cmsis}\n", "OR4011", "`cmsis` is no value of `kernels`; expected `reference` or `cmsis-nn`")]
    public void What_cannot_be_used_is_told_on_the_recipes_line(string target, string code, string message)
    {
        var errors = new Fixture().Analyze(Head + target).Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error && diagnostic.Descriptor.Code is "OR4010" or "OR4011" or "OR2003").ToArray();
        Assert.Equal((code, message), (Assert.Single(errors).Descriptor.Code, errors[0].Message));
    }

    [Theory]
    [InlineData("extends: tflite-micor\n", 1, "`tflite-micor` is no target that can be extended; did you mean `tflite-micro`")]
    [InlineData("extends: tflite-micro\nremve: [ADD]\n", 2, "`remve` is no key of a target table; did you mean `remove`")]
    [InlineData("extends: tflite-micro\nremove: [SOFTMAXX]\n", 2, "`SOFTMAXX` is no operator of the file format; did you mean `SOFTMAX`")]
    [InlineData("extends: tflite-micro\nops:\n  ADD:\n    rulez: []\n", 4, "`rulez` is no key of an operator; did you mean `rules`")]
    [InlineData("extends: tflite-micro\nops:\n  ADD:\n    rules:\n      - {id: x, check: {rnak: 4}, text: abc}\n", 5, "`rnak` is neither a condition nor an operand")]
    [InlineData("extends: tflite-micro\nops:\n  ADD:\n    types:\n      - {activations: int9}\n", 5, "`int9` is no type")]
    [InlineData("extends: tflite-micro\nimplied: {flash: 256}\n", 2, "`flash` is a size with its unit, found `256`")]
    [InlineData("extends: tflite-micro\nimplied: {flsh: 256 KiB}\n", 2, "`tflite-micro` has no option `flsh`; did you mean `flash`")]
    [InlineData("extends: tflite-micro\npartitions: {mots: 1}\n", 2, "`mots` is no key of `partitions`")]
    [InlineData("extends: tflite-micro\nrules_fail: {on_fail: explode}\n", 2, "`explode` is no consequence")]
    [InlineData("- a\n", 1, "a target table is a mapping that begins with `title:` or `extends:`")]
    [InlineData("", 1, "a target table is a mapping that begins with `title:` or `extends:`")]
    public void A_mistake_is_one_diagnostic_in_the_file_and_one_on_the_recipes_line(string table, int line, string message)
    {
        var fixture = new Fixture();
        var inFile = Assert.Single(fixture.Analyzer.Analyze("/w/bad.target.yaml", table, default).Diagnostics);
        Assert.Equal("OR1120", inFile.Descriptor.Code);
        Assert.Equal(message.Replace("`tflite-micro` has no option", "`bad` has no option", StringComparison.Ordinal), inFile.Message);
        fixture.Files["/w/bad.target.yaml"] = [.. System.Text.Encoding.UTF8.GetBytes(table)];
        var onLine = Assert.Single(fixture.Analyze(Head + "  - ./bad.target.yaml\n").Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.Equal($"`./bad.target.yaml`, line {line}: {inFile.Message}", onLine.Message);
    }

    [Fact]
    public void A_whole_table_of_its_own_needs_no_other_target()
    {
        var fixture = new Fixture();
        fixture.Files["/w/npu.target.yaml"] = [.. "title: Our NPU\nrules_fail: {on_fail: falls-back, stage: compile}\nothers: {text: 'Our NPU has no {op}'}\npartitions: {most: 1}\nops: {'CONV_2D, FULLY_CONNECTED': {types: [{activations: float32}]}}\n"u8];
        var analysis = fixture.Analyze(Head + "  - ./npu.target.yaml\n");
        var verdict = analysis.Plan!.Targets[0].After;
        Assert.Contains(verdict.Operators, o => o.Verdict is { Kind: VerdictKind.Runs } && o.OperatorName == "CONV_2D");
        Assert.Contains(verdict.Operators, o => o.Verdict is { Kind: VerdictKind.FallsBack, Stage: VerdictStage.Compile, Rule: "npu.no-kernel" });
        Assert.Single(verdict.Partitions);
        Assert.True(verdict.PossiblePartitions > 1);
    }

    [Fact]
    public void A_file_that_did_not_change_stays_the_same_target()
    {
        var fixture = new Fixture();
        var first = fixture.Analyze(Head + "  - ./board.target.yaml\n").Plan!.Targets[0];
        Assert.Same(first.After, fixture.Analyze(Head + "  - ./board.target.yaml\n# more\n").Plan!.Targets[0].After);
        fixture.Files["/w/board.target.yaml"] = [.. System.Text.Encoding.UTF8.GetBytes(Board.Replace("..8}", "..64}", StringComparison.Ordinal))];
        Assert.DoesNotContain(fixture.Analyze(Head + "  - ./board.target.yaml\n").Plan!.Targets[0].After.Operators, o => o.Verdict.Rule.EndsWith("channels", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_prefix_of_a_table_is_read_without_an_exception()
    {
        for (var length = 0; length < Board.Length; length++) Assert.NotNull(RecipeAnalyzer.AnalyzeText("/w/board.target.yaml", new(Board[..length])));
    }

    private static Planning.Plan Plan(string targets)
    {
        var analysis = new Fixture().Analyze(Head + targets);
        return Assert.IsType<Planning.Plan>(analysis.Plan);
    }
}
