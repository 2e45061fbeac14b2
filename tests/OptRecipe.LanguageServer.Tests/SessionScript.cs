using System.Text.Json;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>A conversation as text, one line a message:
/// <code>
/// begin                                  initialize and initialized of a client that can nothing and trusts nobody
/// --> 1 initialize {"capabilities":{}}      a request with id 1
/// --> initialized {}                        a notification
/// --> raw {"jsonrpc":"2.0"}                 a frame with this body
/// --> end of input
/// &lt;-- 1 {"capabilities":{…}}             the answer's result holds these members
/// &lt;-- 1 error -32601 some text            the answer is this error and its message holds the text
/// &lt;-- textDocument/publishDiagnostics {…} a notification whose params hold these members; for a request of the server's its id becomes <c>$id</c>
/// &lt;-- nothing                             nothing comes for 100 ms
/// &lt;-- exit 1                              the session ends with this code
/// log text                                  a line of the log holds this text by now
/// </code>
/// <c>window/logMessage</c> is passed over; everything else must come in this order. Long strings are written with <c>\n</c>.</summary>
internal static class SessionScript
{
    private const string Begin = """
        --> 1 initialize {"processId":null,"capabilities":{}}
        <-- 1 {"capabilities":{"positionEncoding":"utf-16"}}
        --> initialized {}
        """;

    private const string Publish = "textDocument/publishDiagnostics";

    public static void Check(string script, FakeAnalyzer? analyzer = null, FakeRuns? runs = null)
    {
        using var client = new TestClient(analyzer, runs);
        var lastId = "";
        foreach (var line in script.Replace("begin\n", Begin + "\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("--> ", StringComparison.Ordinal)) Send(client, line[4..].Replace("$id", lastId));
            else if (line.StartsWith("<-- ", StringComparison.Ordinal)) Expect(client, line, line[4..], ref lastId);
            else if (line.StartsWith("log ", StringComparison.Ordinal))
            {
                Assert.True(SpinWait.SpinUntil(() => { lock (client.Log) return client.Log.Exists(entry => entry.Contains(line[4..])); }, TestClient.Patience), $"{line}\nfound: {string.Join('\n', client.Log)}");
            }
            else if (!line.StartsWith('#')) Assert.Fail($"a line of the script is not understood: {line}");
        }
    }

    private static void Send(TestClient client, string line)
    {
        if (line == "end of input")
        {
            client.CloseInput();
            return;
        }
        var words = line.Split(' ', 2);
        if (words[0] == "raw") client.Send(words[1]);
        else if (IsId(words[0]))
        {
            var rest = words[1].Split(' ', 2);
            client.Send(TestClient.Message(words[0], rest[0], rest.Length > 1 ? rest[1] : "null"));
        }
        else client.Notify(words[0], words.Length > 1 ? words[1] : "null");
    }

    private static void Expect(TestClient client, string line, string expected, ref string lastId)
    {
        if (expected == "nothing")
        {
            var found = Next(client, TimeSpan.FromMilliseconds(100));
            Assert.True(found is null, $"expected nothing, found {found}");
            return;
        }
        var words = expected.Split(' ', 2);
        if (words[0] == "exit")
        {
            Assert.Equal(int.Parse(words[1]), client.ExitCode());
            return;
        }
        var message = NextButMore(client, words[0]) ?? throw new TimeoutException($"{line}: nothing came; the log: {string.Join('\n', client.Log)}");
        var isRight = IsId(words[0]) ? IsAnswer(message, words[0], words[1]) : IsCall(message, words[0], words.Length > 1 ? words[1] : "null", ref lastId);
        Assert.True(isRight, $"expected\n{line}\nfound\n{message}");
    }

    /// <summary>The next message. On a slow machine the text's diagnostics come before those of the whole: such a second word about one version is passed over where another message is expected.</summary>
    private static JsonElement? NextButMore(TestClient client, string expected)
    {
        var message = Next(client, TestClient.Patience);
        if (message is not { } found || PublishedVersion(found) is not { } version) return message;
        var isSecond = version == client.LastPublished;
        client.LastPublished = version;
        return isSecond && expected != Publish ? NextButMore(client, expected) : message;
    }

    private static string? PublishedVersion(JsonElement message) =>
        message.TryGetProperty("method", out var method) && method.GetString() == Publish && message.GetProperty("params") is var told && told.TryGetProperty("version", out var version)
            ? $"{told.GetProperty("uri").GetString()} {version.GetRawText()}" : null;

    private static bool IsAnswer(JsonElement message, string id, string expected)
    {
        if (!message.TryGetProperty("id", out var found) || found.GetRawText() != id) return false;
        if (!expected.StartsWith("error ", StringComparison.Ordinal))
            return message.TryGetProperty("result", out var result) && Matches(JsonDocument.Parse(expected).RootElement, result);
        var words = expected.Split(' ', 3);
        return message.TryGetProperty("error", out var error) && error.GetProperty("code").GetInt32() == int.Parse(words[1])
            && (words.Length < 3 || error.GetProperty("message").GetString()!.Contains(words[2]));
    }

    private static bool IsCall(JsonElement message, string method, string expected, ref string lastId)
    {
        if (!message.TryGetProperty("method", out var found) || found.GetString() != method) return false;
        if (message.TryGetProperty("id", out var id)) lastId = id.GetRawText();
        var parameters = message.TryGetProperty("params", out var given) ? given : JsonDocument.Parse("null").RootElement;
        return Matches(JsonDocument.Parse(expected).RootElement, parameters);
    }

    private static JsonElement? Next(TestClient client, TimeSpan patience)
    {
        while (client.TryNext(patience) is { } message)
        {
            if (!message.TryGetProperty("method", out var method) || method.GetString() != "window/logMessage") return message;
        }
        return null;
    }

    private static bool IsId(string word) => word[0] is '"' or '-' or (>= '0' and <= '9') || word == "null";

    private static bool Matches(JsonElement expected, JsonElement actual) => expected.ValueKind switch
    {
        JsonValueKind.Object => actual.ValueKind == JsonValueKind.Object
            && expected.EnumerateObject().All(member => actual.TryGetProperty(member.Name, out var value) && Matches(member.Value, value)),
        JsonValueKind.Array => actual.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == actual.GetArrayLength()
            && expected.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => Matches(pair.First, pair.Second)),
        JsonValueKind.String when expected.GetString() == "*" => true,
        _ => JsonElement.DeepEquals(expected, actual),
    };
}
