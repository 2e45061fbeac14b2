using OptRecipe.Ide.Folding;
using OptRecipe.Recipe.Syntax;

namespace OptRecipe.Ide.Tests;

public sealed class FoldingTests
{
    /// <summary>Ranges as <c>first-last</c>, zero-based, with <c>c</c> for comments and <c>r</c> for regions.</summary>
    private static void CheckFolding(string text, string expected, int limit = int.MaxValue) => Assert.Equal(expected, string.Join(' ', FoldingRanges.Of(SyntaxTree.Parse(text), limit)
        .Select(range => $"{range.StartLine}-{range.EndLine}{range.Kind switch { FoldingKind.Comment => "c", FoldingKind.Region => "r", _ => "" }}")));

    [Fact]
    public void Sections_and_items_with_lines_below_fold() => CheckFolding("recipe: 1\nsteps:\n  - quantize:\n      scheme: int8\n  - tidy\nbudget:\n  file: 1 KiB\n", "1-4 2-3 5-6");

    [Fact]
    public void Empty_lines_and_comments_behind_a_section_stay_outside() => CheckFolding("steps:\n  - tidy\n\n\n# next\nbudget:\n  file: 1 KiB\n", "0-1 5-6");

    [Fact]
    public void Block_scalars_fold() => CheckFolding("description: |\n  one\n  two\n\nname: x\n", "0-2");

    [Fact]
    public void Quoted_text_over_lines_folds() => CheckFolding("name: \"one\n  two\n  three\"\n", "0-2");

    [Fact]
    public void Brackets_over_lines_fold_and_their_end_stays_visible()
    {
        CheckFolding("targets: [\n  xnnpack,\n  gpu\n]\n", "0-2");
        CheckFolding("targets: [xnnpack,\n  gpu]\n", "0-1");
        CheckFolding("targets: [xnnpack, gpu]\n", "");
    }

    [Fact]
    public void Comments_on_lines_of_their_own_fold_together() => CheckFolding("# one\n# two\n# three\nrecipe: 1 # four\n# five\n\n# six\n# seven\n", "0-2c 6-7c");

    [Fact]
    public void Regions_nest_and_an_open_one_is_none() =>
        CheckFolding("# region a\nrecipe: 1\n#region b\nname: x\n#endregion\n# endregion a\n# region never closed\n# regional\n# news\n", "0-5r 2-4r 7-8c");

    [Fact]
    public void A_limit_keeps_the_outer_ranges() => CheckFolding("steps:\n  - quantize:\n      scheme: int8\n      io:\n        input: int8\nbudget:\n  file: 1 KiB\n", "0-4 5-6", limit: 2);

    [Fact]
    public void Line_breaks_of_every_kind_count() => CheckFolding("steps:\r\n  - tidy\r\nbudget:\r  file: 1 KiB\r", "0-1 2-3");

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0\0\0\0\0\0")]
    [InlineData("steps:\n - {a: [\n\n")]
    [InlineData(": : :\n- - -\n\t\n&a *a")]
    public void Any_text_has_an_answer(string text) => Assert.All(FoldingRanges.Of(SyntaxTree.Parse(text)), range => Assert.True(range.EndLine > range.StartLine));
}
