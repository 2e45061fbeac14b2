using System.Text.Json;
using System.Text.Json.Nodes;
using OptRecipe.LanguageServer.Analysis;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Well framed messages whose JSON has been damaged: members gone, doubled, of another type, huge or deep. The server answers each request once, never with an internal error, and
/// lives. OPTRECIPE_LONG=1 sends a hundred times as many.</summary>
public sealed class HostileMessageTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 150_000 : 1500;
    private const string Uri = "file:///w/a.optrecipe.yaml";

    private const string Params = """
        {"textDocument":{"uri":"file:///w/a.optrecipe.yaml","languageId":"optrecipe","version":3,"text":"recipe: 1\nmodel: a.tflite\n"},"uri":"file:///w/a.optrecipe.yaml",
        "position":{"line":1,"character":3},"positions":[{"line":1,"character":3}],"range":{"start":{"line":0,"character":0},"end":{"line":1,"character":3}},
        "context":{"diagnostics":[],"includeDeclaration":true,"triggerKind":1,"only":["quickfix"]},"options":{"tabSize":2,"insertSpaces":true},"newName":"x","ch":"\n","query":"a",
        "contentChanges":[{"range":{"start":{"line":0,"character":3},"end":{"line":0,"character":5}},"text":"é"},{"text":"recipe: 1"}],"changes":[{"uri":"file:///w/b.tflite","type":2}],
        "settings":{"optrecipe":{"runOnSave":"off","diagnostics":{"summary":false}}},"event":{"added":[{"uri":"file:///w","name":"w"}],"removed":[]},"token":"t","value":"off",
        "command":"optrecipe.server.plan","arguments":["file:///w/a.optrecipe.yaml"],"workDoneToken":"t","previousResultId":"x","previousResultIds":[{"uri":"file:///w/a","value":"1"}]}
        """;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void J07_J09_damaged_messages_never_knock_the_server_over(int seed, bool withRealRecipes)
    {
        var random = new Random(seed);
        using var client = new TestClient(withRealRecipes ? new PipelineAnalyzer() : new FakeAnalyzer());
        client.Initialize();
        // `exit`, `shutdown` and a second `initialize` have tests of their own.
        var methods = Dispatch.Methods.Select(method => method.Name).Where(name => name is not ("initialize" or "shutdown")).Append("$/cancelRequest").ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var method = methods[random.Next(methods.Length)];
            var message = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = JsonNode.Parse(Params) };
            if (random.Next(2) == 0) message["id"] = 1000 + round;
            for (var i = random.Next(3); i >= 0; i--) Damage(message, random);
            if (message["method"]?.GetValueKind() == JsonValueKind.String && (string?)message["method"] is "exit" or "shutdown") continue;
            client.Send(Text(message, random));
            if (random.Next(10) == 0) client.Open(Uri, "recipe: 1\nmodel: a.tflite\n");
            // Now and then everything so far must have been answered.
            if (round % 100 == 99) client.Ask(500_000 + round, "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        }
        var seen = new HashSet<string>();
        client.Send(TestClient.Message("999999", "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri}}"} }"""));
        while (true)
        {
            var message = client.Next(_ => true);
            if (message.TryGetProperty("method", out _)) continue;
            if (message.TryGetProperty("error", out var error)) Assert.True(error.GetProperty("code").GetInt32() is -32600 or -32601 or -32602 or -32700 or -32800 or -32801 or -32802 or -32803, message.GetRawText());
            if (message.GetProperty("id").ValueKind == JsonValueKind.Null) continue;
            Assert.True(seen.Add(message.GetProperty("id").GetRawText()), $"two answers: {message.GetRawText()}");
            if (message.GetProperty("id").GetRawText() == "999999") break;
        }
        lock (client.Log) Assert.DoesNotContain(client.Log, line => line.Contains("trusted any more") || line.Contains("Exception") || line.Contains("unforeseen"));
    }

    [Fact]
    public void L04_J15_a_damaged_initialize_is_answered_or_refused_and_the_next_one_works()
    {
        var random = new Random(3);
        for (var round = 0; round < Rounds / 15; round++)
        {
            var message = JsonNode.Parse("""
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootPath":"/w","rootUri":"file:///w","workspaceFolders":[{"uri":"file:///w","name":"w"}],"trace":"verbose","locale":"de",
                "initializationOptions":{"trusted":true,"runCommand":"a","planCommand":"b"},"capabilities":{"general":{"positionEncodings":["utf-8"]},"workspace":{"configuration":true,"workspaceEdit":
                {"documentChanges":true}},"textDocument":{"hover":{"contentFormat":["markdown"]},"completion":{"completionItem":{"snippetSupport":true}},"publishDiagnostics":{"tagSupport":{"valueSet":[1]}}}}}}
                """)!.AsObject();
            for (var i = 0; i < 2; i++) if (message["params"] is JsonObject parameters) Damage(parameters, random);
            using var client = new TestClient();
            client.Send(Text(message, random));
            var answer = client.Answer("1");
            if (answer.TryGetProperty("error", out var error)) Assert.Equal(-32602, error.GetProperty("code").GetInt32());
            if (answer.TryGetProperty("error", out _)) client.Initialize();
            else Assert.True(client.Ask(2, "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uri}}"} }""").TryGetProperty("result", out _));
        }
    }

    private static void Damage(JsonObject root, Random random)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0) return;
        var place = places[random.Next(places.Count)];
        switch (place.Parent)
        {
            case JsonObject parent when random.Next(4) == 0:
                parent.Remove(place.GetPropertyName());
                break;
            case JsonObject parent:
                parent[place.GetPropertyName()] = Other(random);
                break;
            case JsonArray parent:
                parent[place.GetElementIndex()] = Other(random);
                break;
        }
    }

    private static void Collect(JsonNode node, List<JsonNode> places)
    {
        if (node.Parent is not null && !(node.Parent.Parent is null && node.Parent is JsonObject && node.GetPropertyName() == "id")) places.Add(node);
        if (node is JsonObject members)
        {
            foreach (var member in members) if (member.Value is { } value) Collect(value, places);
        }
        else if (node is JsonArray list)
        {
            foreach (var element in list) if (element is not null) Collect(element, places);
        }
    }

    private static JsonNode? Other(Random random) => random.Next(14) switch
    {
        0 => null,
        1 => true,
        2 => random.Next(-3, 5),
        3 => 3_000_000_000L,
        4 => 1.5,
        5 => 1e300,
        6 => "",
        7 => new string('x', random.Next(5000)),
        8 => "%00://\u0000\n",
        9 => new JsonArray(),
        10 => new JsonObject(),
        11 => new JsonArray(new JsonArray(new JsonArray(1))),
        12 => int.MaxValue,
        _ => $"file:///w/{random.Next(5)}.optrecipe.yaml",
    };

    // As text, now and then with escapes that only text can have.
    private static string Text(JsonObject message, Random random)
    {
        var text = message.ToJsonString();
        return random.Next(8) switch
        {
            0 => text.Replace("\"uri\"", "\"u\\u0072i\"", StringComparison.Ordinal),
            1 => text.Replace("recipe: 1", "\\ud83d recipe: 1\\ude00", StringComparison.Ordinal),
            2 => text.Replace("\"position\":{", "\"position\":{\"line\":{},", StringComparison.Ordinal),
            _ => text,
        };
    }
}
