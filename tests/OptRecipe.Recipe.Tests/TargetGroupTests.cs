using OptRecipe.Targets;

namespace OptRecipe.Recipe.Tests;

/// <summary>Groups of targets stand for their members.</summary>
public sealed class TargetGroupTests
{
    public static TheoryData<string> Groups => [.. TargetCatalog.Groups.Select(group => group.Id)];

    [Theory, MemberData(nameof(Groups))]
    public void A_group_is_its_members_and_hands_its_options_on(string id)
    {
        var document = RecipeDocument.Read($"recipe: 1\nmodel: m.tflite\ntargets: [{id}: {{require: 90 %}}]\n");
        Assert.Empty(document.Publish([], isComplete: true).Select(diagnostic => diagnostic.Message));
        var target = Assert.Single(document.Recipe.Targets);
        Assert.Equal((id, TargetCatalog.FindGroup(id)!.Members.Length), (target.WrittenId, target.Selections.Length));
        Assert.All(target.Selections, selection => Assert.Equal("90 %", selection.Value("require")));
    }

    [Fact]
    public void The_groups_of_the_language_are_there() => Assert.Equal(["android", "ios", "mcu", "server", "web"], TargetCatalog.Groups.Select(group => group.Id).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("andorid", "did you mean `android`")]
    [InlineData("android: {runtme: tflite-2.14}", "did you mean `runtime`")]
    [InlineData("android: {nonsense: 1}", "expected `")]
    public void A_wrong_word_of_a_group_suggests_the_nearest(string target, string expected) =>
        Assert.Contains(expected, Assert.Single(RecipeDocument.Read($"recipe: 1\nmodel: m.tflite\ntargets: [{target}]\n").Publish([], true)).Message);
}
