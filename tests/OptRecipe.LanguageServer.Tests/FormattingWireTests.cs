namespace OptRecipe.LanguageServer.Tests;

public sealed class FormattingWireTests
{
    [Fact]
    public void Whole_texts_ranges_and_typed_characters_are_formatted_with_the_clients_options() => SessionScript.Check("""
        --> 1 initialize {"capabilities":{}}
        <-- 1 {"capabilities":{"documentFormattingProvider":true,"documentRangeFormattingProvider":true,"documentOnTypeFormattingProvider":{"firstTriggerCharacter":"\n","moreTriggerCharacter":["-",":"]}}}
        --> textDocument/didOpen {"textDocument":{"uri":"file:///a.optrecipe.yaml","languageId":"optrecipe","version":3,"text":"a b"}}
        <-- textDocument/publishDiagnostics {}
        --> 2 textDocument/formatting {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"options":{"tabSize":4,"insertSpaces":true,"insertFinalNewline":true}}
        <-- 2 [{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":3}},"newText":"formatted by 4"}]
        --> 3 textDocument/rangeFormatting {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"range":{"start":{"line":0,"character":1},"end":{"line":0,"character":2}},"options":{}}
        <-- 3 [{"range":{"start":{"line":0,"character":1},"end":{"line":0,"character":2}},"newText":"formatted by 2"}]
        --> 4 textDocument/onTypeFormatting {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"position":{"line":0,"character":3},"ch":":","options":{"tabSize":"x"}}
        <-- 4 [{"range":{"start":{"line":0,"character":3}},"newText":"after :"}]
        --> 5 textDocument/onTypeFormatting {"textDocument":{"uri":"file:///a.optrecipe.yaml"},"ch":":"}
        <-- 5 error -32602 position
        --> 6 textDocument/formatting {"textDocument":{"uri":"file:///none.optrecipe.yaml"},"options":{}}
        <-- 6 null
        """);
}
