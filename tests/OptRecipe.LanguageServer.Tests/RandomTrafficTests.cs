using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Hundreds of requests, cancels, edits, openings, closings and file events in random order and random writes: every request has exactly one answer, an answer is for the text the
/// request was asked about, and diagnostics never go back to an older version. OPTRECIPE_LONG=1 plays a hundred seeds.</summary>
public sealed class RandomTrafficTests
{
    private const int MessageCount = 800;
    private static readonly int SeedCount = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 100 : 4;
    private static readonly string[] Uris = ["file:///w/a.optrecipe.yaml", "file:///w/b.optrecipe.yaml", "file:///w/c.optrecipe.yaml"];
    private static readonly string[] Words = ["bad ", "odd ", "size ", "slow ", "throws ", "crash ", "é😀 ", "\n", "x"];

    public static TheoryData<int, bool> Seeds
    {
        get
        {
            var data = new TheoryData<int, bool>();
            for (var seed = 1; seed <= SeedCount; seed++) data.Add(seed, seed % 4 == 0);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void C01_C02_C03_C10_every_request_has_exactly_one_answer_and_it_is_no_stale_one(int seed, bool withRealRecipes)
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(withRealRecipes ? new PipelineAnalyzer() : analyzer);
        client.Initialize();
        var traffic = new Traffic(new Random(seed));
        var pending = new List<string>();
        for (var i = 0; i < MessageCount; i++)
        {
            pending.Add(traffic.Next());
            if (traffic.Random.Next(3) != 0) continue;
            client.Send([.. pending]);
            pending.Clear();
            if (traffic.Random.Next(2) == 0) analyzer.Gate.Set();
            else analyzer.Gate.Reset();
        }
        client.Send([.. pending]);
        analyzer.Gate.Set();
        client.Send(TestClient.Message("999999", "textDocument/documentSymbol", $$"""{"textDocument":{"uri":"{{Uris[0]}}"} }"""));
        var answered = new HashSet<int>();
        var versions = new Dictionary<string, int>();
        while (answered.Count < traffic.Expected.Count + 1) Take(client.Next(_ => true));
        while (client.TryNext(TimeSpan.FromMilliseconds(200)) is { } late) Take(late);
        lock (client.Log) Assert.DoesNotContain(client.Log, line => line.Contains("trusted any more") || line.Contains("unforeseen") || line.Contains("cannot be written"));

        void Take(JsonElement message)
        {
            if (message.TryGetProperty("method", out var method))
            {
                if (method.GetString() == "textDocument/publishDiagnostics") TakeDiagnostics(message.GetProperty("params"));
                return;
            }
            var id = message.GetProperty("id").GetInt32();
            Assert.True(answered.Add(id), $"the request {id} has two answers");
            if (!traffic.Expected.TryGetValue(id, out var expected)) return;
            if (message.TryGetProperty("error", out var error))
            {
                int[] allowed = expected.Contains("throws") ? [-32800, -32801, -32603] : [-32800, -32801, -32603, -32601];
                Assert.Contains(error.GetProperty("code").GetInt32(), allowed);
            }
            else if (!withRealRecipes && expected.StartsWith("hover", StringComparison.Ordinal) && message.GetProperty("result") is { ValueKind: JsonValueKind.Object } hover)
                Assert.Equal(expected["hover ".Length..], hover.GetProperty("contents").GetProperty("value").GetString());
        }

        void TakeDiagnostics(JsonElement published)
        {
            var uri = published.GetProperty("uri").GetString()!;
            if (!published.TryGetProperty("version", out var version)) versions.Remove(uri);
            else
            {
                Assert.True(!versions.TryGetValue(uri, out var older) || version.GetInt32() >= older, $"version {version} after {older}");
                versions[uri] = version.GetInt32();
            }
        }
    }

    private sealed class Traffic(Random random)
    {
        private readonly Dictionary<string, string> _texts = [];
        private int _lastId = 1000, _version;

        public Random Random => random;
        /// <summary>What is asked by each id; a hover together with what its answer must be.</summary>
        public Dictionary<int, string> Expected { get; } = [];

        public string Next()
        {
            var uri = Uris[random.Next(Uris.Length)];
            var document = $$"""{"textDocument":{"uri":"{{uri}}"} }""";
            switch (random.Next(20))
            {
                case < 5: return Edit(uri);
                case 5 when _texts.Remove(uri): return TestClient.Message(null, "textDocument/didClose", document);
                case 6: return TestClient.Message(null, "workspace/didChangeWatchedFiles", """{"changes":[{"uri":"file:///w/m.tflite","type":2}]}""");
                case 7 or 8 or 9: return TestClient.Message(null, "$/cancelRequest", $$"""{"id":{{Math.Max(1001, _lastId - random.Next(6))}}}""");
                case 10: return Ask("optrecipe/run", $$"""{"uri":"{{uri}}"}""", "run");
                case 11: return Ask("no/such", "{}", "unknown");
                case 12: return Ask("optrecipe/cancelRun", $$"""{"uri":"{{uri}}"}""", "cancel");
                case < 17:
                    var length = _texts.TryGetValue(uri, out var text) ? text.Length : 0;
                    // On the first line, whose length is at least that.
                    return Ask("textDocument/hover", $$"""{"textDocument":{"uri":"{{uri}}"},"position":{"line":0,"character":0} }""", $"hover 0 of {length}{(text?.Contains("throws") == true ? " throws" : "")}");
                default:
                    var method = Dispatch.Methods.Where(method => method.IsRead && method.Name.StartsWith("textDocument/", StringComparison.Ordinal)).ElementAt(random.Next(4));
                    return Ask(method.Name, $$"""{"textDocument":{"uri":"{{uri}}"},"position":{"line":0,"character":0},"range":{"start":{"line":0,"character":0},"end":{"line":9,"character":0} },"context":{"diagnostics":[]} }""", "other");
            }
        }

        private string Ask(string method, string parameters, string expected)
        {
            Expected[++_lastId] = expected;
            return TestClient.Message($"{_lastId}", method, parameters);
        }

        private string Edit(string uri)
        {
            var word = Words[random.Next(Words.Length)];
            if (!_texts.TryGetValue(uri, out var text))
            {
                _texts[uri] = "recipe: 1";
                return TestClient.Message(null, "textDocument/didOpen", $$"""{"textDocument":{"uri":"{{uri}}","languageId":"optrecipe","version":{{++_version}},"text":"recipe: 1"} }""");
            }
            if (text.Length > 60) text = "";
            _texts[uri] = word + text;
            var change = text.Length == 0
                ? $$"""{"text":{{TestClient.Quote(word)}} }"""
                : $$"""{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0} },"text":{{TestClient.Quote(word)}} }""";
            return TestClient.Message(null, "textDocument/didChange", $$"""{"textDocument":{"uri":"{{uri}}","version":{{++_version}} },"contentChanges":[{{change}}]}""");
        }
    }
}
