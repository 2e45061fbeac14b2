namespace OptRecipe.LanguageServer.Tests;

public sealed class CodeLensWireTests
{
    private const string Open = """
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":3,"text":"a bad"}}
        <-- textDocument/publishDiagnostics {}
        """;

    [Fact]
    public void Costly_titles_come_when_a_lens_comes_into_view_and_lead_nowhere_for_clients_that_open_nothing() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{}}
        <-- 1 {"capabilities":{"codeLensProvider":{"resolveProvider":true}}}
        OPEN
        --> 2 textDocument/codeLens {"textDocument":{"uri":"file:///a.optrecipe.yaml"}}
        <-- 2 [{"command":{"title":"Run","command":"optrecipe.server.run"}},{"range":{"start":{"line":0,"character":2}},"data":{"version":3,"world":1,"offset":2,"name":"Compare"}}]
        --> 3 codeLens/resolve {"range":{},"data":{"uri":"file:///a.optrecipe.yaml","version":3,"world":1,"offset":2,"name":"Compare"}}
        <-- 3 {"range":{"start":{"line":0,"character":2}},"command":{"title":"before → after","command":""}}
        --> 4 codeLens/resolve {"range":{},"data":{"uri":"file:///a.optrecipe.yaml","version":2,"world":1,"offset":2,"name":"Compare"}}
        <-- 4 error -32801
        """.Replace("OPEN", Open));

    [Fact]
    public void Our_own_client_gets_its_own_commands() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{},"initializationOptions":{"trusted":true,"runCommand":"x.run","planCommand":"x.plan","reportCommand":"x.report"}}
        <-- 1 {}
        OPEN
        <-- optrecipe/status {}
        --> 2 textDocument/codeLens {"textDocument":{"uri":"file:///a.optrecipe.yaml"}}
        <-- 2 [{"command":{"title":"$(play) Run","command":"x.run"}},{"command":{"title":"Run with Report","command":"x.report"}},{"command":{"title":"Show Plan","command":"x.plan"}},{"data":{"name":"Compare"}}]
        --> 3 codeLens/resolve {"range":{},"data":{"uri":"file:///a.optrecipe.yaml","version":3,"world":1,"offset":2,"name":"Compare"}}
        <-- 3 {"command":{"title":"before → after · compare","command":"x.plan","arguments":["file:///a.optrecipe.yaml"]}}
        """.Replace("OPEN", Open));
}
