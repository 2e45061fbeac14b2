using OptRecipe.LanguageServer.Documents;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

public sealed class NewRecipeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe").FullName;

    public NewRecipeTests() => File.Copy(SharedFolder.InRepository("examples", "quickstart", "digits_cnn.tflite"), Path.Combine(_folder, "digits.tflite"));

    public void Dispose() => Directory.Delete(_folder, true);

    private (string Text, string? Problem) Propose(string recipe, string model, string targets)
    {
        using var client = new TestClient();
        client.Initialize(folders: $$"""[{"uri":"{{DocumentUri.OfPath(_folder)}}","name":"w"}]""");
        var answer = client.Ask(2, "optrecipe/newRecipe", $$"""{"uri":"{{recipe}}","model":"{{model}}","targets":{{targets}} }""").GetProperty("result");
        return (answer.GetProperty("text").GetString()!, answer.GetProperty("problem").GetString());
    }

    private string UriOf(string name) => DocumentUri.OfPath(Path.GetFullPath(name, _folder)).ToString();

    [Fact]
    public void A_recipe_is_proposed_and_nothing_is_written()
    {
        var (text, problem) = Propose(UriOf("sub/new.optrecipe.yaml"), UriOf("digits.tflite"), """["xnnpack"]""");
        Assert.Null(problem);
        Assert.Contains("model: ../digits.tflite\n", text, StringComparison.Ordinal);
        Assert.Contains("quantize: dynamic\n", text, StringComparison.Ordinal);
        Assert.Equal(["digits.tflite"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_model_that_may_not_be_read_is_a_problem()
    {
        Assert.Contains("outside", Propose(UriOf("new.optrecipe.yaml"), UriOf("../elsewhere.tflite"), "[]").Problem, StringComparison.Ordinal);
        Assert.Contains("not on this computer", Propose("untitled:new", UriOf("digits.tflite"), "[]").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_are_listed_with_groups_last()
    {
        using var client = new TestClient();
        client.Initialize();
        var targets = client.Ask(2, "optrecipe/targets", "null").GetProperty("result").GetProperty("targets").EnumerateArray().Select(target => (target.GetProperty("id").GetString(), target.GetProperty("group").GetBoolean())).ToArray();
        Assert.Contains(("xnnpack", false), targets);
        Assert.Equal(("mcu", true), targets[^1]);
    }
}
