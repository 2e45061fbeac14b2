using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Several runs, and runs of what is not open: what the client is told of them by <c>optrecipe/runs</c>.</summary>
public sealed class RunQueueTests
{
    private const string Options = """{"trusted":true,"runs":true}""";
    private static string Uri(string name) => $"file:///w/{name}.optrecipe.yaml";
    private static void Save(TestClient client, string name) => client.Notify("textDocument/didSave", $$"""{"textDocument":{"uri":"{{Uri(name)}}"} }""");

    private static JsonElement Runs(TestClient client, Func<JsonElement, bool> wanted) =>
        client.Next(message => message.TryGetProperty("method", out var method) && method.GetString() == "optrecipe/runs" && wanted(message.GetProperty("params"))).GetProperty("params");

    private static string[] Waiting(JsonElement runs) => [.. runs.GetProperty("waiting").EnumerateArray().Select(uri => uri.GetString()!)];

    private static string? Running(JsonElement runs) => runs.GetProperty("running") is { ValueKind: JsonValueKind.Object } run ? run.GetProperty("uri").GetString() : null;

    [Fact]
    public void Saved_recipes_wait_for_each_other_and_one_of_them_can_be_cancelled()
    {
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize(options: Options);
        foreach (var name in (string[])["a", "b", "c"])
        {
            client.Open(Uri(name), $"long {name}");
            Save(client, name);
        }
        var told = Runs(client, told => Waiting(told).Length == 2);
        Assert.Equal([Uri("b"), Uri("c")], Waiting(told));
        Assert.True(client.Ask(2, "optrecipe/cancelRun", $$"""{"uri":"{{Uri("b")}}"}""").GetProperty("result").GetProperty("cancelled").GetBoolean());
        runs.Release();
        told = Runs(client, told => Running(told) == Uri("c"));
        Assert.Empty(Waiting(told));
        runs.Release();
        Runs(client, told => Running(told) is null);
        Assert.Equal(["long a", "long c"], runs.Started.Select(run => run.Text));
    }

    [Fact]
    public void A_client_that_shows_runs_is_sent_no_progress_of_the_servers_making()
    {
        using var client = new TestClient();
        client.Initialize("""{"window":{"workDoneProgress":true}}""", Options);
        client.Open(Uri("a"), "fine");
        Save(client, "a");
        var methods = new List<string>();
        client.Next(message =>
        {
            if (message.TryGetProperty("method", out var method)) methods.Add(method.GetString()!);
            return methods.Contains("optrecipe/runFinished");
        });
        Assert.Contains("optrecipe/runs", methods);
        Assert.DoesNotContain("window/workDoneProgress/create", methods);
    }

    [Fact]
    public void A_command_on_a_recipe_that_a_save_is_running_is_answered_by_that_run()
    {
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize(options: Options);
        client.Open(Uri("a"), "long");
        Save(client, "a");
        Runs(client, told => Running(told) == Uri("a"));
        client.Send(TestClient.Message("2", "optrecipe/run", $$"""{"uri":"{{Uri("a")}}"}"""));
        client.Ask(3, "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri("a")}}"} }""");
        runs.Release();
        Assert.Equal("succeeded", client.Answer("2").GetProperty("result").GetProperty("status").GetString());
        Assert.Single(runs.Started);
    }

    [Fact]
    public void A_command_takes_the_place_of_a_save_that_waits()
    {
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize(options: Options);
        foreach (var name in (string[])["a", "b"])
        {
            client.Open(Uri(name), $"long {name}");
            Save(client, name);
        }
        Runs(client, told => Waiting(told).Length == 1);
        client.Send(TestClient.Message("2", "optrecipe/run", $$"""{"uri":"{{Uri("b")}}"}"""));
        client.Ask(3, "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri("a")}}"} }""");
        runs.Release();
        runs.Release();
        Assert.Equal("succeeded", client.Answer("2").GetProperty("result").GetProperty("status").GetString());
        Assert.Equal(["long a", "long b"], runs.Started.Select(run => run.Text));
    }

    [Fact]
    public void A_recipe_on_the_disk_runs_is_checked_and_has_a_report_without_being_open()
    {
        using var workspace = new RealWorkspace();
        File.WriteAllText(workspace.Path("a.optrecipe.yaml"), $"recipe: 1\nmodel: {RealWorkspace.Model}\nsteps: [quantize: dynamic]\noutputs: [tflite: out/a.tflite]\n");
        File.WriteAllText(workspace.Path("bad.optrecipe.yaml"), "recipe: 1\nmodel: none.tflite\n");
        var uri = $$"""{"uri":"{{workspace.Uri("a.optrecipe.yaml")}}"}""";
        Assert.False(workspace.Ask("optrecipe/reportPage", uri).GetProperty("result").GetProperty("found").GetBoolean());
        Assert.Equal("succeeded", workspace.Run("a.optrecipe.yaml").GetProperty("result").GetProperty("status").GetString());
        Assert.True(File.Exists(workspace.Path("out/a.tflite")));
        var page = workspace.Ask("optrecipe/reportPage", uri).GetProperty("result");
        Assert.True(page.GetProperty("found").GetBoolean());
        Assert.Contains("| after gzip |", page.GetProperty("markdown").GetString(), StringComparison.Ordinal);
        var problems = workspace.Ask("optrecipe/check", $$"""{"uri":"{{workspace.Uri("bad.optrecipe.yaml")}}"}""").GetProperty("result").GetProperty("problems");
        var error = problems.EnumerateArray().First(problem => problem.GetProperty("severity").GetString() == "error");
        Assert.Equal((2, 8), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
        Assert.StartsWith("OR", error.GetProperty("code").GetString(), StringComparison.Ordinal);
        var missing = workspace.Ask("optrecipe/check", $$"""{"uri":"{{workspace.Uri("gone.optrecipe.yaml")}}"}""").GetProperty("result");
        Assert.Contains("cannot be read", missing.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }
}
