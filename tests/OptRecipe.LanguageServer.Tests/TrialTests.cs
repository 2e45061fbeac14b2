using System.Text.Json;

namespace OptRecipe.LanguageServer.Tests;

/// <summary><c>optrecipe/try</c> and <c>optrecipe/profile</c> with a real worker, and the graph of a plan.</summary>
public sealed class TrialTests
{
    private const string Recipe = "recipe: 1\nmodel: digits_cnn.tflite\ntargets: [xnnpack, tflite-micro]\nsteps:\n  - quantize: dynamic\n";

    private static JsonElement Ask(RealWorkspace workspace, string method, string parameters) => workspace.Client.Ask(7, method, parameters);

    [Fact]
    public void A_model_file_answers_a_picture_and_is_timed()
    {
        using var workspace = new RealWorkspace();
        File.Copy(Testing.SharedFolder.InRepository("examples", "full-int8", "pictures", "calibration", "three", "000.png"), workspace.Path("three.png"));
        var answer = Ask(workspace, "optrecipe/try", $$"""{"uri":"{{workspace.Uri("digits_cnn.tflite")}}","set":null,"file":"{{workspace.Uri("three.png")}}","preprocess":["normalize: {mean: 127.5, std: 127.5}"],"index":0,"worst":true}""").GetProperty("result");
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("problem").ValueKind);
        Assert.Equal(1, answer.GetProperty("count").GetInt32());
        var input = answer.GetProperty("inputs")[0];
        Assert.Equal("picture", input.GetProperty("kind").GetString());
        Assert.Equal(28 * 28, input.GetProperty("pixels").GetBytesFromBase64().Length);
        Assert.True(answer.GetProperty("outputs")[0].GetProperty("classes").GetBoolean());
        var profile = Ask(workspace, "optrecipe/profile", $$"""{"uri":"{{workspace.Uri("digits_cnn.tflite")}}","threads":2}""").GetProperty("result");
        Assert.Equal("this computer, not your target", profile.GetProperty("heading").GetString());
        Assert.Equal(7, profile.GetProperty("models")[0].GetProperty("operators").GetArrayLength());
        Assert.True(profile.GetProperty("models")[0].GetProperty("median").GetDouble() > 0);
    }

    [Fact]
    public void An_open_recipe_is_tried_with_the_text_in_the_editor()
    {
        using var workspace = new RealWorkspace();
        workspace.Open("a.optrecipe.yaml", Recipe + "data: {evaluation: {path: gone.npz}}\n");
        var answer = Ask(workspace, "optrecipe/try", $$"""{"uri":"{{workspace.Uri("a.optrecipe.yaml")}}"}""").GetProperty("result");
        Assert.Contains("`gone.npz` does not exist", answer.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal("FLOAT32", answer.GetProperty("wants")[0].GetProperty("type").GetString());
        Assert.Equal(["evaluation"], answer.GetProperty("sets").EnumerateArray().Select(set => set.GetString()));
    }

    [Theory]
    [InlineData("optrecipe/try")]
    [InlineData("optrecipe/profile")]
    public void Nothing_runs_without_trust(string method)
    {
        using var workspace = new RealWorkspace("""{"trusted":false}""");
        var error = Ask(workspace, method, $$"""{"uri":"{{workspace.Uri("digits_cnn.tflite")}}"}""").GetProperty("error");
        Assert.Contains("not trusted", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_graph_has_both_sides_with_verdicts_and_what_the_steps_do()
    {
        using var workspace = new RealWorkspace();
        workspace.Open("a.optrecipe.yaml", Recipe);
        JsonElement Graph(string side) => Ask(workspace, "optrecipe/graph", $$"""{"uri":"{{workspace.Uri("a.optrecipe.yaml")}}","side":"{{side}}"}""").GetProperty("result");
        foreach (var side in (string[])["before", "after"])
        {
            var graph = Graph(side);
            Assert.Equal(side, graph.GetProperty("side").GetString());
            Assert.True(graph.GetProperty("other").GetBoolean());
            var operators = graph.GetProperty("subgraphs")[0].GetProperty("operators").EnumerateArray().ToArray();
            Assert.All(operators, op => Assert.Equal("quantize: dynamic", Assert.Single(op.GetProperty("steps").EnumerateArray()).GetProperty("title").GetString()));
            Assert.Contains(operators, op => op.GetProperty("steps")[0].GetProperty("text").GetString()!.StartsWith("changed", StringComparison.Ordinal));
            Assert.Equal(2, graph.GetProperty("targets").GetArrayLength());
            Assert.All(graph.GetProperty("targets").EnumerateArray(), target => Assert.Equal(operators.Length, target.GetProperty("verdicts").GetArrayLength()));
        }
        var micro = Graph("after").GetProperty("targets")[1].GetProperty("verdicts").EnumerateArray().First(verdict => verdict.GetProperty("kind").GetString() != "runs");
        Assert.StartsWith("tflite-micro", micro.GetProperty("rule").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(micro.GetProperty("reason").GetString()!);
        Assert.Contains(Graph("after").GetProperty("subgraphs")[0].GetProperty("tensors").EnumerateArray(), tensor => tensor.GetProperty("type").GetString() == "INT8");
        Assert.DoesNotContain(Graph("before").GetProperty("subgraphs")[0].GetProperty("tensors").EnumerateArray(), tensor => tensor.GetProperty("type").GetString() == "INT8");
    }

    [Fact]
    public void A_model_file_has_a_graph_without_a_recipe_and_what_is_none_says_so()
    {
        using var workspace = new RealWorkspace();
        var graph = Ask(workspace, "optrecipe/graph", $$"""{"uri":"{{workspace.Uri("digits_cnn.tflite")}}"}""").GetProperty("result");
        Assert.False(graph.GetProperty("other").GetBoolean());
        Assert.Equal(7, graph.GetProperty("subgraphs")[0].GetProperty("operators").GetArrayLength());
        File.WriteAllText(workspace.Path("no.tflite"), "hello, this is no model at all");
        Assert.Contains("cannot be shown", Ask(workspace, "optrecipe/graph", $$"""{"uri":"{{workspace.Uri("no.tflite")}}"}""").GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
