using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Documents;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Diagnostics for clients that ask for them.</summary>
public sealed class PullTests
{
    private const string Uri = "file:///w/a.optrecipe.yaml";
    private const string Begin = """
        --> 1 initialize {"capabilities":{"textDocument":{"diagnostic":{}}}}
        <-- 1 {"capabilities":{"diagnosticProvider":{"identifier":"optrecipe","interFileDependencies":true,"workspaceDiagnostics":true}}}

        """;
    private const string Refreshing = """{"textDocument":{"diagnostic":{"dynamicRegistration":true,"relatedDocumentSupport":true}},"workspace":{"diagnostics":{"refreshSupport":true}}}""";

    private static string Pull(int id, string previous = "null", string uri = Uri) =>
        TestClient.Message($"{id}", "textDocument/diagnostic", $$"""{"textDocument":{"uri":"{{uri}}"},"identifier":"optrecipe","previousResultId":{{previous}} }""");

    private static string PullAll(int id, string previous = "[]") => TestClient.Message($"{id}", "workspace/diagnostic", $$"""{"identifier":"optrecipe","previousResultIds":{{previous}} }""");

    private static void Change(TestClient client, int version, string text) =>
        client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":{{version}} },"contentChanges":[{"text":{{TestClient.Quote(text)}} }]}""");

    private static JsonElement Result(JsonElement answer) => answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException(answer.GetRawText());

    [Fact]
    public void A_client_that_asks_is_told_nothing_unasked() => SessionScript.Check(Begin + """
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad odd"}}
        <-- nothing
        --> 2 textDocument/diagnostic {"textDocument":{"uri":"file:///w/a.optrecipe.yaml"}}
        <-- 2 {"kind":"full","resultId":"*","items":[{"code":"OR1001"},{"code":"OR3001"}]}
        --> textDocument/didClose {"textDocument":{"uri":"file:///w/a.optrecipe.yaml"}}
        --> 3 textDocument/diagnostic {"textDocument":{"uri":"file:///w/a.optrecipe.yaml"}}
        <-- 3 {"kind":"full","items":[]}
        <-- nothing
        """);

    [Fact]
    public void A_client_that_could_ask_and_would_rather_be_told_is_told() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"textDocument":{"diagnostic":{}}},"initializationOptions":{"pushDiagnostics":true}}
        <-- 1 {}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[{"code":"OR1001"}]}
        """);

    [Fact]
    public void The_code_of_a_diagnostic_leads_to_its_page_where_the_client_can_show_pages() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"textDocument":{"publishDiagnostics":{"codeDescriptionSupport":true}},"workspace":{"textDocumentContent":{}}}}
        <-- 1 {}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[{"code":"OR1001","codeDescription":{"href":"optrecipe:/diagnostics/OR1001.md"}}]}
        --> 2 workspace/textDocumentContent {"uri":"optrecipe:/diagnostics/OR1001.md"}
        <-- 2 {"text":"*"}
        --> 3 workspace/textDocumentContent {"uri":"optrecipe:/diagnostics/OR0000.md"}
        <-- 3 {"text":"There is no diagnostic OR0000.\n"}
        """);

    [Theory]
    [InlineData("{}", "false")]
    [InlineData("""{"textDocument":{"publishDiagnostics":{"tagSupport":{"valueSet":[1,2]},"relatedInformation":true}}}""", "true")]
    [InlineData("""{"textDocument":{"diagnostic":{"tagSupport":{"valueSet":[1,2]},"relatedInformation":true}}}""", "true")]
    public void Tags_and_related_places_are_for_clients_that_know_them(string capabilities, string knows)
    {
        using var client = new TestClient();
        client.Initialize(capabilities);
        client.Open(Uri, "x old");
        client.Send(Pull(2));
        var found = Result(client.Answer("2")).GetProperty("items")[0];
        Assert.Equal(knows == "true", found.TryGetProperty("tags", out var tags));
        Assert.Equal(knows == "true", found.TryGetProperty("relatedInformation", out var related));
        if (knows != "true") return;
        Assert.Equal("[1,2]", tags.GetRawText());
        Assert.Equal("first here", related[0].GetProperty("message").GetString());
        Assert.Equal(Uri, related[0].GetProperty("location").GetProperty("uri").GetString());
    }

    [Fact]
    public void A_client_that_does_not_ask_is_offered_nothing() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"textDocument":{}}}
        <-- 1 {"capabilities":{"hoverProvider":true}}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[{}]}
        """);

    [Fact]
    public void What_the_client_has_already_is_not_sent_again()
    {
        using var client = new TestClient();
        client.Initialize(Refreshing);
        client.Open(Uri, "bad");
        client.Send(Pull(2));
        var id = Result(client.Answer("2")).GetProperty("resultId").GetRawText();
        client.Send(Pull(3, id));
        var again = Result(client.Answer("3"));
        Assert.Equal("unchanged", again.GetProperty("kind").GetString());
        Assert.Equal(id, again.GetProperty("resultId").GetRawText());
        Assert.False(again.TryGetProperty("items", out _));
        // The same problem elsewhere is another result; the same text again is the same.
        Change(client, 2, " bad");
        client.Send(Pull(4, id));
        Assert.Equal("full", Result(client.Answer("4")).GetProperty("kind").GetString());
        Change(client, 3, "bad");
        client.Send(Pull(5, id));
        Assert.Equal("unchanged", Result(client.Answer("5")).GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("""{"textDocument":{"diagnostic":{}}}""")]
    [InlineData(Refreshing)]
    public void C08_a_question_that_a_change_overtakes_is_to_be_asked_again(string capabilities)
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(analyzer);
        client.Initialize(capabilities);
        client.Open(Uri, "slow bad");
        // In one write the change is there before the answer can be.
        client.Send(Pull(2), TestClient.Message(null, "textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":2},"contentChanges":[{"text":"fine"}]}"""));
        var error = client.Answer("2").GetProperty("error");
        Assert.Equal(-32802, error.GetProperty("code").GetInt32());
        Assert.True(error.GetProperty("data").GetProperty("retriggerRequest").GetBoolean());
        client.Send(Pull(3));
        Assert.Equal(0, Result(client.Answer("3")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public void C08_a_question_that_a_change_of_files_overtakes_is_to_be_asked_again()
    {
        using var client = new TestClient();
        client.Initialize("""{"textDocument":{"diagnostic":{}}}""");
        client.Open(Uri, "slow bad");
        client.Send(Pull(2), TestClient.Message(null, "workspace/didChangeWatchedFiles", """{"changes":[{"uri":"file:///w/m.tflite","type":2}]}"""));
        Assert.True(client.Answer("2").GetProperty("error").GetProperty("data").GetProperty("retriggerRequest").GetBoolean());
    }

    [Fact]
    public void While_the_model_is_read_the_text_answers_and_the_client_is_told_to_come_again()
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(analyzer);
        client.Initialize(Refreshing);
        client.Open(Uri, "slow bad odd");
        client.Send(Pull(2));
        Assert.Equal(1, Result(client.Answer("2")).GetProperty("items").GetArrayLength());
        analyzer.Gate.Set();
        var refresh = client.Next("workspace/diagnostic/refresh");
        client.Send($$"""{"jsonrpc":"2.0","id":{{refresh.GetProperty("id").GetRawText()}},"result":null}""", Pull(3));
        Assert.Equal(2, Result(client.Answer("3")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public void Files_and_settings_that_change_make_the_client_ask_again()
    {
        using var client = new TestClient();
        client.Initialize(Refreshing);
        client.Open(Uri, "size");
        client.Send(Pull(2));
        client.Answer("2");
        client.Notify("workspace/didChangeWatchedFiles", """{"changes":[{"uri":"file:///w/m.tflite","type":2}]}""");
        client.Next("workspace/diagnostic/refresh");
        client.Notify("workspace/didChangeConfiguration", """{"settings":{"optrecipe":{"diagnostics":{"summary":false}}}}""");
        client.Next("workspace/diagnostic/refresh");
        client.Send(Pull(3));
        Assert.Equal(0, Result(client.Answer("3")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public void The_workspace_answers_with_its_recipes_and_then_waits_for_something_new()
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "deep", ".hidden"));
            File.WriteAllText(Path.Combine(folder, "a.optrecipe.yaml"), "bad on the disk");
            File.WriteAllText(Path.Combine(folder, "deep", "b.optrecipe.yml"), "bad bad");
            File.WriteAllText(Path.Combine(folder, "deep", ".hidden", "c.optrecipe.yaml"), "bad");
            File.WriteAllText(Path.Combine(folder, "deep", "d.yaml"), "bad");
            var (a, b) = (DocumentUri.OfPath(Path.Combine(folder, "a.optrecipe.yaml")).ToString(), DocumentUri.OfPath(Path.Combine(folder, "deep", "b.optrecipe.yml")).ToString());
            using var client = new TestClient();
            client.Initialize(Refreshing, folders: $$"""[{"uri":"{{DocumentUri.OfPath(folder)}}","name":"w"}]""");
            client.Open(a, "fine", 7);
            client.Send(PullAll(2));
            Assert.Equal([(a, 7, 0), (b, null, 2)], Reports(client.Answer("2"), out var previous));
            // Nothing has changed: the question waits, and does not hold up others.
            client.Send(PullAll(3, previous), Pull(4, uri: a));
            client.Answer("4");
            client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{a}}","version":8},"contentChanges":[{"text":"good"}]}""");
            Assert.Null(client.TryNext(TimeSpan.FromMilliseconds(200)));
            File.WriteAllText(Path.Combine(folder, "deep", "b.optrecipe.yml"), "bad");
            client.Notify("workspace/didChangeWatchedFiles", $$"""{"changes":[{"uri":"{{b}}","type":2}]}""");
            Assert.Equal([(a, 8, null), (b, null, 1)], Reports(client.Answer("3"), out previous));
            // One that has gone is emptied; a cancelled question is answered at once.
            File.Delete(Path.Combine(folder, "deep", "b.optrecipe.yml"));
            client.Notify("workspace/didChangeWatchedFiles", $$"""{"changes":[{"uri":"{{b}}","type":3}]}""");
            client.Send(PullAll(5, previous));
            Assert.Equal([(a, 8, null), (b, null, 0)], Reports(client.Answer("5"), out previous));
            client.Send(PullAll(6, previous));
            client.Notify("$/cancelRequest", """{"id":6}""");
            Assert.Equal(-32800, client.Answer("6").GetProperty("error").GetProperty("code").GetInt32());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_workspace_that_is_not_trusted_is_not_searched()
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.optrecipe.yaml"), "bad");
            using var client = new TestClient();
            client.Initialize(Refreshing, """{"trusted":false}""", $$"""[{"uri":"{{DocumentUri.OfPath(folder)}}","name":"w"}]""");
            client.Send(PullAll(2));
            Assert.Empty(Reports(client.Answer("2"), out _));
            client.Send(PullAll(3, """[{"uri":"file:///gone","value":"1"}]"""));
            client.Notify("optrecipe/didGrantTrust", "{}");
            Assert.Equal(2, Reports(client.Answer("3"), out _).Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Real_recipes_give_a_pulling_client_what_they_publish_to_others()
    {
        const string Text = "recipe: 1\nmodel: missing.tflite\nsteps:\n  - quantise: dynamic\n";
        using var pushed = new TestClient(new PipelineAnalyzer());
        pushed.Initialize();
        pushed.Open(Uri, Text);
        using var pulled = new TestClient(new PipelineAnalyzer());
        pulled.Initialize("""{"textDocument":{"diagnostic":{}}}""");
        pulled.Open(Uri, Text);
        pulled.Send(Pull(2));
        var items = Result(pulled.Answer("2")).GetProperty("items");
        Assert.NotEqual(0, items.GetArrayLength());
        // The text's part may be published first.
        pushed.Next(message => message.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("diagnostics", out var published) && published.GetRawText() == items.GetRawText());
    }

    // Document, version and number of diagnostics (null: unchanged), by document; and what the next question says.
    private static List<(string Uri, int? Version, int? Count)> Reports(JsonElement answer, out string previous)
    {
        var items = Result(answer).GetProperty("items").EnumerateArray().OrderBy(item => item.GetProperty("uri").GetString(), StringComparer.Ordinal).ToList();
        previous = $"[{string.Join(',', items.Select(item => $$"""{"uri":{{item.GetProperty("uri").GetRawText()}},"value":{{item.GetProperty("resultId").GetRawText()}} }"""))}]";
        return [.. items.Select(item => (
            item.GetProperty("uri").GetString()!, item.GetProperty("version") is { ValueKind: JsonValueKind.Number } version ? version.GetInt32() : (int?)null,
            item.TryGetProperty("items", out var found) ? found.GetArrayLength() : (int?)null))];
    }
}
