using OptRecipe.Pipeline.Reporting;

namespace OptRecipe.Pipeline.Tests.Reporting;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("a{0}b %s", "a{0}b %s")]
    [InlineData("a`b`c", "a\\`b\\`c")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("x](command:evil)", "x\\](command:evil)")]
    [InlineData("[x](command:evil)", "\\[x\\](command:evil)")]
    [InlineData("<img onerror=1>", "\\<img onerror=1>")]
    [InlineData("$(zap)", "\\$(zap)")]
    [InlineData("&lt;b", "\\&lt;b")]
    [InlineData("a & b", "a & b")]
    [InlineData("CONV_2D _x_", "CONV_2D \\_x\\_")]
    [InlineData("a\nb\tc", "a b c")]
    [InlineData("~~a~~", "\\~\\~a\\~\\~")]
    public void Y19_A_name_is_shown_as_it_is(string name, string expected) => Assert.Equal(expected, MarkdownText.Name(name));

    [Theory]
    [InlineData("it has `head/*` and a*b", "it has `head/*` and a\\*b")]
    [InlineData("in `a|b`", "in `a\\|b`")]
    [InlineData("a ` alone <b>", "a \\` alone \\<b>")]
    [InlineData("`x` <img> `y`", "`x` \\<img> `y`")]
    public void Y19_A_sentence_keeps_its_code(string sentence, string expected) => Assert.Equal(expected, MarkdownText.Escape(sentence));

    [Theory]
    [InlineData("a\u202Egnp.tflite", "a\\u202Egnp.tflite")]
    [InlineData("zero\u200Bwidth\uFEFF", "zero\\u200Bwidth\\uFEFF")]
    [InlineData("😀 é", "😀 é")]
    public void T10_Hidden_characters_are_written_out(string name, string expected)
    {
        Assert.Equal(expected, VisibleText.Of(name));
        Assert.Equal(expected.Replace("\\", "\\\\", StringComparison.Ordinal), MarkdownText.Name(name));
    }
}
