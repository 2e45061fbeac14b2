using OptRecipe.Ide.Fixes;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Tests;

/// <summary>Pairs of texts; the cursor is <c>$0</c>, a selection goes on to <c>$1</c>.</summary>
public sealed class RefactoringTests
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    private static (Pipeline.RecipeAnalysis Analysis, TextSpan Range) Read(string text)
    {
        var (plain, start) = Workspace.Cursor(text);
        var end = plain.IndexOf("$1", StringComparison.Ordinal);
        return (new Workspace().Analyze(end < 0 ? plain : plain.Remove(end, 2)), end < 0 ? new(start, 0) : TextSpan.Between(start, end));
    }

    private static CodeAction Find(string text, string title)
    {
        var (analysis, range) = Read(text);
        var actions = CodeActions.At(analysis, range);
        return actions.FirstOrDefault(action => action.Title.StartsWith(title, StringComparison.Ordinal)) ?? throw new Xunit.Sdk.XunitException($"no such action; there are: {string.Join("; ", actions.Select(action => action.Title))}");
    }

    private static void CheckRefactoring(string before, string title, string after) => Assert.Equal(after, Read(before).Analysis.Text.WithEdits(Find(before, title).Edits).Text);

    private static void CheckNotOffered(string text, string title)
    {
        var (analysis, range) = Read(text);
        Assert.DoesNotContain(CodeActions.At(analysis, range), action => action.Title.StartsWith(title, StringComparison.Ordinal));
    }

    [Fact]
    public void A_mapping_in_brackets_becomes_a_block_and_keeps_the_comment_behind_it()
    {
        CheckRefactoring(Head + "budget$0: {file: 60 KiB, x: [1, 2]}   # small\nsteps: []\n", "Write `budget` as a block", Head + "budget:   # small\n  file: 60 KiB\n  x: [1, 2]\nsteps: []\n");
        CheckRefactoring(Head + "targets: [xnn$0pack, gpu: {require: 90 %}]", "Write `targets` as a block", Head + "targets:\n  - xnnpack\n  - {gpu: {require: 90 %}}");
        CheckRefactoring(Head + "steps:\n    - {pr$0une: {sparsity: 50 %}}\n", "Write this item as a block", Head + "steps:\n    - prune: {sparsity: 50 %}\n");
    }

    [Fact]
    public void A_block_goes_on_one_line_when_no_comment_stands_in_it()
    {
        CheckRefactoring(Head + "steps:\n  - prune:\n      spars$0ity: 50 %\n      where:\n        ops:\n          - CONV_2D\n          - 'a, b'\n  - tidy\n", "Write `prune` on one line",
            Head + "steps:\n  - prune: {sparsity: 50 %, where: {ops: [CONV_2D, 'a, b']}}\n  - tidy\n");
        CheckRefactoring(Head + "x-a:\n  k$0ey: a, b [c]\n", "Write `x-a` on one line", Head + "x-a: {key: 'a, b [c]'}\n");
        CheckNotOffered(Head + "budget:\n  # why\n  fi$0le: 60 KiB\n", "Write `budget`");
        CheckNotOffered(Head + "x-a:\n  te$0xt: |\n    one\n", "Write `x-a`");
    }

    [Fact]
    public void The_word_and_the_mapping_of_a_step_stand_for_each_other()
    {
        CheckRefactoring(Head + "steps:\n  - quan$0tize: int8 # small\n", "Write `quantize` with its options", Head + "steps:\n  - quantize: {scheme: int8} # small\n");
        CheckRefactoring(Head + "steps:\n  - quantize:\n      sch$0eme: int8\n", "Write `quantize` as one word", Head + "steps:\n  - quantize: int8\n");
        CheckRefactoring("recipe: 1\nmo$0del: digits_cnn.tflite\n", "Write `model` with its options", "recipe: 1\nmodel: {path: digits_cnn.tflite}\n");
        CheckNotOffered(Head + "steps:\n  - quantize: {sch$0eme: int8, io: int8}\n", "Write `quantize` as one word");
    }

    [Fact]
    public void A_group_of_targets_becomes_its_members_and_hands_its_options_on()
    {
        CheckRefactoring(Head + "targets:\n  - andr$0oid # phones\n", "Replace `android` by", Head + "targets:\n  - xnnpack\n  - gpu\n  - nnapi # phones\n");
        CheckRefactoring(Head + "targets: [andr$0oid: {require: 90 %}, edge-tpu]\n", "Replace `android` by", Head + "targets: [xnnpack: {require: 90 %}, gpu: {require: 90 %}, nnapi: {require: 90 %}, edge-tpu]\n");
        CheckRefactoring(Head + "targets:\n  - cmsis$0-nn\n", "Write `cmsis-nn` as `tflite-micro`", Head + "targets:\n  - tflite-micro: {kernels: cmsis-nn}\n");
    }

    [Fact]
    public void Targets_that_run_the_model_can_be_added()
    {
        CheckRefactoring(Head + "tar$0gets:\n  - gpu # phones\nsteps: []\n", "Add the target `xnnpack`", Head + "targets:\n  - gpu # phones\n  - xnnpack\nsteps: []\n");
        CheckRefactoring(Head + "targ$0ets: [gpu]\n", "Add the target `tflite-micro`", Head + "targets: [gpu, tflite-micro]\n");
        CheckNotOffered(Head + "targ$0ets: [gpu]\n", "Add the target `gpu`");
        CheckNotOffered("recipe: 1\ntarg$0ets: [gpu]\n", "Add the target");
    }

    [Fact]
    public void A_runtime_is_written_in_the_style_of_the_target()
    {
        CheckRefactoring(Head + "targets:\n  - xnn$0pack\n", "The oldest runtime of `xnnpack` is `tflite-2.14`", Head + "targets:\n  - xnnpack: {runtime: tflite-2.14}\n");
        CheckRefactoring(Head + "targets:\n  - xnn$0pack: {require: 90 %}\n", "The oldest runtime of `xnnpack` is `tflite-2.14`", Head + "targets:\n  - xnnpack: {require: 90 %, runtime: tflite-2.14}\n");
        CheckRefactoring(Head + "targets:\n  - xnn$0pack:\n      require: 90 %\n", "The oldest runtime of `xnnpack` is `tflite-2.14`", Head + "targets:\n  - xnnpack:\n      runtime: tflite-2.14\n      require: 90 %\n");
        CheckNotOffered(Head + "targets:\n  - xnn$0pack: {runtime: tflite-2.9}\n", "The oldest runtime");
    }

    [Fact]
    public void The_ends_of_the_model_stay_in_float()
    {
        const string Rules = "rules: [{where: {first: true}, scheme: float32}, {where: {last: true}, scheme: float32}]";
        CheckRefactoring(Head + "steps:\n  - quan$0tize: dynamic # x\n", "Keep the first", Head + $"steps:\n  - quantize: {{scheme: dynamic, {Rules}}} # x\n");
        CheckRefactoring(Head + "steps:\n  - quan$0tize:\n      scheme: dynamic # x\n", "Keep the first", Head + $"steps:\n  - quantize:\n      scheme: dynamic # x\n      {Rules}\n");
        var (analysis, _) = Read("$0" + Head + $"steps:\n  - quantize: {{scheme: dynamic, {Rules}}}\n");
        Assert.DoesNotContain(analysis.Diagnostics, diagnostic => diagnostic.Severity == Recipe.Diagnostics.Severity.Error);
    }

    [Fact]
    public void A_budget_comes_from_the_forecast()
    {
        CheckRefactoring(Head + "st$0eps:\n  - quantize: dynamic\noutputs: {tflite: a.tflite}\n", "Add the budget `file: ", Head + "steps:\n  - quantize: dynamic\nbudget:\n  file: 95 KiB\noutputs: {tflite: a.tflite}\n");
        CheckRefactoring(Head + "budg$0et: {accuracy_drop: 1 point}\n", "Add the budget `file: ", Head + "budget: {file: 354 KiB, accuracy_drop: 1 point}\n");
        CheckNotOffered(Head + "budg$0et: {file: 1 KiB}\n", "Add the budget");
    }

    [Fact]
    public void Sections_are_sorted_with_their_comments()
    {
        CheckRefactoring("# head\n\n# what to do\nst$0eps: [] # none\n\nx-a: &a 1\nmodel: digits_cnn.tflite\n# first\nrecipe: 1", "Sort the sections",
            "# head\n\n# first\nrecipe: 1\nx-a: &a 1\nmodel: digits_cnn.tflite\n# what to do\nsteps: [] # none");
        CheckNotOffered(Head + "st$0eps: []\n", "Sort the sections");
        Assert.Equal("an alias would stand before its anchor", Find("recipe: 1\noutputs: {report: &r out/a.md}\nste$0ps: [{x: *r}]\nmodel: a.tflite\n", "Sort the sections").Disabled);
    }

    [Fact]
    public void Sections_move_to_a_preset()
    {
        const string Text = Head + "# where\ntargets: [xnnpack]\nst$0eps:\n  - quantize: dynamic # small\n\noutputs: {tflite: a.tflite}\n";
        CheckRefactoring(Text, "Move `steps`", Head + "# where\ntargets: [xnnpack]\nuse: [test-preset.optrecipe.yaml]\noutputs: {tflite: a.tflite}\n");
        Assert.Equal(new NewFile("test-preset.optrecipe.yaml", "recipe: 1\nsteps:\n  - quantize: dynamic # small\n\n"), Assert.Single(Find(Text, "Move `steps`").NewFiles));
        CheckRefactoring(Head + "use: [web]\n# where\n$0targets: [xnnpack]\nsteps:\n  - quantize: dynamic$1\n", "Move `targets`, `steps`", Head + "use: [web, test-preset.optrecipe.yaml]\n");
        Assert.NotNull(Find("recipe: 1\nx-a: &a [xnnpack]\ntarg$0ets: *a\n", "Move `targets`").Disabled);
    }

    [Fact]
    public void No_refactoring_at_any_offset_throws_overlaps_or_loses_a_comment()
    {
        var taken = 0;
        foreach (var path in Directory.GetFiles(Testing.SharedFolder.InRepository("tests", "corpus", "recipes"), "*.optrecipe.yaml", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(path);
            var analysis = new Workspace().Analyze(text);
            for (var offset = 0; offset <= text.Length; offset += 2)
            {
                foreach (var action in CodeActions.At(analysis, new(offset, 0)).Where(action => action.Kind is CodeActionKind.Extract or CodeActionKind.Rewrite && action.Disabled is null))
                {
                    taken++;
                    var after = SyntaxTree.Parse(analysis.Text.WithEdits(action.Edits));
                    var elsewhere = action.Edits.IsEmpty ? 0 : action.NewFiles.Sum(file => SyntaxTree.Parse(file.Text).Comments.Length);
                    Assert.True(after.Problems.Length <= analysis.Syntax.Problems.Length, $"{action.Title} at {offset} of {path} breaks the text:\n{after.Text.Text}");
                    Assert.Equal(analysis.Syntax.Comments.Length, after.Comments.Length + elsewhere);
                }
            }
        }
        Assert.True(taken > 100, $"only {taken}");
    }
}
