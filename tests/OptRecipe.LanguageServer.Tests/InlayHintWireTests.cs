namespace OptRecipe.LanguageServer.Tests;

public sealed class InlayHintWireTests
{
    private const string Open = """
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":3,"text":"a bad\nbad"}}
        """;

    [Fact]
    public void Tooltips_come_when_they_are_asked_for_by_clients_that_ask() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"textDocument":{"hover":{"contentFormat":["markdown"]},"inlayHint":{"resolveSupport":{"properties":["tooltip"]}}}}}
        <-- 1 {"capabilities":{"inlayHintProvider":{"resolveProvider":true}}}
        OPEN
        <-- textDocument/publishDiagnostics {}
        --> 2 textDocument/inlayHint {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"range":{"start":{"line":1,"character":0},"end":{"line":9,"character":0}}}
        <-- 2 [{"position":{"line":1,"character":3},"label":"worse","paddingLeft":true,"data":{"uri":"file:///a.optrecipe.yaml","version":3,"offset":9,"name":"Steps"}}]
        --> 3 inlayHint/resolve {"position":{"line":1,"character":3},"label":"worse","data":{"uri":"file:///a.optrecipe.yaml","version":3,"world":1,"offset":9,"name":"Steps"}}
        <-- 3 {"position":{"line":1,"character":3},"label":"worse","tooltip":{"kind":"markdown","value":"**worse**"}}
        --> 4 inlayHint/resolve {"position":{"line":1,"character":3},"label":"worse","data":{"uri":"file:///a.optrecipe.yaml","version":2,"world":1,"offset":9,"name":"Steps"}}
        <-- 4 error -32801
        --> 5 inlayHint/resolve {"position":{"line":1,"character":3},"label":"worse"}
        <-- 5 error -32602 data
        """.Replace("OPEN", Open));

    [Fact]
    public void Tooltips_come_with_the_hints_to_clients_that_never_ask() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{}}
        <-- 1 {}
        OPEN
        <-- textDocument/publishDiagnostics {}
        --> 2 textDocument/inlayHint {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":5}}}
        <-- 2 [{"position":{"line":0,"character":5},"label":"worse","tooltip":{"kind":"plaintext","value":"worse"}}]
        --> workspace/didChangeConfiguration {"settings":{"optrecipe":{"inlayHints":{"steps":false,"data":7}}}}
        log the setting `optrecipe.inlayHints.data` has a value of the wrong kind
        <-- textDocument/publishDiagnostics {}
        --> 3 textDocument/inlayHint {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":5}}}
        <-- 3 []
        """.Replace("OPEN", Open));

    [Fact]
    public void Changed_files_make_clients_that_can_fetch_hints_and_lenses_again_and_an_edit_does_not()
    {
        using var client = new TestClient();
        client.Initialize("""{"workspace":{"inlayHint":{"refreshSupport":true},"codeLens":{"refreshSupport":true}}}""");
        client.Open("file:///a.optrecipe.yaml", "a bad");
        client.Notify("textDocument/didChange", """{"textDocument":{"uri":"file:///a.optrecipe.yaml","version":4},"contentChanges":[{"text":"bad"}]}""");
        client.Next(message => Method(message) == "textDocument/publishDiagnostics" && message.GetProperty("params").GetProperty("version").GetInt32() == 4);
        client.Notify("workspace/didChangeWatchedFiles", """{"changes":[{"uri":"file:///m.tflite","type":2}]}""");
        var after = new List<string?>();
        while (client.TryNext(TimeSpan.FromMilliseconds(300)) is { } message) after.Add(Method(message));
        Assert.Equal(["textDocument/publishDiagnostics", "workspace/codeLens/refresh", "workspace/inlayHint/refresh"], after.Where(method => method != "optrecipe/status").Order());

        static string? Method(System.Text.Json.JsonElement message) => message.TryGetProperty("method", out var method) ? method.GetString() : null;
    }
}
