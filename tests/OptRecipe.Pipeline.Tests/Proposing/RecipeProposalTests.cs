using OptRecipe.Pipeline.Proposing;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Testing;

namespace OptRecipe.Pipeline.Tests.Proposing;

public sealed class RecipeProposalTests
{
    private static readonly string[] Models = ["digits_cnn.tflite", "dscnn_int8.tflite"];

    /// <summary>The proposal for a model in the fixture's folder; the recipe it is has no mistakes but data that are not there yet.</summary>
    private static string CheckProposal(string model, params string[] targets)
    {
        var fixture = new Fixture();
        fixture.Files["/w/dscnn_int8.tflite"] = File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "tflite", "converter", "tones_dscnn__int8.tflite"));
        var proposal = RecipeProposal.Of(fixture.Files, "/w/new.optrecipe.yaml", model, [.. targets], default);
        Assert.Null(proposal.Problem);
        var analysis = new RecipeAnalyzer(fixture.Files).Analyze("/w/new.optrecipe.yaml", proposal.Text, default);
        Assert.Empty(analysis.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error && diagnostic.Descriptor.Code is not ("OR3020" or "OR4003")).Select(diagnostic => diagnostic.ToString()));
        return proposal.Text;
    }

    [Theory]
    [InlineData("xnnpack", "quantize: dynamic")]
    [InlineData("tflite-micro", "scheme: int8")]
    [InlineData("edge-tpu", "io: int8")]
    public void The_form_that_the_target_covers_is_proposed(string target, string expected)
    {
        var text = CheckProposal("digits_cnn.tflite", target);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Contains($"  - {target}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_weighed_stands_above_it()
    {
        var text = CheckProposal("digits_cnn.tflite", "tflite-micro");
        Assert.Contains("# 7 operators (CONV_2D, FULLY_CONNECTED, RESHAPE, SOFTMAX), 85,482 parameters, 337 KiB.\n", text, StringComparison.Ordinal);
        Assert.Contains("#   dynamic      90 KiB    tflite-micro refuses it\n", text, StringComparison.Ordinal);
        Assert.Contains("# → int8         90 KiB    tflite-micro 100 % (needs typical inputs)\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_quantized_stays_as_it_is()
    {
        var text = CheckProposal("dscnn_int8.tflite", "xnnpack");
        Assert.Contains("quantized already", text, StringComparison.Ordinal);
        Assert.DoesNotContain("steps:", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("digits_cnn.tflite", "xnpack", "did you mean `xnnpack`")]
    [InlineData("missing.tflite", "xnnpack", "missing.tflite")]
    [InlineData("../outside.tflite", "xnnpack", "outside")]
    public void What_cannot_be_proposed_says_why(string model, string target, string expected)
    {
        var proposal = RecipeProposal.Of(new Fixture().Files, "/w/new.optrecipe.yaml", model, [target], default);
        Assert.Equal("", proposal.Text);
        Assert.Contains(expected, proposal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_beside_the_model_are_found()
    {
        var fixture = new Fixture();
        fixture.Files["/w/a_calibration.npy"] = [1];
        Assert.Contains("path: a_calibration.npy\n", RecipeProposal.Of(fixture.Files, "/w/new.optrecipe.yaml", Models[0], ["tflite-micro"], default).Text, StringComparison.Ordinal);
    }
}
