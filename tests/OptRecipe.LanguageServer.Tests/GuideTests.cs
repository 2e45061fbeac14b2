namespace OptRecipe.LanguageServer.Tests;

/// <summary>Guides by task: their pages, and the links to them.</summary>
public sealed class GuideTests
{
    private const string Recipe = "recipe: 1\nmodel: digits_cnn.tflite\ntargets: [edge-tpu]\n";

    [Fact]
    public void A_guide_is_a_page_under_our_scheme() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"workspace":{"textDocumentContent":{}}}}
        <-- 1 {}
        --> 2 workspace/textDocumentContent {"uri":"optrecipe:/tasks/edge-tpu.md"}
        <-- 2 {"text":"*"}
        --> 3 workspace/textDocumentContent {"uri":"optrecipe:/tasks/none.md"}
        <-- 3 {"text":"There is no task none.\n"}
        """);

    [Theory]
    [InlineData("""{"trusted":true,"guideCommand":"x.guide"}""", """{"textDocument":{"hover":{"contentFormat":["markdown"]}}}""", true)]
    [InlineData("""{"trusted":true}""", """{"textDocument":{"hover":{"contentFormat":["markdown"]}}}""", false)]
    [InlineData("""{"trusted":true,"guideCommand":"x.guide"}""", "{}", false)]
    public void A_hover_leads_to_the_guide_where_the_client_has_a_command_for_it(string options, string capabilities, bool leads)
    {
        using var workspace = new RealWorkspace(options, capabilities);
        workspace.Open("a.optrecipe.yaml", Recipe);
        var hover = workspace.At("textDocument/hover", "a.optrecipe.yaml", 2, 12).GetProperty("result").GetProperty("contents").GetProperty("value").GetString();
        Assert.Equal(leads, hover?.Contains("[Guide: Coral Edge TPU](command:x.guide?%22edge-tpu%22)", StringComparison.Ordinal));
        Assert.Contains("Edge TPU", hover, StringComparison.Ordinal);
    }
}
