using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.LanguageServer.Runs;
using OptRecipe.LanguageServer.Worker;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>A folder on the disk with <c>digits_cnn.tflite</c>, and a session over it that reads, understands and runs for real.</summary>
internal sealed class RealWorkspace : IDisposable
{
    public const string Model = "digits_cnn.tflite";
    public static readonly string Dll = System.IO.Path.Combine(AppContext.BaseDirectory, "optrecipe-server.dll");
    /// <summary>What a client says that takes fixes.</summary>
    private const string Fixes = """{"textDocument":{"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":["quickfix"]}}}}}""";
    private int _lastId = 100;

    public RealWorkspace(string options = """{"trusted":true}""", string capabilities = Fixes, bool hasFolder = true, IRecipeRuns? runs = null)
    {
        Folder = Directory.CreateTempSubdirectory("optrecipe-").FullName;
        File.Copy(SharedFolder.InRepository("examples", "quickstart", Model), Path(Model));
        Client = new(new PipelineAnalyzer(), runs ?? Worker(), trials: new WorkerTrials(Processes()));
        Client.Initialize(capabilities, options, hasFolder ? $$"""[{"uri":"{{DocumentUri.OfPath(Folder)}}","name":"w"}]""" : "null");
    }

    public string Folder { get; }
    public TestClient Client { get; }

    public static WorkerRuns Worker() => new(Processes());

    private static WorkerProcesses Processes() => new(ServerProcess.Command("--worker"), TimeSpan.FromSeconds(30), TimeProvider.System, _ => { });

    public string Path(string name) => System.IO.Path.Combine(Folder, name);
    public string Uri(string name) => name.Contains(':') ? name : DocumentUri.OfPath(Path(name)).ToString();

    public void Open(string name, string text, int version = 1) => Client.Open(Uri(name), text, version);

    public void Change(string name, int version, string text) => Client.Notify("textDocument/didChange",
        $$"""{"textDocument":{"uri":"{{Uri(name)}}","version":{{version}} },"contentChanges":[{"text":{{TestClient.Quote(text)}} }]}""");

    public void Touched(params string[] names) => Client.Notify("workspace/didChangeWatchedFiles", $$"""{"changes":[{{string.Join(',', names.Select(name => $$"""{"uri":"{{Uri(name)}}","type":2}"""))}}]}""");

    /// <summary>The first diagnostics of a document from here on that are as wanted, each as <c>OR1234 line:character-line:character message</c>, lines and characters from 0.</summary>
    public string[] Until(string name, Func<string[], bool> wanted)
    {
        var uri = Uri(name);
        string[] lines = [];
        Client.Next(message =>
        {
            if (!message.TryGetProperty("method", out var method) || method.GetString() != "textDocument/publishDiagnostics" || message.GetProperty("params").GetProperty("uri").GetString() != uri) return false;
            lines = [.. message.GetProperty("params").GetProperty("diagnostics").EnumerateArray().Select(Line)];
            return wanted(lines);
        });
        return lines;
    }

    /// <summary>Waits for diagnostics with this code and gives its line.</summary>
    public string UntilCode(string name, string code) => Until(name, lines => lines.Any(line => line.StartsWith(code, StringComparison.Ordinal))).First(line => line.StartsWith(code, StringComparison.Ordinal));

    /// <summary>Waits for what only a whole analysis says, the size of the result, and nothing that is an error.</summary>
    public string[] UntilPlanned(string name) => Until(name, lines => lines.Any(line => line.Contains("KiB") && !line.StartsWith("OR3", StringComparison.Ordinal)));

    public JsonElement Ask(string method, string parameters) => Client.Ask(++_lastId, method, parameters);

    public JsonElement At(string method, string name, int line, int character) =>
        Ask(method, $$"""{"textDocument":{"uri":"{{Uri(name)}}"},"position":{"line":{{line}},"character":{{character}} },"range":{"start":{"line":{{line}},"character":{{character}} },"end":{"line":{{line}},"character":{{character}} } },"context":{"diagnostics":[]},"options":{"tabSize":2,"insertSpaces":true} }""");

    public string PlaceOf(string name) => $$"""{"textDocument":{"uri":"{{Uri(name)}}"},"position":{"line":1,"character":9} }""";

    public JsonElement Run(string name) => Ask("optrecipe/run", $$"""{"uri":"{{Uri(name)}}"}""");

    public void Dispose()
    {
        Client.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Line(JsonElement diagnostic)
    {
        var range = diagnostic.GetProperty("range");
        return $"{diagnostic.GetProperty("code").GetString()} {Place(range.GetProperty("start"))}-{Place(range.GetProperty("end"))} {diagnostic.GetProperty("message").GetString()}";
    }

    private static string Place(JsonElement position) => $"{position.GetProperty("line").GetInt32()}:{position.GetProperty("character").GetInt32()}";
}
