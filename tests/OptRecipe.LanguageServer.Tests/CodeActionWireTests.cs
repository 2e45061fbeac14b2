namespace OptRecipe.LanguageServer.Tests;

public sealed class CodeActionWireTests
{
    private const string Ask = """{"textDocument":{"uri":"file:///a.optrecipe.yaml"},"range":{"start":{"line":0,"character":3},"end":{"line":0,"character":3}},"context":{"diagnostics":[],"only":["ONLY"]}}""";

    [Fact]
    public void Edits_come_later_for_clients_that_resolve_and_are_refused_once_the_text_has_changed() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"textDocument":{"codeAction":{"dataSupport":true,"resolveSupport":{"properties":["edit"]},"codeActionLiteralSupport":{"codeActionKind":{"valueSet":[]}}}}}}
        <-- 1 {"capabilities":{"codeActionProvider":{"resolveProvider":true}}}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":3,"text":"a bad"}}
        <-- textDocument/publishDiagnostics {}
        --> 2 textDocument/codeAction ASK
        <-- 2 [{"title":"Make it good","kind":"quickfix","data":{"uri":"file:///a.optrecipe.yaml","version":3,"offset":3,"name":"0 quickfix OR1001 2 Make it good"}}]
        --> 3 codeAction/resolve {"title":"Make it good","data":{"uri":"file:///a.optrecipe.yaml","version":3,"world":1,"offset":3,"name":"0 quickfix OR1001 2 Make it good"}}
        <-- 3 {"title":"Make it good","edit":{"changes":{"file:///a.optrecipe.yaml":[{"newText":"good"}]}}}
        --> 4 codeAction/resolve {"title":"Make it good","data":{"uri":"file:///a.optrecipe.yaml","version":2,"world":1,"offset":3,"name":"0 quickfix OR1001 2 Make it good"}}
        <-- 4 error -32801 changed
        --> 5 codeAction/resolve {"title":"Make it good","data":{"uri":"file:///a.optrecipe.yaml","version":3,"world":1,"offset":3,"name":"0 quickfix OR1001 2 Make it better"}}
        <-- 5 error -32801 no such action
        --> 6 codeAction/resolve {"title":"Make it good","data":{"uri":"file:///a.optrecipe.yaml","version":3,"world":1,"offset":-3,"name":"x"}}
        <-- 6 error -32602 data
        """.Replace("ASK", Ask.Replace("ONLY", "quickfix", StringComparison.Ordinal), StringComparison.Ordinal));

    [Theory]
    [InlineData("refactor", "[]")]
    [InlineData("quick", "[]")]
    [InlineData("source.fixAll", "[]")]
    [InlineData("", """[{"title":"Make it good","kind":"quickfix"}]""")]
    public void Kinds_that_are_asked_for_stand_for_those_below_them(string only, string answer) => SessionScript.Check("""
        --> 1 initialize {"capabilities":{"textDocument":{"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":[]}}}}}}
        <-- 1 {}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":3,"text":"a bad"}}
        <-- textDocument/publishDiagnostics {}
        --> 2 textDocument/codeAction ASK
        <-- 2 ANSWER
        """.Replace("ASK", Ask.Replace("ONLY", only, StringComparison.Ordinal), StringComparison.Ordinal).Replace("ANSWER", answer, StringComparison.Ordinal));
}
