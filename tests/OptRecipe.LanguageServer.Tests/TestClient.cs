using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Runs;
using OptRecipe.LanguageServer.Sessions;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>The client's end of a session in this process, over real pipes.</summary>
internal sealed class TestClient : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly AnonymousPipeServerStream _toServer = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _fromServer = new(PipeDirection.In);
    private readonly AnonymousPipeClientStream _output;
    private readonly BlockingCollection<JsonElement> _messages = [];
    private readonly ManualResetEventSlim _reading = new(true);

    public TestClient(IAnalyzer? analyzer = null, IRecipeRuns? runs = null, ImmutableArray<Method>? methods = null, IModelTrials? trials = null)
    {
        var input = new AnonymousPipeClientStream(PipeDirection.In, _toServer.ClientSafePipeHandle);
        _output = new AnonymousPipeClientStream(PipeDirection.Out, _fromServer.ClientSafePipeHandle);
        Session = new(input, _output, analyzer ?? new FakeAnalyzer(), runs ?? new FakeRuns(), TimeProvider.System, line =>
        {
            lock (Log) Log.Add(line);
        }, methods, trials);
        Session.Start();
        new Thread(Read) { IsBackground = true }.Start();
    }

    public Session Session { get; }
    public List<string> Log { get; } = [];
    /// <summary>The document and version of the last diagnostics that a script took.</summary>
    public string? LastPublished { get; set; }
    /// <summary>While false, nobody reads what the server writes.</summary>
    public bool IsReading
    {
        set
        {
            if (value) _reading.Set();
            else _reading.Reset();
        }
    }

    public static byte[] Frame(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        return [.. Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"), .. body];
    }

    public static string Message(string? id, string method, string parameters) =>
        id is null ? $$"""{"jsonrpc":"2.0","method":"{{method}}","params":{{parameters}} }""" : $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}} }""";

    public void SendRaw(byte[] bytes) => _toServer.Write(bytes);

    /// <summary>Several messages in one write.</summary>
    public void Send(params string[] messages) => SendRaw([.. messages.SelectMany(Frame)]);

    public void Notify(string method, string parameters) => Send(Message(null, method, parameters));

    public JsonElement Ask(int id, string method, string parameters)
    {
        Send(Message($"{id}", method, parameters));
        return Answer($"{id}");
    }

    /// <summary>The answer with this id; what came before it is dropped.</summary>
    public JsonElement Answer(string id) => Next(message => message.TryGetProperty("id", out var found) && found.GetRawText() == id && !message.TryGetProperty("method", out _));

    public JsonElement Next(string method) => Next(message => message.TryGetProperty("method", out var found) && found.GetString() == method);

    public JsonElement Next(Func<JsonElement, bool> wanted)
    {
        for (var seen = new List<string>(); ;)
        {
            if (!_messages.TryTake(out var message, Patience)) Assert.Fail($"nothing more came; the log: {string.Join('\n', Log)}; seen: {string.Join('\n', seen)}");
            if (wanted(message)) return message;
            seen.Add(message.GetRawText());
        }
    }

    /// <summary>The next message of any kind; null when none comes in time.</summary>
    public JsonElement? TryNext(TimeSpan patience) => _messages.TryTake(out var message, patience) ? message : null;

    public void Initialize(string capabilities = "{}", string options = """{"trusted":true}""", string folders = "null")
    {
        Ask(1, "initialize", $$"""{"processId":null,"capabilities":{{capabilities}},"initializationOptions":{{options}},"workspaceFolders":{{folders}} }""");
        Notify("initialized", "{}");
    }

    public void Open(string uri, string text, int version = 1, string language = "optrecipe") =>
        Notify("textDocument/didOpen", $$"""{"textDocument": {"uri":"{{uri}}","languageId":"{{language}}","version":{{version}},"text":{{Quote(text)}} } }""");

    public void CloseInput() => _toServer.Dispose();

    public int ExitCode() => Session.Completion.Wait(Patience) ? Session.Completion.Result : throw new TimeoutException("the session has not ended");

    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    public void Dispose()
    {
        _reading.Set();
        _toServer.Dispose();
        Session.Completion.Wait(Patience);
        Session.Dispose();
        // A pipe somebody reads from is only closed when the other end is.
        _output.Dispose();
        _fromServer.Dispose();
    }

    private void Read()
    {
        try
        {
            while (ReadFrame(_fromServer, _reading.Wait) is { } message) _messages.Add(message);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The session has ended.
        }
    }

    /// <summary>The next frame; null at the end of the stream.</summary>
    /// <param name="wait">Called before each byte of a header.</param>
    public static JsonElement? ReadFrame(Stream input, Action wait)
    {
        var header = new StringBuilder();
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            wait();
            var unit = input.ReadByte();
            if (unit < 0) return null;
            header.Append((char)unit);
        }
        Assert.StartsWith("Content-Length: ", header.ToString(), StringComparison.Ordinal);
        var body = new byte[int.Parse(header.ToString()[16..].Trim())];
        input.ReadExactly(body);
        return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 }).RootElement;
    }
}
