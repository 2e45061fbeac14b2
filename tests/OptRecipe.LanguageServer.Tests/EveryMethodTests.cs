using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>What holds for every method of <see cref="Dispatch"/>, also for those that will be added.</summary>
public sealed class EveryMethodTests
{
    private const string Uri = "file:///w/a.optrecipe.yaml";

    /// <summary>Params that every request about a document understands.</summary>
    private static string Params(string uri) => $$"""
        {"textDocument":{"uri":"{{uri}}"} ,"uri":"{{uri}}","position":{"line":1,"character":3},"positions":[{"line":1,"character":3}],
        "range":{"start":{"line":0,"character":0},"end":{"line":1,"character":3} },"context":{"diagnostics":[],"includeDeclaration":true,"triggerKind":1,"only":[]},
        "options":{"tabSize":2,"insertSpaces":true},"newName":"x","ch":"\n","query":"a","previousResultId":"x","previousResultIds":[] }
        """.ReplaceLineEndings(" ");

    public static TheoryData<string> Requests => [.. Dispatch.Methods.Where(method => method.ToRequest is not null && method.Name is not ("initialize" or "shutdown" or OptRecipe.Lsp.Protocol.OptRecipeMethods.Targets)).Select(method => method.Name)];

    public static TheoryData<string> DocumentRequests =>
        [.. Dispatch.Methods.Where(method => method.ToRequest is not null && (method.Name.StartsWith("textDocument/", StringComparison.Ordinal) || method.Name == "optrecipe/plan")).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Requests))]
    public void J07_params_of_the_wrong_shape_are_32602_and_name_the_method(string method)
    {
        using var client = new TestClient();
        client.Initialize();
        var id = 10;
        foreach (var parameters in (string[])["\"x\"", "[]", "7"])
        {
            var error = client.Ask(++id, method, parameters).GetProperty("error");
            Assert.Equal(-32602, error.GetProperty("code").GetInt32());
            Assert.StartsWith($"`{method}`: ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
        Assert.True(client.Ask(99, "textDocument/documentSymbol", Params(Uri)).TryGetProperty("result", out _));
    }

    [Theory]
    [MemberData(nameof(DocumentRequests))]
    public void S11_a_document_that_is_not_open_is_answered_with_nothing(string method)
    {
        using var client = new TestClient();
        client.Initialize("""{"textDocument":{"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":[]}}}}}""");
        var answer = client.Ask(2, method, Params("file:///none.optrecipe.yaml"));
        Assert.True(answer.TryGetProperty("result", out var result), answer.GetRawText());
        Assert.True(IsEmpty(result), answer.GetRawText());
    }

    // Null, an empty list, or an object whose lists are empty; a plan is a sentence.
    private static bool IsEmpty(JsonElement result) => result.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => result.GetArrayLength() == 0,
        JsonValueKind.Object => result.EnumerateObject().All(member => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.False || IsEmpty(member.Value)),
        _ => false,
    };

    [Theory]
    [InlineData("fake", "bad odd\nsize")]
    [InlineData("real", "recipe: 1\nmodel: a.tflite # comment\ntargets: [tfl\nsteps:\n  - quantize: dynamic\n    x: 1\n")]
    public void L06_a_client_that_can_nothing_is_asked_for_nothing_and_sent_only_what_it_understands(string kind, string text)
    {
        using var client = new TestClient(kind == "real" ? new PipelineAnalyzer() : new FakeAnalyzer());
        client.Ask(1, "initialize", """{"capabilities":{}}""");
        client.Notify("initialized", "{}");
        client.Open(Uri, text);
        client.Next("textDocument/publishDiagnostics");
        var id = 10;
        foreach (var method in Dispatch.Methods.Where(method => method.IsRead)) client.Send(TestClient.Message($"{++id}", method.Name, Params(Uri)));
        client.Send(TestClient.Message("99", "optrecipe/run", $$"""{"uri":"{{Uri}}"}"""));
        for (var last = 0; last != 99;)
        {
            var message = client.Next(_ => true);
            var json = message.GetRawText();
            if (message.TryGetProperty("method", out var method))
            {
                Assert.False(message.TryGetProperty("id", out _), $"the server asks: {json}");
                Assert.DoesNotContain("optrecipe/", method.GetString(), StringComparison.Ordinal);
                Assert.DoesNotContain("$/progress", method.GetString(), StringComparison.Ordinal);
            }
            else if (message.GetProperty("id").GetInt32() == 99) last = 99;
            foreach (var member in (string[])["\"insertTextFormat\"", "\"kind\":\"markdown\"", "\"targetUri\"", "\"children\"", "\"documentChanges\"", "\"relatedInformation\"", "\"tags\"", "\"codeDescription\""])
                Assert.DoesNotContain(member, json, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("block")]
    [InlineData("flow")]
    public void J05_deep_recipes_are_answered_and_the_answers_stay_shallow(string style)
    {
        const int Depth = 1000;
        var text = style == "flow"
            ? $"recipe: 1\nsteps: {string.Concat(Enumerable.Repeat("[", Depth))}"
            : string.Concat(Enumerable.Range(0, Depth).Select(i => $"{new string(' ', i)}a:\n"));
        using var client = new TestClient(new PipelineAnalyzer());
        client.Initialize("""{"textDocument":{"documentSymbol":{"hierarchicalDocumentSymbolSupport":true}}}""");
        client.Open(Uri, text);
        foreach (var (index, method) in Dispatch.Methods.Where(method => method.IsRead && method.Name.StartsWith("textDocument/", StringComparison.Ordinal)).Index())
        {
            var place = style == "flow" ? $$"""{"line":1,"character":{{Depth}}}""" : $$"""{"line":{{Depth - 1}},"character":{{Depth - 1}}}""";
            // Answers deeper than 256 cannot be read by the client here.
            var answer = client.Ask(10 + index, method.Name, Params(Uri).Replace("""{"line":1,"character":3}""", place, StringComparison.Ordinal));
            // What cannot be renamed is refused with a sentence, which clients show.
            var isRefusal = method.Name.EndsWith("ename", StringComparison.Ordinal) && answer.TryGetProperty("error", out var error) && error.GetProperty("code").GetInt32() == -32803;
            Assert.True(isRefusal || answer.TryGetProperty("result", out _), answer.GetRawText());
        }
    }
}
