using OptRecipe.Recipe.Formatting;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Tests.Formatting;

/// <summary>Pairs of texts: before and after.</summary>
public sealed class FormattingTests
{
    private static void CheckFormat(string before, string after, FormattingOptions? options = null)
    {
        var tree = SyntaxTree.Parse(before);
        var edits = RecipeFormatter.TryFormat(tree, options ?? FormattingOptions.Default);
        Assert.True(edits is not null, "the text is not formatted");
        Assert.Equal(after, tree.Text.WithEdits(edits ?? []).Text);
    }

    private static void CheckRange(string before, string from, string to, string after)
    {
        var tree = SyntaxTree.Parse(before);
        var span = TextSpan.Between(before.IndexOf(from, StringComparison.Ordinal), before.IndexOf(to, StringComparison.Ordinal) + to.Length);
        Assert.Equal(after, tree.Text.WithEdits(RecipeFormatter.FormatRange(tree, span, FormattingOptions.Default)).Text);
    }

    [Fact]
    public void Spaces_around_marks_are_one_or_none() => CheckFormat(
        "recipe :   1\nsteps:\n  -   quantize:  { scheme : int8 ,io: {input: int8,output: int8 } }\n  - prune: [ ]\n",
        "recipe: 1\nsteps:\n  - quantize: {scheme: int8, io: {input: int8, output: int8}}\n  - prune: []\n");

    [Fact]
    public void Levels_get_the_step_most_of_them_have() => CheckFormat(
        "budget:\n    file: 1 KiB\ndata:\n    calibration:\n        path: a\nsteps:\n   - tidy\n",
        "budget:\n    file: 1 KiB\ndata:\n    calibration:\n        path: a\nsteps:\n    - tidy\n");

    [Fact]
    public void Without_a_common_step_the_option_decides()
    {
        const string Mixed = "budget:\n   file: 1 KiB\ndata:\n    calibration:\n     path: a\n";
        CheckFormat(Mixed, "budget:\n  file: 1 KiB\ndata:\n  calibration:\n    path: a\n");
        CheckFormat(Mixed, "budget:\n    file: 1 KiB\ndata:\n    calibration:\n        path: a\n", new(4));
    }

    [Fact]
    public void Dashes_stay_at_the_key_where_the_author_puts_them() => CheckFormat("steps:\n-  quantize:\n     scheme: int8\ntargets:\n- xnnpack\n", "steps:\n- quantize:\n    scheme: int8\ntargets:\n- xnnpack\n");

    [Fact]
    public void Comments_move_with_what_they_stand_at() => CheckFormat(
        "# head\nsteps:\n    # the first\n    - quantize: int8   # why\n      # not yet\n    # - tidy\n# foot of steps\nbudget:\n  file: 1 KiB\n  # end\n",
        "# head\nsteps:\n  # the first\n  - quantize: int8   # why\n    # not yet\n  # - tidy\n# foot of steps\nbudget:\n  file: 1 KiB\n  # end\n");

    [Fact]
    public void Trailing_comments_that_are_aligned_stay_aligned() => CheckFormat(
        "recipe:  1         # one\nmodel: a.tflite    # two\n                   # still two\ndescription:   x   # three\n",
        "recipe: 1         # one\nmodel: a.tflite   # two\n                  # still two\ndescription: x    # three\n");

    [Fact]
    public void Block_scalars_keep_their_text() => CheckFormat(
        "x-a:\n      text: |\n          one  \n            two\n\n          # three\n      folded: >2-\n          four\n      keep: |+\n        five\n\n\nrecipe:   1\n",
        "x-a:\n      text: |\n            one  \n              two\n\n            # three\n      folded: >2-\n          four\n      keep: |+\n            five\n\n\nrecipe: 1\n");

    [Fact]
    public void Blank_lines_are_two_at_most_and_none_at_the_ends() => CheckFormat("\n\nrecipe: 1\n\n\n\n\nmodel: a.tflite\n \t\n\n\n", "recipe: 1\n\n\nmodel: a.tflite\n");

    [Fact]
    public void Lines_between_brackets_are_indented_or_stay_aligned() => CheckFormat(
        "targets: [\n      xnnpack,\n   gpu\n ]\nwhere: {ops:   [A,\n                B],\n        first: true}\n",
        "targets: [\n  xnnpack,\n  gpu\n]\nwhere: {ops: [A,\n              B],\n        first: true}\n");

    [Fact]
    public void Anchors_aliases_quotes_and_values_of_several_lines_keep_their_form() => CheckFormat(
        "x-base: &base\n    io:   int8\nsteps:\n    - quantize:\n          <<:   *base\n          note: \"one\n                 two\"\n",
        "x-base: &base\n    io: int8\nsteps:\n    - quantize:\n          <<: *base\n          note: \"one\n                 two\"\n");

    [Theory]
    [InlineData("recipe:  1\r\nsteps:\r\n    -  tidy\r\n", "recipe: 1\r\nsteps:\r\n    - tidy\r\n")]
    [InlineData("recipe:  1\nmodel:  a.tflite", "recipe: 1\nmodel: a.tflite")]
    [InlineData("recipe:  1\r\nmodel: a\nname:  b\r\n", "recipe: 1\r\nmodel: a\nname: b\r\n")]
    [InlineData("recipe:  1\rname: b\r", "recipe: 1\rname: b\r")]
    [InlineData("\uFEFFrecipe:  1\n", "\uFEFFrecipe: 1\n")]
    public void T08_line_ends_indentation_and_a_missing_newline_stay(string before, string after) => CheckFormat(before, after);

    [Fact]
    public void Options_of_the_client_are_followed()
    {
        CheckFormat("recipe: 1", "recipe: 1\n", new() { InsertFinalNewline = true });
        CheckFormat("recipe: 1\r\nname: a", "recipe: 1\r\nname: a\r\n", new() { InsertFinalNewline = true });
        CheckFormat("recipe: 1  \n\n\n", "recipe: 1  \n\n\n", new() { TrimTrailingWhitespace = false, TrimFinalNewlines = false });
        CheckFormat("text: |\n  no newline", "text: |\n  no newline", new() { InsertFinalNewline = true });
    }

    [Fact]
    public void A_section_with_an_error_stays_as_it_is_and_the_others_are_formatted() => CheckFormat(
        "recipe:  1\nsteps:\n   - quantize: {scheme:  int8\n   -  tidy\nbudget:\n   file:   1 KiB\n",
        "recipe: 1\nsteps:\n   - quantize: {scheme:  int8\n   -  tidy\nbudget:\n   file: 1 KiB\n");

    [Fact]
    public void What_is_not_understood_is_not_touched()
    {
        foreach (var text in new[] { "<<<<<<< a\nrecipe:  1\n=======\nrecipe: 2\n>>>>>>> b\n", "just  words\n\n\n\n\n: x: y", "\0\0\0\0\0\0\0\0\0", "  recipe:  [\n" })
            Assert.Null(RecipeFormatter.TryFormat(SyntaxTree.Parse(text), FormattingOptions.Default));
    }

    [Fact]
    public void A_range_is_formatted_alone()
    {
        CheckRange("recipe:  1\nmodel:  a\nname:  b\n", "model", "a\n", "recipe:  1\nmodel: a\nname:  b\n");
        CheckRange("data:\n    calibration:\n       path: a\n       samples: 1\nbudget:\n  file:  1 KiB\n", "path", "path: a", "data:\n  calibration:\n    path: a\n    samples: 1\nbudget:\n  file:  1 KiB\n");
    }

    [Fact]
    public void Edits_are_as_small_as_the_change()
    {
        var tree = SyntaxTree.Parse("recipe:  1\nmodel: a.tflite\nsteps:\n  - tidy \n");
        Assert.Equal([new(new(7, 2), " "), new(new(42, 1), "")], RecipeFormatter.TryFormat(tree, FormattingOptions.Default));
    }
}
