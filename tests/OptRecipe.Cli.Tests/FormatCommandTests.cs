namespace OptRecipe.Cli.Tests;

public sealed class FormatCommandTests : CommandFixture
{
    [Fact]
    public async Task Format_writes_what_is_not_formatted_and_check_only_says_so()
    {
        File.WriteAllText(At("a.optrecipe.yaml"), "recipe:  1 # one\r\n");
        File.WriteAllText(At("b.optrecipe.yaml"), "recipe: 1\n");
        Assert.Equal(1, (await Run("format", "--check", At("a.optrecipe.yaml"), At("b.optrecipe.yaml"))).Code);
        Assert.Equal("recipe:  1 # one\r\n", File.ReadAllText(At("a.optrecipe.yaml")));
        var (code, output, _) = await Run("format", At("a.optrecipe.yaml"), At("b.optrecipe.yaml"));
        Assert.Equal((0, $"{At("a.optrecipe.yaml")}: formatted"), (code, output.Trim()));
        Assert.Equal("recipe: 1 # one\r\n", File.ReadAllText(At("a.optrecipe.yaml")));
        Assert.Equal(0, (await Run("format", "--check", At("a.optrecipe.yaml"))).Code);
    }

    [Fact]
    public async Task Format_leaves_alone_what_it_cannot_read_as_text()
    {
        byte[] bytes = [.. "recipe:  1 # "u8, 0xFF, .. "\n"u8];
        File.WriteAllBytes(At("a.optrecipe.yaml"), bytes);
        Assert.Equal(1, (await Run("format", At("a.optrecipe.yaml"))).Code);
        Assert.Equal(bytes, File.ReadAllBytes(At("a.optrecipe.yaml")));
        Assert.Equal(2, (await Run("format", At("none.optrecipe.yaml"))).Code);
    }
}
