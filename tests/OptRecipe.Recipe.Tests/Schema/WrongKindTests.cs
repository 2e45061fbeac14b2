namespace OptRecipe.Recipe.Tests.Schema;

public sealed class WrongKindTests
{
    [Fact]
    public void Y14_A_wrong_kind_of_value_of_any_key_is_exactly_one_diagnostic()
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var (place, text) in WrongKinds.All())
        {
            count++;
            var found = RecipeDocument.Read(text).Publish([], isComplete: true);
            if (found.Length != 1) wrong.Add($"{place} gives {found.Length}: {string.Join("; ", found.Select(diagnostic => $"{diagnostic.Descriptor.Code} {diagnostic.Message}"))}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong)}");
        Assert.True(count > 500, $"only {count} wrong values");
    }
}
