namespace OptRecipe.LanguageServer.Tests;

/// <summary>What the server asks of its client, and what becomes of a session whose client refuses or says nothing.</summary>
public sealed class ClientAnswerTests
{
    private const string Everything = """
        {"workspace":{"configuration":true,"applyEdit":true,"didChangeConfiguration":{"dynamicRegistration":true},"didChangeWatchedFiles":{"dynamicRegistration":true}},"window":{"workDoneProgress":true}}
        """;

    [Fact]
    public void J11_a_client_that_refuses_everything_is_served_all_the_same()
    {
        using var client = new TestClient();
        client.Ask(1, "initialize", $$"""{"processId":null,"capabilities":{{Everything}} ,"initializationOptions":{"trusted":true} }""");
        client.Notify("initialized", "{}");
        client.Open("file:///w/a.optrecipe.yaml", "size");
        client.Send(TestClient.Message("2", "optrecipe/run", """{"uri":"file:///w/a.optrecipe.yaml"}"""));
        var (asked, published, finished) = (new List<string>(), false, 0);
        while (!published || finished < 1 || asked.Count < 5)
        {
            var message = client.Next(_ => true);
            var method = message.TryGetProperty("method", out var found) ? found.GetString()! : "";
            if (message.TryGetProperty("id", out var id) && method.Length > 0)
            {
                asked.Add(method);
                client.Send($$"""{"jsonrpc":"2.0","id":{{id.GetRawText()}},"error":{"code":-32601,"message":"no such thing"} }""");
            }
            Assert.NotEqual("$/progress", method);
            published |= method == "textDocument/publishDiagnostics";
            if (method == "optrecipe/runFinished") finished++;
        }
        Assert.Equal(["client/registerCapability", "client/registerCapability", "window/workDoneProgress/create", "workspace/configuration", "workspace/configuration"], asked.Order());
        Assert.True(client.Ask(3, "textDocument/documentSymbol", """{"textDocument":{"uri":"file:///w/a.optrecipe.yaml"}}""").TryGetProperty("result", out _));
        lock (client.Log) Assert.Equal(asked.Count, client.Log.Count(line => line.Contains("the client did not do") && line.Contains("no such thing")));
    }

    [Fact]
    public void J12_a_client_that_never_answers_gets_its_diagnostics_and_its_run()
    {
        using var client = new TestClient();
        client.Initialize(Everything);
        client.Open("file:///w/a.optrecipe.yaml", "size");
        Assert.Equal(1, client.Next("textDocument/publishDiagnostics").GetProperty("params").GetProperty("diagnostics").GetArrayLength());
        client.Notify("textDocument/didSave", """{"textDocument":{"uri":"file:///w/a.optrecipe.yaml"}}""");
        Assert.Equal("succeeded", client.Next("optrecipe/runFinished").GetProperty("params").GetProperty("result").GetProperty("status").GetString());
        Assert.True(SpinWait.SpinUntil(() => { lock (client.Log) return client.Log.Exists(line => line.Contains("no answer in time")); }, TestClient.Patience));
    }

    [Fact]
    public void J14_a_lone_surrogate_keeps_the_columns_right_and_a_later_edit_repairs_it() => SessionScript.Check("""
        begin
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"a \ud83d bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[{"range":{"start":{"line":0,"character":4},"end":{"line":0,"character":7}}}]}
        --> textDocument/didChange {"textDocument":{"uri":"file:///a.optrecipe.yaml","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":2},"end":{"line":0,"character":3}},"text":"😀"}]}
        <-- textDocument/publishDiagnostics {"version":2,"diagnostics":[{"range":{"start":{"line":0,"character":5},"end":{"line":0,"character":8}}}]}
        """);

    [Fact]
    public void J15_unknown_values_of_enums_are_taken_for_the_default() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"textDocument":{"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":["x.y",7]}}},"x":{"y":[{}]}},"general":{"positionEncodings":["utf-99"]}},"trace":"loud"}
        <-- 1 {"capabilities":{"positionEncoding":"utf-16"}}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"bad"}}
        <-- textDocument/publishDiagnostics {"diagnostics":[{}]}
        --> $/setTrace {"value":"loud"}
        --> 2 textDocument/completion {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"position":{"line":0,"character":0},"context":{"triggerKind":99}}
        <-- 2 {"items":[{"label":"model"}]}
        --> 3 textDocument/codeAction {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"context":{"diagnostics":[],"only":["x.y"],"triggerKind":9}}
        <-- 3 []
        --> workspace/didChangeWatchedFiles {"changes":[{"uri":"file:///m.tflite","type":9}]}
        <-- textDocument/publishDiagnostics {"diagnostics":[{}]}
        """);

    [Fact]
    public void J06_missing_and_unknown_members_do_no_harm() => SessionScript.Check("""
        --> raw {"id":1,"method":"initialize","params":{"capabilities":{"x":1},"capabilities":{},"y":[{"z":{}}]},"more":true}
        <-- 1 {"capabilities":{}}
        --> raw {"method":"initialized"}
        --> raw {"jsonrpc":"2.0","method":"initialized","params":null,"method":"$/nothing"}
        --> raw {"id":2,"method":"shutdown"}
        <-- 2 null
        --> raw {"method":"exit"}
        <-- exit 0
        """);
}
