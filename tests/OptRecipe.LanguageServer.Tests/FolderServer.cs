using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>The built server as a process of its own over a folder with <c>digits_cnn.tflite</c>.</summary>
internal sealed class FolderServer : IDisposable
{
    private readonly Process _process;
    private readonly string? _ownFolder;
    private int _lastId;

    /// <param name="change">May change what is started and in what environment.</param>
    /// <param name="folder">The workspace's folder; null for one of its own.</param>
    public FolderServer(Action<ProcessStartInfo>? change = null, string? locale = null, string? folder = null)
    {
        Folder = folder ?? (_ownFolder = Directory.CreateTempSubdirectory("optrecipe-process-").FullName);
        if (folder is null) File.Copy(SharedFolder.InRepository("examples", "quickstart", RealWorkspace.Model), Path.Combine(Folder, RealWorkspace.Model));
        var command = ServerProcess.Command();
        var info = new ProcessStartInfo(command.FileName) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Arguments) info.ArgumentList.Add(argument);
        change?.Invoke(info);
        _process = Process.Start(info) ?? throw new InvalidOperationException($"{command.FileName} does not start");
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var language = locale is null ? "" : $"\"locale\":{TestClient.Quote(locale)},";
        Ask("initialize", $$"""{"processId":null,{{language}}"capabilities":{},"workspaceFolders":[{"uri":"{{DocumentUri.OfPath(Folder)}}","name":"w"}],"initializationOptions":{"trusted":true} }""");
        Send(null, "initialized", "{}");
    }

    public string Folder { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public string Uri(string name) => name.Contains(':') ? name : DocumentUri.OfPath(Path.Combine(Folder, name)).ToString();

    public string Document(string name) => $$"""{"textDocument":{"uri":"{{Uri(name)}}"},"uri":"{{Uri(name)}}"}""";

    public string Place(string name, int line = 0) =>
        $$"""{"textDocument":{"uri":"{{Uri(name)}}"},"position":{"line":{{line}},"character":3},"range":{"start":{"line":{{line}},"character":3},"end":{"line":{{line}},"character":3} },"context":{"diagnostics":[]} }""";

    public void Open(string name, string text, int version = 1) =>
        Send(null, "textDocument/didOpen", $$"""{"textDocument":{"uri":"{{Uri(name)}}","languageId":"optrecipe","version":{{version}},"text":{{TestClient.Quote(text)}} } }""");

    public void Send(string? id, string method, string parameters)
    {
        _process.StandardInput.BaseStream.Write(TestClient.Frame(TestClient.Message(id, method, parameters)));
        _process.StandardInput.BaseStream.Flush();
    }

    public JsonElement Ask(string method, string parameters)
    {
        var id = $"{++_lastId}";
        Send(id, method, parameters);
        return Until(message => message.TryGetProperty("id", out var found) && found.GetRawText() == id && !message.TryGetProperty("method", out _));
    }

    /// <summary>The next message that is wanted; what comes before it is dropped.</summary>
    public JsonElement Until(Func<JsonElement, bool> wanted)
    {
        while (true)
        {
            var message = Read();
            if (wanted(message)) return message;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        if (_ownFolder is not null) Directory.Delete(_ownFolder, recursive: true);
    }

    private JsonElement Read()
    {
        var header = new StringBuilder();
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var unit = _process.StandardOutput.BaseStream.ReadByte();
            if (unit < 0) throw new EndOfStreamException("the server has ended");
            header.Append((char)unit);
        }
        var body = new byte[int.Parse(header.ToString()[16..].Trim())];
        _process.StandardOutput.BaseStream.ReadExactly(body);
        return JsonDocument.Parse(body).RootElement;
    }
}
