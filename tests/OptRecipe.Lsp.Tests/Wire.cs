using System.Text;
using System.Text.Json;
using OptRecipe.Lsp.Framing;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Tests;

/// <summary>Sends bytes to a connection whose other side answers every request with its method's name.</summary>
internal static class Wire
{
    public sealed record Outcome(List<JsonElement> Frames, List<string> Log, string? Fatal);

    public static byte[] Frame(string json) => OutgoingQueue.Frame(Encoding.UTF8.GetBytes(json));

    public static Outcome Send(Stream input)
    {
        using var output = new MemoryStream();
        var log = new List<string>();
        string? fatal = null;
        using var connection = new Connection(input, output, TimeProvider.System, log.Add, _ => { });
        try
        {
            while (connection.ReadBatch() is { Count: > 0 } messages)
            {
                foreach (var request in messages.OfType<RequestMessage>()) connection.Answer(request.Id, new MethodName(request.Method));
            }
        }
        catch (FramingException error)
        {
            fatal = error.Message;
        }
        Assert.True(connection.Drain(TimeSpan.FromSeconds(5)));
        return new(Frames(output.ToArray()), log, fatal);
    }

    /// <summary>Reads frames strictly: the header is exactly ours and the length counts bytes.</summary>
    public static List<JsonElement> Frames(byte[] bytes)
    {
        var frames = new List<JsonElement>();
        for (var at = 0; at < bytes.Length;)
        {
            var end = bytes.AsSpan(at).IndexOf("\r\n\r\n"u8);
            var header = Encoding.ASCII.GetString(bytes, at, end);
            Assert.StartsWith("Content-Length: ", header, StringComparison.Ordinal);
            var length = int.Parse(header[16..]);
            frames.Add(JsonDocument.Parse(bytes.AsMemory(at + end + 4, length)).RootElement);
            at += end + 4 + length;
        }
        return frames;
    }

    /// <summary>Whether every member written in <paramref name="expected"/> is in <paramref name="actual"/> with that value.</summary>
    public static bool Matches(JsonElement expected, JsonElement actual) => expected.ValueKind switch
    {
        JsonValueKind.Object => actual.ValueKind == JsonValueKind.Object
            && expected.EnumerateObject().All(member => actual.TryGetProperty(member.Name, out var value) && Matches(member.Value, value)),
        JsonValueKind.Array => actual.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == actual.GetArrayLength()
            && expected.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => Matches(pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(expected, actual),
    };

    private sealed record MethodName(string Method) : IJsonWritable
    {
        public void WriteTo(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("method", Method);
            writer.WriteEndObject();
        }
    }
}
