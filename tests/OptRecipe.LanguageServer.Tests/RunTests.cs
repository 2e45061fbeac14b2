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

    [Theory]
    [InlineData("recipe: 1 steps", "succeeded")]
    [InlineData("steps broken", "failed")]
    [InlineData("steps long", "cancelled")]
    public void C15_progress_begins_once_never_falls_and_ends_once_however_the_run_ends(string text, string expected)
    {
        using var client = new TestClient();
        client.Initialize();
        client.Open(Uri, text);
        client.Send(TestClient.Message("2", "optrecipe/run", $$"""{"uri":"{{Uri}}","workDoneToken":"t"}"""));
        var (kinds, percentages, started) = (new List<string>(), new List<int>(), System.Diagnostics.Stopwatch.StartNew());
        while (true)
        {
            var message = client.Next(_ => true);
            if (message.TryGetProperty("id", out var id) && id.GetRawText() == "2")
            {
                Assert.Equal(expected, message.GetProperty("result").GetProperty("status").GetString());
                break;
            }
            if (!message.TryGetProperty("method", out var method) || method.GetString() != "$/progress") continue;
            var value = message.GetProperty("params").GetProperty("value");
            kinds.Add(value.GetProperty("kind").GetString()!);
            if (value.TryGetProperty("percentage", out var percentage)) percentages.Add(percentage.GetInt32());
            if (expected == "cancelled" && percentages[^1] == 90) client.Notify("window/workDoneProgress/cancel", """{"token":"t"}""");
        }
        // Two hundred reports were made; at most ten a second are sent.
        Assert.InRange(kinds.Count, 5, 3 + (started.ElapsedMilliseconds / 100));
        Assert.Equal(percentages.Order(), percentages);
        Assert.Contains(90, percentages);
        Assert.Equal("begin", kinds[0]);
        Assert.Equal("end", kinds[^1]);
        Assert.DoesNotContain("begin", kinds.Skip(1));
        Assert.DoesNotContain("end", kinds.SkipLast(1));
        client.Ask(3, "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        Assert.Null(client.TryNext(TimeSpan.FromMilliseconds(150)));
    }

    [Fact]
    public void C14_a_cancel_of_our_progress_stops_the_run_and_one_of_nothing_is_nothing()
    {
        using var client = new TestClient();
        client.Initialize("""{"window":{"workDoneProgress":true}}""");
        client.Open(Uri, "long");
        Save(client);
        var create = client.Next("window/workDoneProgress/create");
        var token = create.GetProperty("params").GetProperty("token").GetRawText();
        client.Send($$"""{"jsonrpc":"2.0","id":{{create.GetProperty("id").GetRawText()}},"result":null}""");
        client.Next(message => message.TryGetProperty("method", out var method) && method.GetString() == "$/progress");
        client.Notify("window/workDoneProgress/cancel", """{"token":"unknown"}""");
        client.Notify("window/workDoneProgress/cancel", """{"token":7}""");
        // Both are behind us, and the run goes on.
        client.Ask(2, "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        client.Notify("window/workDoneProgress/cancel", $$"""{"token":{{token}} }""");
        Assert.Equal("cancelled", Finished(client).GetProperty("status").GetString());
        client.Notify("window/workDoneProgress/cancel", $$"""{"token":{{token}} }""");
        Change(client, 2, "fine");
        Save(client);
        var next = client.Next("window/workDoneProgress/create");
        Assert.NotEqual(token, next.GetProperty("params").GetProperty("token").GetRawText());
        client.Send($$"""{"jsonrpc":"2.0","id":{{next.GetProperty("id").GetRawText()}},"result":null}""");
        Assert.Equal("succeeded", Finished(client).GetProperty("status").GetString());
    }

    [Fact]
    public void C11_a_long_run_does_not_hold_up_the_editor()
    {
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize();
        client.Open(Uri, "long");
        client.Send(TestClient.Message("2", "optrecipe/run", $$"""{"uri":"{{Uri}}"}"""));
        for (var i = 0; i < 200; i++)
        {
            Change(client, i + 2, $"long {i}");
            var place = $$"""{"textDocument":{"uri":"{{Uri}}"},"position":{"line":0,"character":1} }""";
            Assert.True(client.Ask(100 + (2 * i), "textDocument/hover", place).TryGetProperty("result", out _));
            Assert.True(client.Ask(101 + (2 * i), "textDocument/completion", place).TryGetProperty("result", out _));
        }
        runs.Release();
        Assert.Equal("succeeded", client.Answer("2").GetProperty("result").GetProperty("status").GetString());
        Assert.Equal("long", Assert.Single(runs.Started).Text);
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
    public void L08_shutdown_cancels_the_run_and_the_check_under_way_and_is_answered()
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(analyzer);
        client.Initialize();
        client.Open(Uri, "long");
        client.Next("textDocument/publishDiagnostics");
        client.Open("file:///w/b.optrecipe.yaml", "slow");
        client.Next("textDocument/publishDiagnostics");
        Save(client);
        client.Next(message => message.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("busy", out var busy) && busy.GetBoolean());
        Assert.Equal(JsonValueKind.Null, client.Ask(2, "shutdown", "null").GetProperty("result").ValueKind);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref analyzer.CancelledCount) == 1, TestClient.Patience));
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
        new WorkerRuns(new(new("/bin/sh", ["-c", script]), silence, TimeProvider.System, _ => { })).Run(new("/a", "", false, null), new Progress<RunProgress>(), cancellation);

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
        var runs = new WorkerRuns(new(new("/no/such/program", []), TimeSpan.FromSeconds(5), TimeProvider.System, _ => { }));
        Assert.Contains("cannot be started", (await runs.Run(new("/a", "", false, null), new Progress<RunProgress>(), CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X01_a_worker_that_ignores_the_cancel_is_killed()
    {
        using var cancellation = new CancellationTokenSource(200);
        Assert.Equal(RunStatus.Cancelled, (await RunShell("exec sleep 60", TimeSpan.FromSeconds(30), cancellation.Token)).Status);
    }
}
