using OptRecipe.Ide.Reference;
using OptRecipe.Testing;

namespace OptRecipe.Ide.Tests;

public sealed class RecipeReferenceTests
{
    [Fact]
    public void The_reference_page_is_the_table_of_keys() =>
        Assert.Null(ExpectedFile.Problem(SharedFolder.InRepository("server", "docs", "recipe-reference.md"), RecipeReference.Markdown()));
}
