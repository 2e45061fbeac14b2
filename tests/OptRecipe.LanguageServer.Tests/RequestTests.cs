using System.Text.Json;
using MediatR;
using OptRecipe.Lsp.Protocol;

namespace OptRecipe.LanguageServer.Tests;

public sealed class RequestTests
{
    private const string Uri = "file:///w/a.optrecipe.yaml";

    private static string Hover(int id, int character = 0, string uri = Uri) =>
        TestClient.Message($"{id}", "textDocument/hover", $$"""{"textDocument":{"uri":"{{uri}}"},"position":{"line":0,"character":{{character}} } }""");

    [Fact]
    public void C01_C02_a_request_and_its_cancel_in_one_write_is_answered_once_and_never_starts()
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(analyzer);
        client.Initialize();
        client.Open(Uri, "fine");
        client.Next("textDocument/publishDiagnostics");
        client.Send(Hover(7), TestClient.Message(null, "$/cancelRequest", """{"id":7}"""), Hover(8));
        Assert.Equal(-32800, client.Answer("7").GetProperty("error").GetProperty("code").GetInt32());
        Assert.True(client.Answer("8").TryGetProperty("result", out _));
        Assert.Null(Other(client, "7"));
    }

    [Fact]
    public void C01_a_request_that_runs_is_answered_at_once_when_it_is_cancelled_and_its_work_stops()
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(analyzer);
        client.Initialize();
        client.Open(Uri, "slow");
        client.Next("textDocument/publishDiagnostics");
        client.Send(Hover(7));
        client.Notify("textDocument/didClose", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        client.Send(TestClient.Message(null, "$/cancelRequest", """{"id":7}"""));
        Assert.Equal(-32800, client.Answer("7").GetProperty("error").GetProperty("code").GetInt32());
        // Both the hover and the diagnostics were waiting for the model.
        Assert.True(SpinWait.SpinUntil(() => analyzer.CancelledCount >= 1, TestClient.Patience));
        Assert.Null(Other(client, "7"));
    }

    [Fact]
    public void C03_cancels_of_nothing_are_nothing() => SessionScript.Check("""
        begin
        --> $/cancelRequest {"id":99}
        --> $/cancelRequest {"id":"1"}
        --> $/cancelRequest {}
        --> $/cancelRequest []
        --> 2 textDocument/documentSymbol {"textDocument":{"uri":"file:///none.optrecipe.yaml"}}
        <-- 2 null
        log `$/cancelRequest` is not understood
        """);

    [Fact]
    public void C06_a_change_does_not_cancel_a_completion_which_answers_for_its_snapshot()
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(analyzer);
        client.Initialize();
        client.Open(Uri, "slow");
        client.Next("textDocument/publishDiagnostics");
        client.Send(TestClient.Message("7", "textDocument/completion", $$"""{"textDocument":{"uri":"{{Uri}}"},"position":{"line":0,"character":4} }"""));
        client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":2},"contentChanges":[{"text":"fine"}]}""");
        // The change is taken in, and the completion still waits.
        Assert.Equal("0 of 4", client.Next(message => message.TryGetProperty("id", out var id) && id.GetRawText() == "8" ? true : Sent(client, message, Hover(8)))
            .GetProperty("result").GetProperty("contents").GetProperty("value").GetString());
        analyzer.Gate.Set();
        Assert.Equal("model", client.Answer("7").GetProperty("result").GetProperty("items")[0].GetProperty("label").GetString());
    }

    // Asks when the diagnostics of version 2 have come.
    private static bool Sent(TestClient client, JsonElement message, string question)
    {
        if (message.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("version", out var version) && version.GetInt32() == 2) client.Send(question);
        return false;
    }

    [Fact]
    public void C12_a_notification_that_leaves_the_workspace_alone_is_logged_when_its_handler_throws_and_the_server_lives()
    {
        using var client = new TestClient(methods: Dispatch.Methods.Add(Method.Hears("test/throw", ServerCapability.None, Method.Nothing, _ => new Throwing(), _ => new ThrowingHandler())));
        client.Initialize();
        client.Notify("test/throw", "{}");
        Assert.True(client.Ask(2, "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri}}"} }""").TryGetProperty("result", out _));
        lock (client.Log) Assert.Contains("`test/throw` failed: System.InvalidOperationException: thrown", Assert.Single(client.Log), StringComparison.Ordinal);
    }

    [Fact]
    public void C12_a_handler_that_changes_the_state_and_throws_ends_the_server()
    {
        using var client = new TestClient(methods: Dispatch.Methods.Add(Method.Notifies("test/throw", ServerCapability.None, Method.Nothing, _ => new Throwing(), _ => new ThrowingHandler())));
        client.Initialize();
        client.Notify("test/throw", "{}");
        Assert.Equal(1, client.ExitCode());
        lock (client.Log) Assert.Contains("cannot be trusted any more", Assert.Single(client.Log), StringComparison.Ordinal);
    }

    private sealed record Throwing : INotification;

    private sealed class ThrowingHandler : INotificationHandler<Throwing>
    {
        public Task Handle(Throwing notification, CancellationToken cancellationToken) => throw new InvalidOperationException("thrown");
    }

    [Fact]
    public void C12_a_read_request_that_throws_is_answered_and_the_server_lives() => SessionScript.Check("""
        begin
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"throws"}}
        <-- textDocument/publishDiagnostics {}
        --> 2 textDocument/hover {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"position":{"line":0,"character":0}}
        <-- 2 error -32603 hover
        --> 3 textDocument/documentSymbol {"textDocument":{"uri":"file:///a.optrecipe.yaml"}}
        <-- 3 []
        """);

    [Fact]
    public void J08_two_requests_with_one_id_get_two_answers()
    {
        using var client = new TestClient();
        client.Initialize();
        client.Open(Uri, "fine");
        client.Send(Hover(5), Hover(5, 1));
        Assert.True(client.Answer("5").TryGetProperty("result", out _));
        Assert.True(client.Answer("5").TryGetProperty("result", out _));
    }

    [Fact]
    public void F14_while_nobody_reads_requests_are_taken_and_cancelled_and_all_are_answered_later()
    {
        using var client = new TestClient();
        client.Initialize();
        client.Open(Uri, "fine");
        client.Next("textDocument/publishDiagnostics");
        client.IsReading = false;
        for (var i = 0; i < 2000; i++) client.Send(Hover(1000 + i));
        client.IsReading = true;
        var seen = new HashSet<int>();
        while (seen.Count < 2000)
        {
            var message = client.Next(found => found.TryGetProperty("id", out _));
            Assert.True(seen.Add(message.GetProperty("id").GetInt32()), "a request was answered twice");
        }
    }

    [Fact]
    public void C07_an_answer_computed_before_the_model_changed_is_kept_back()
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(analyzer);
        client.Initialize();
        client.Open(Uri, "slow");
        client.Next("textDocument/publishDiagnostics");
        client.Send(Hover(2));
        client.Notify("workspace/didChangeWatchedFiles", """{"changes":[{"uri":"file:///w/m.tflite","type":99}]}""");
        client.Notify("textDocument/didClose", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        client.Next("textDocument/publishDiagnostics");
        analyzer.Gate.Set();
        Assert.Equal(-32801, client.Answer("2").GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public void Fixes_come_as_edits_of_the_version_they_speak_of() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"workspace":{"workspaceEdit":{"documentChanges":true}},"textDocument":{"codeAction":{"isPreferredSupport":true,"codeActionLiteralSupport":{"codeActionKind":{"valueSet":[]}}}}}}
        <-- 1 {"capabilities":{"codeActionProvider":{"codeActionKinds":["quickfix","refactor.extract","refactor.rewrite","source.fixAll.optrecipe"],"resolveProvider":true},"hoverProvider":true,"codeLensProvider":{"resolveProvider":true}}}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":3,"text":"a bad"}}
        <-- textDocument/publishDiagnostics {}
        --> 2 textDocument/codeAction {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"range":{"start":{"line":0,"character":3},"end":{"line":0,"character":3}},"context":{"diagnostics":[]}}
        <-- 2 [{"title":"Make it good","kind":"quickfix","isPreferred":true,"diagnostics":[{"code":"OR1001"}],"edit":{"documentChanges":[{"textDocument":{"version":3},"edits":[{"newText":"good"}]}]}}]
        --> 3 textDocument/codeAction {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"range":{"start":{"line":0,"character":3},"end":{"line":0,"character":3}},"context":{"diagnostics":[],"only":["refactor","x.y"]}}
        <-- 3 []
        --> 4 textDocument/codeLens {"textDocument":{"uri":"file:///a.optrecipe.yaml"}}
        <-- 4 [{"command":{"title":"Run","command":"optrecipe.server.run","arguments":["file:///a.optrecipe.yaml"]}},{"data":{"name":"Compare"}}]
        """);

    [Theory]
    [InlineData("{}", """{"label":"model","kind":10,"detail":"path","documentation":{"kind":"plaintext"},"textEdit":{"range":{"start":{"character":0},"end":{"character":2}},"newText":"model: a.tflite"}}""")]
    [InlineData("""{"textDocument":{"completion":{"completionItem":{"snippetSupport":true,"documentationFormat":["markdown"]}}}}""", """{"insertTextFormat":2,"documentation":{"kind":"markdown"},"textEdit":{"newText":"model: ${1:a.tflite}$0"}}""")]
    public void Completions_are_snippets_only_for_clients_that_take_them(string capabilities, string expected) => SessionScript.Check("""
        --> 1 initialize {"capabilities":CAPABILITIES}
        <-- 1 {"capabilities":{"completionProvider":{"resolveProvider":true}}}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"mo"}}
        <-- textDocument/publishDiagnostics {}
        --> 2 textDocument/completion {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"position":{"line":0,"character":2},"context":{"triggerKind":99}}
        <-- 2 {"isIncomplete":false,"items":[EXPECTED]}
        """.Replace("CAPABILITIES", capabilities).Replace("EXPECTED", expected));

    [Fact]
    public void Settings_are_asked_for_and_wrong_ones_keep_their_defaults() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"workspace":{"configuration":true,"didChangeConfiguration":{"dynamicRegistration":true},"didChangeWatchedFiles":{"dynamicRegistration":true}}}}
        <-- 1 {}
        --> initialized {}
        <-- client/registerCapability {"registrations":[{"method":"workspace/didChangeWatchedFiles"}]}
        --> raw {"id":$id,"error":{"code":-1,"message":"no"}}
        <-- client/registerCapability {"registrations":[{"method":"workspace/didChangeConfiguration"}]}
        <-- workspace/configuration {"items":[{"section":"optrecipe"}]}
        --> raw {"id":$id,"result":[{"diagnostics":{"summary":false},"runOnSave":7}]}
        log the setting `optrecipe.runOnSave` has a value of the wrong kind
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"size"}}
        <-- workspace/configuration {"items":[{"scopeUri":"file:///a.optrecipe.yaml","section":"optrecipe"}]}
        <-- textDocument/publishDiagnostics {"diagnostics":[]}
        --> raw {"id":$id,"result":[{"diagnostics":{"summary":true}}]}
        <-- textDocument/publishDiagnostics {"diagnostics":[{"code":"OR5001"}]}
        """);

    private static JsonElement? Other(TestClient client, string id)
    {
        while (client.TryNext(TimeSpan.FromMilliseconds(150)) is { } message)
        {
            if (message.TryGetProperty("id", out var found) && found.GetRawText() == id) return message;
        }
        return null;
    }
}
