namespace OptRecipe.LanguageServer.Tests;

public sealed class CompletionWireTests
{
    private const string Open = """
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":1,"text":"mode"}}
        <-- textDocument/publishDiagnostics {}
        --> 2 textDocument/completion {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"position":{"line":0,"character":2}}
        """;

    [Fact]
    public void Documentation_comes_when_it_is_looked_at_and_the_item_stays_as_it_was() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"textDocument":{"completion":{"completionItem":{"resolveSupport":{"properties":["documentation"]},"documentationFormat":["markdown"]}}}}}
        <-- 1 {}
        OPEN
        <-- 2 {"isIncomplete":false,"items":[{"label":"model","data":{"list":1,"index":0}}]}
        --> textDocument/didChange {"textDocument":{"uri":"file:///a.optrecipe.yaml","version":2},"contentChanges":[{"text":"model"}]}
        <-- textDocument/publishDiagnostics {}
        --> 3 completionItem/resolve {"label":"model","own":[1,{"a":null}],"data":{"list":1,"index":0}}
        <-- 3 {"label":"model","own":[1,{"a":null}],"data":{"list":1,"index":0},"documentation":{"kind":"markdown","value":"**the model**\n\n| more |"}}
        --> 4 completionItem/resolve {"label":"model","data":{"list":7,"index":0}}
        <-- 4 error -32801
        --> 5 completionItem/resolve {"label":"model","data":"foreign"}
        <-- 5 {"label":"model","data":"foreign"}
        --> 6 completionItem/resolve 7
        <-- 6 error -32602
        --> workspace/didChangeWatchedFiles {"changes":[{"uri":"file:///m.tflite","type":2}]}
        <-- textDocument/publishDiagnostics {}
        --> 8 completionItem/resolve {"label":"model","data":{"list":1,"index":0}}
        <-- 8 error -32801
        """.Replace("OPEN", Open));

    [Fact]
    public void Our_own_client_is_asked_to_go_on_and_may_choose_between_inserting_and_replacing() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"textDocument":{"completion":{"completionItem":{"insertReplaceSupport":true,"commitCharactersSupport":true}}}},"initializationOptions":{"trusted":true}}
        <-- 1 {}
        OPEN
        <-- 2 {"items":[{"textEdit":{"newText":"model: a.tflite","insert":{"start":{"character":0},"end":{"character":2}},"replace":{"start":{"character":0},"end":{"character":4}}},"commitCharacters":[",","]"],"command":{"command":"editor.action.triggerSuggest"},"documentation":{"kind":"plaintext","value":"the model"}}]}
        """.Replace("OPEN", Open.Replace("<-- textDocument/publishDiagnostics {}", "<-- textDocument/publishDiagnostics {}\n<-- optrecipe/status {}")));

    [Theory]
    [InlineData("quantize: ${1|int8,dynamic|}", "quantize: int8")]
    [InlineData("prune: {sparsity: ${1:50 %}}", "prune: {sparsity: 50 %}")]
    [InlineData("targets:\n  - $0", "targets:\n  - ")]
    [InlineData("a\\$b", "a$b")]
    public void Snippets_become_text_for_clients_without_them(string snippet, string expected) => Assert.Equal(expected, Handlers.CompletionHandler.Plain(snippet));
}
