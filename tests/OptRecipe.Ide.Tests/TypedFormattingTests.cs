using OptRecipe.Ide.Formatting;
using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Ide.Tests;

public sealed class TypedFormattingTests
{
    /// <summary>The character before <c>$0</c> was just typed.</summary>
    private static void CheckTyped(string text, string expected)
    {
        var (plain, offset) = Workspace.Cursor(text);
        var tree = SyntaxTree.Parse(plain);
        var typed = plain[..offset].TrimEnd(' ')[^1].ToString();
        Assert.Equal(expected, tree.Text.WithEdits(TypedFormatting.Edits(tree, offset, typed, FormattingOptions.Default)).Text);
    }

    private static void CheckNothingMoves(string text) => CheckTyped(text, text.Replace("$0", "", StringComparison.Ordinal));

    [Fact]
    public void Enter_behind_a_key_indents_by_the_recipes_step()
    {
        CheckTyped("steps:\n$0", "steps:\n  ");
        CheckTyped("budget:\n    file: 1 KiB\nsteps: # the list\n$0\n", "budget:\n    file: 1 KiB\nsteps: # the list\n    \n");
        CheckTyped("steps:\n  - quantize:\n  $0", "steps:\n  - quantize:\n      ");
        CheckTyped("description: |\n$0", "description: |\n  ");
    }

    [Fact]
    public void Enter_behind_an_item_of_one_value_goes_on_with_the_list()
    {
        CheckTyped("targets:\n  - xnnpack\n  $0", "targets:\n  - xnnpack\n  - ");
        CheckTyped("targets:\n  - xnnpack # fast\n$0\nsteps: []\n", "targets:\n  - xnnpack # fast\n  - \nsteps: []\n");
        CheckNothingMoves("steps:\n  - quantize: int8\n  $0");
    }

    [Fact]
    public void Enter_behind_an_empty_dash_ends_the_list()
    {
        CheckTyped("targets:\n  - xnnpack\n  - \n  $0", "targets:\n  - xnnpack\n");
        CheckTyped("data:\n  training:\n    with:\n      - a\n      -\n      $0\n", "data:\n  training:\n    with:\n      - a\n    \n");
    }

    [Fact]
    public void A_dash_that_fits_no_list_moves_to_the_one_that_goes_on()
    {
        CheckTyped("steps:\n  - quantize:\n      scheme: int8\n      -$0", "steps:\n  - quantize:\n      scheme: int8\n  -");
        CheckNothingMoves("steps:\n  - quantize:\n      rules:\n        -$0");
        CheckNothingMoves("steps:\n  - tidy\n  -$0");
        CheckNothingMoves("budget:\n  file: 1 KiB\n  -$0");
    }

    [Fact]
    public void A_key_between_two_columns_moves_to_the_left_one()
    {
        CheckTyped("data:\n    calibration:\n      path: a\n     samples:$0", "data:\n    calibration:\n      path: a\n    samples:");
        CheckNothingMoves("data:\n  calibration:\n    path: a\n    samples:$0");
        CheckNothingMoves("data:\n  calibration:\n      path:$0");
        CheckNothingMoves("data:\n  calibration:\n    path: a\nbudget:$0");
    }

    [Fact]
    public void Inside_brackets_quotes_and_block_text_nothing_moves()
    {
        CheckNothingMoves("targets: [xnnpack,\n$0 gpu]\n");
        CheckNothingMoves("targets: [xnnpack:\n$0");
        CheckNothingMoves("description: |\n  first:\n  $0\n");
        CheckNothingMoves("description: \"first:\n$0  last\"\n");
        CheckNothingMoves("description: |\n  text\n     -$0\n");
    }

    [Fact]
    public void No_character_at_any_offset_of_any_prefix_throws_or_touches_more_than_white_space_and_dashes()
    {
        var text = File.ReadAllText(Testing.SharedFolder.InRepository("tests", "corpus", "recipes", "whole", "recipe.optrecipe.yaml"));
        for (var offset = 1; offset <= text.Length; offset++)
        {
            var tree = SyntaxTree.Parse(text[..offset]);
            foreach (var character in TypedFormatting.Characters)
                foreach (var edit in TypedFormatting.Edits(tree, offset, character, FormattingOptions.Default))
                    Assert.True(tree.Text.Slice(edit.Span).IndexOfAnyExcept(" -\r\n") < 0 && edit.NewText.AsSpan().IndexOfAnyExcept(" -") < 0, $"{edit} at {offset}");
        }
    }
}
