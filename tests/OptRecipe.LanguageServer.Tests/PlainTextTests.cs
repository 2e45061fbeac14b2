using OptRecipe.LanguageServer.Convert;

namespace OptRecipe.LanguageServer.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("**bold** and `code`", "bold and code")]
    [InlineData("a\n\n---\n\nb", "a\n\n\n\nb")]
    [InlineData("| | before | after |\n| --- | ---: | ---: |\n| file | 337 KiB | 91 KiB |\n\nend", "      before   after\nfile  337 KiB  91 KiB\n\nend")]
    [InlineData("| a \\| b | \\<img\\> |\n| --- | --- |", "a | b  <img>")]
    [InlineData("\\\\u202E \\*x\\* \\$(icon)", "\\u202E *x* $(icon)")]
    public void Markdown_becomes_text_that_can_be_read(string markdown, string expected) => Assert.Equal(expected, PlainText.Of(markdown));
}
