using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Tests;

public sealed class SuppressionTests
{
    private static readonly DiagnosticDescriptor Later = new("OR4002", "Later", Severity.Warning, "0.1");

    /// <summary>Codes and marked texts that are left when the line with <c>xnnpack</c> has an OR2005-free target and a later OR4002.</summary>
    private static (string[] Left, RecipeDocument Document, Diagnostic[] All) Read(string comment, bool withLater)
    {
        var document = RecipeDocument.Read($"recipe: 1\nmodel: m.tflite\ntargets:\n  {comment}\n  - xnnpack: {{require: 101 %}}\n");
        var found = document.Publish(withLater ? [new(Later, document.Recipe.Targets[0].IdSpan, "later")] : [], isComplete: true).ToArray();
        return ([.. found.Select(diagnostic => $"{diagnostic.Descriptor.Code} {document.Text.Slice(diagnostic.Span)}")], document, found);
    }

    [Theory]
    [InlineData("# optrecipe-ignore OR1107: known")]
    [InlineData("#optrecipe-ignore   OR1107:known")]
    [InlineData("# optrecipe-ignore OR1107")]
    [InlineData("# optrecipe-ignore OR1107 as we know")]
    public void A_code_is_silenced_with_or_without_a_reason(string comment) => Assert.Empty(Read(comment, withLater: false).Left);

    [Theory]
    [InlineData("# optrecipe-ignore OR1107, OR4002: both are known")]
    [InlineData("# optrecipe-ignore OR4002,OR1107")]
    public void Several_codes_are_silenced_by_one_comment(string comment) => Assert.Empty(Read(comment, withLater: true).Left);

    [Fact]
    public void Of_several_codes_the_one_that_silences_nothing_is_a_hint_and_goes_alone()
    {
        foreach (var (comment, expected) in new[]
        {
            ("# optrecipe-ignore OR1107, OR2005: known", "# optrecipe-ignore OR1107: known"),
            ("# optrecipe-ignore OR2005, OR1107: known", "# optrecipe-ignore OR1107: known"),
            ("# optrecipe-ignore OR1107, OR2005, OR4002: known", "# optrecipe-ignore OR1107, OR4002: known"),
        })
        {
            var (left, document, all) = Read(comment, withLater: true);
            Assert.Equal("OR2008 OR2005", left[0]);
            Assert.Contains(expected, document.Text.WithEdits(all[0].Fixes[0].Edits).Text);
        }
    }

    [Fact]
    public void A_comment_that_silences_nothing_goes_whole()
    {
        var (left, document, all) = Read("# optrecipe-ignore OR2005: not so", withLater: false);
        Assert.Equal(["OR2008 OR2005", "OR1107 101 %"], left);
        Assert.DoesNotContain("ignore", document.Text.WithEdits(all[0].Fixes[0].Edits).Text);
    }

    [Theory]
    [InlineData("# optrecipe-ignore")]
    [InlineData("# optrecipe-ignore all of it")]
    [InlineData("# optrecipe-ignore OR41")]
    [InlineData("# optrecipe-ignore OR41070")]
    public void A_comment_without_a_code_is_told(string comment) => Assert.Contains($"OR2009 {comment}", Read(comment, withLater: false).Left);
}
