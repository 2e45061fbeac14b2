using System.Text.Json;
using OptRecipe.LanguageServer.Worker;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Pipeline.Running;

namespace OptRecipe.LanguageServer.Tests;

public sealed class RunTests
{
    private const string Uri = "file:///w/a.optrecipe.yaml";

    private static void Change(TestClient client, int version, string text) =>
        client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":{{version}} },"contentChanges":[{"text":{{TestClient.Quote(text)}} }]}""");

    private static void Save(TestClient client) => client.Notify("textDocument/didSave", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");

    private static JsonElement Finished(TestClient client) => client.Next("optrecipe/runFinished").GetProperty("params").GetProperty("result");

    [Fact]
    public void U13_nothing_runs_without_trust_and_it_does_once_trust_is_granted()
    {
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize(options: """{"trusted":false}""");
        client.Open(Uri, "recipe: 1");
        Save(client);
        var refused = client.Ask(2, "optrecipe/run", $$"""{"uri":"{{Uri}}"}""").GetProperty("result");
        Assert.Equal("refused", refused.GetProperty("status").GetString());
        Assert.Empty(runs.Started);
        client.Notify("optrecipe/didGrantTrust", "{}");
        Assert.Equal("succeeded", client.Ask(3, "optrecipe/run", $$"""{"uri":"{{Uri}}"}""").GetProperty("result").GetProperty("status").GetString());
        Assert.Equal(new("/w/a.optrecipe.yaml", "recipe: 1", false, "/w"), Assert.Single(runs.Started));
    }

    [Fact]
    public void C15_progress_begins_once_never_falls_and_ends_once()
    {
        using var client = new TestClient();
        client.Initialize();
        client.Open(Uri, "recipe: 1");
        client.Send(TestClient.Message("2", "optrecipe/run", $$"""{"uri":"{{Uri}}","workDoneToken":"t"}"""));
        var kinds = new List<string>();
        while (true)
        {
            var message = client.Next(_ => true);
            if (message.TryGetProperty("id", out var id) && id.GetRawText() == "2") break;
            if (message.TryGetProperty("method", out var method) && method.GetString() == "$/progress") kinds.Add(message.GetProperty("params").GetProperty("value").GetProperty("kind").GetString()!);
        }
        Assert.Equal("begin", kinds[0]);
        Assert.Equal("end", kinds[^1]);
        Assert.DoesNotContain("begin", kinds.Skip(1));
        Assert.DoesNotContain("end", kinds.SkipLast(1));
    }

    [Fact]
    public void C13_the_same_run_started_twice_is_refused_and_a_cancel_stops_the_first()
    {
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize();
        client.Open(Uri, "long");
        client.Send(TestClient.Message("2", "optrecipe/run", $$"""{"uri":"{{Uri}}"}"""));
        client.Next(message => message.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("busy", out var busy) && busy.GetBoolean());
        Assert.Equal("refused", client.Ask(3, "workspace/executeCommand", $$"""{"command":"optrecipe.server.run","arguments":["{{Uri}}"]}""").GetProperty("result").GetProperty("status").GetString());
        Assert.True(client.Ask(4, "optrecipe/cancelRun", $$"""{"uri":"{{Uri}}"}""").GetProperty("result").GetProperty("cancelled").GetBoolean());
        Assert.Equal("cancelled", client.Answer("2").GetProperty("result").GetProperty("status").GetString());
        Assert.Single(runs.Started);
        Assert.False(client.Ask(5, "optrecipe/cancelRun", $$"""{"uri":"{{Uri}}"}""").GetProperty("result").GetProperty("cancelled").GetBoolean());
    }

    [Fact]
    public void S12_twenty_saves_run_the_last_text_once_and_a_save_without_change_runs_nothing()
    {
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize();
        client.Open(Uri, "long 0");
        for (var i = 1; i <= 20; i++)
        {
            Change(client, i + 1, $"long {i}");
            Save(client);
        }
        Assert.True(SpinWait.SpinUntil(() => { lock (runs.Started) return runs.Started.Count == 1; }, TestClient.Patience));
        client.Ask(2, "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        runs.Release();
        runs.Release();
        Finished(client);
        Finished(client);
        Assert.Equal(["long 1", "long 20"], runs.Started.Select(run => run.Text));
        Assert.Equal(1, runs.MostParallel);
        Save(client);
        client.Ask(3, "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        Assert.Equal(2, runs.Started.Count);
    }

    [Fact]
    public void S12_a_save_with_errors_is_not_run_and_the_status_says_why()
    {
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize();
        client.Open(Uri, "bad");
        Save(client);
        Assert.Equal("`a.optrecipe.yaml` is not run: `bad` is bad", Finished(client).GetProperty("message").GetString());
        Assert.Empty(runs.Started);
    }

    [Fact]
    public void L08_shutdown_cancels_the_run_and_is_answered()
    {
        using var client = new TestClient();
        client.Initialize();
        client.Open(Uri, "long");
        Save(client);
        client.Next(message => message.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("busy", out var busy) && busy.GetBoolean());
        Assert.Equal(JsonValueKind.Null, client.Ask(2, "shutdown", "null").GetProperty("result").ValueKind);
        client.Notify("exit", "null");
        Assert.Equal(0, client.ExitCode());
    }

    [Fact]
    public void X10_a_worker_that_breaks_after_a_save_is_one_message_and_the_next_run_works()
    {
        using var client = new TestClient();
        client.Initialize();
        client.Open(Uri, "broken");
        Save(client);
        Assert.Contains("exit code 137", client.Next("window/showMessage").GetProperty("params").GetProperty("message").GetString());
        Change(client, 2, "fine");
        Save(client);
        Assert.Equal("succeeded", client.Next(message => IsFinished(message) && Status(message) != "failed").GetProperty("params").GetProperty("result").GetProperty("status").GetString());

        static bool IsFinished(JsonElement message) => message.TryGetProperty("method", out var method) && method.GetString() == "optrecipe/runFinished";
        static string? Status(JsonElement message) => message.GetProperty("params").GetProperty("result").GetProperty("status").GetString();
    }

    private static Task<RunResult> RunShell(string script, TimeSpan silence, CancellationToken cancellation) =>
        new WorkerRuns(new("/bin/sh", ["-c", script]), silence, TimeProvider.System, _ => { }).Run(new("/a", "", false, null), new Progress<RunProgress>(), cancellation);

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("kill -9 $$", "exit code 137 (killed")]
    [InlineData("echo nonsense; kill -6 $$", "exit code 134 (aborted")]
    [InlineData("exec sleep 60", "has not answered for 0.3 s")]
    public async Task X10_a_worker_that_dies_or_hangs_is_a_failed_run(string script, string expected)
    {
        var result = await RunShell(script, TimeSpan.FromSeconds(script.Contains("sleep") ? 0.3 : 15), CancellationToken.None);
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Contains(expected, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_run_measured_comes_through_the_worker_whole()
    {
        var (none, some) = (new FigureReport(null, null, null), new FigureReport(35.29, 31.75, 40.09));
        var evaluation = new EvaluationReport("evaluation", 20, [new("sqnr", "higher", "decibel", none, some, none)], [new(0, 0, "CONV_2D", "x", 0, null, 0)], 20, null);
        using var input = new MemoryStream("""{"run":{"recipePath":"/a"}}"""u8.ToArray());
        using var output = new MemoryStream();
        Assert.Equal(0, new WorkerProgram(input, output, (_, _, _) => new(RunStatus.Succeeded, "done") { Evaluation = evaluation }, TimeProvider.System).Run());
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, output.ToArray());
        var result = await RunShell($"cat '{file}'", TimeSpan.FromSeconds(15), CancellationToken.None);
        File.Delete(file);
        Assert.Equal(JsonSerializer.Serialize(evaluation), JsonSerializer.Serialize(result.Evaluation));
    }

    [Fact]
    public async Task X10_a_worker_that_cannot_be_started_is_a_failed_run()
    {
        var runs = new WorkerRuns(new("/no/such/program", []), TimeSpan.FromSeconds(5), TimeProvider.System, _ => { });
        Assert.Contains("cannot be started", (await runs.Run(new("/a", "", false, null), new Progress<RunProgress>(), CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X01_a_worker_that_ignores_the_cancel_is_killed()
    {
        using var cancellation = new CancellationTokenSource(200);
        Assert.Equal(RunStatus.Cancelled, (await RunShell("exec sleep 60", TimeSpan.FromSeconds(30), cancellation.Token)).Status);
    }
}
