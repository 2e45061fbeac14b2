using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Convert;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests;

/// <summary>Random but valid sessions of 2,000 edits between opens, closes, models that change, settings and folders: after every edit the server has said what a workspace made on the
/// spot says, and so does a fresh process: every 100 edits where the published server is tested, which starts at once, else at the end. Three seeds; OPTRECIPE_LONG=1 takes a hundred, every 100
/// edits.</summary>
public sealed class RandomSessionTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1";
    private const int Edits = 2000;
    private static readonly int EditsPerProcess = IsLong || ServerProcess.IsPublished ? 100 : Edits;

    public static TheoryData<int> Seeds { get; } = new(Enumerable.Range(1, IsLong ? 100 : 3));

    [Theory, MemberData(nameof(Seeds))]
    public void A_random_session_says_after_every_edit_what_a_fresh_workspace_says(int seed)
    {
        using var session = new RandomSession(seed);
        for (var edit = 0; edit < Edits; edit++)
        {
            session.Step();
            session.Check();
            if ((edit + 1) % EditsPerProcess == 0) session.CheckFreshProcess();
        }
    }

    private sealed class RandomSession : IDisposable
    {
        private static readonly string[] Names = ["a.optrecipe.yaml", "b.optrecipe.yaml", "sub/c.optrecipe.yaml"];
        private static readonly string[] Lines =
        [
            "recipe: 1", "name: x", "model: digits_cnn.tflite", "model: small.tflite", "model: ../small.tflite", "targets: [xnnpack]", "targets:", "  - edge-tpu", "  - tflite-micro: {kernels: cmsis-nn}",
            "steps: [quantize: dynamic]", "steps:", "  - quantize:", "      scheme: int8", "      rules:", "        - {where: {ops: CONV_2D}, scheme: float32}", "  - prune: {sparsity: 50 %}",
            "budget: {file: 60 KiB}", "outputs: [tflite: out/a.tflite]", "outputs:", "  - report: out/a.md", "x-note: &a {b: 1}", "<<: *a", "# optrecipe-ignore OR5001", "budgt: 1", "\t- tab", "data: {calibration: {path: d/*.npz}}",
        ];
        private static readonly string[] Parts = ["a", " ", "  ", "\n", "\r\n", ":", ": ", "- ", "[", "]", "{", "}", ",", "\"", "'", "#", "&", "*", "|", "é", "😀", "int8", "quantize", "xnnpack", "KiB", "%", "1", ".", "/"];

        private readonly Random _random;
        private readonly RealWorkspace _workspace = new(capabilities: "{}");
        private readonly byte[] _digits, _small;
        private readonly Dictionary<string, (SourceText Text, int Version)> _open = [];
        private readonly Dictionary<string, List<string>> _before = [];
        private readonly Dictionary<string, (int Version, string Found)> _said = [];
        private ImmutableArray<string> _folders;
        private bool _withSummary = true;
        private int _version, _id = 1000;

        public RandomSession(int seed)
        {
            _random = new(seed);
            _digits = File.ReadAllBytes(_workspace.Path(RealWorkspace.Model));
            _small = File.ReadAllBytes(SharedFolder.InRepository("tests", "corpus", "pipeline", "cos.tflite"));
            File.WriteAllBytes(_workspace.Path("small.tflite"), _small);
            Directory.CreateDirectory(_workspace.Path("sub"));
            _folders = [_workspace.Folder];
            Open(Names[0]);
        }

        public void Step()
        {
            switch (_random.Next(100))
            {
                case < 2 when _open.Count < Names.Length: Open(Names.First(name => !_open.ContainsKey(name))); break;
                case < 4 when _open.Count > 1: Close(Any(_open.Keys)); break;
                case < 7: ReplaceModel(); break;
                case < 9: ChangeSettings(); break;
                case < 11: ChangeFolders(); break;
                default: Edit(Any(_open.Keys)); break;
            }
        }

        /// <summary>What was said last about each open recipe is what a workspace made now says.</summary>
        public void Check()
        {
            foreach (var name in _open.Keys) Await(name);
            if (_version % 10 != 0) return;
            // The answer to a request is behind what was said before. A check that was under way may still say what the text alone says, but the last word is the same.
            var id = ++_id;
            _workspace.Client.Send(TestClient.Message($"{id}", "textDocument/hover", _workspace.PlaceOf(Names[0])));
            while (!Listen("no answer").TryGetProperty("id", out var found) || found.GetInt32() != id) { }
            foreach (var name in _open.Keys) Await(name);
        }

        private void Await(string name)
        {
            var expected = Expected(name);
            while (!_said.TryGetValue(name, out var said) || said.Version != _open[name].Version || said.Found != expected) Listen($"{name} version {_open[name].Version}: expected {expected}\nfound {said.Version}: {said.Found}\ntext: {_open[name].Text.Text}");
        }

        public void CheckFreshProcess()
        {
            using var server = new FolderServer(folder: _workspace.Folder);
            if (!_folders.SequenceEqual([_workspace.Folder])) server.Send(null, "workspace/didChangeWorkspaceFolders", $$"""{"event":{"added":[{{Folder("sub")}}],"removed":[{{Folder("")}}]} }""");
            server.Send(null, "workspace/didChangeConfiguration", Configuration());
            foreach (var (name, (text, version)) in _open) server.Open(name, text.Text, version);
            var expected = _open.Keys.ToDictionary(server.Uri, Expected);
            var said = new Dictionary<string, string>();
            var heard = Task.Run(() => server.Until(message =>
            {
                if (Diagnostics(message) is { } found) said[found.GetProperty("uri").GetString()!] = Normal(found.GetProperty("diagnostics"));
                return expected.All(pair => said.GetValueOrDefault(pair.Key) == pair.Value);
            }));
            Assert.True(heard.Wait(TimeSpan.FromSeconds(30)), $"expected {string.Join('\n', expected)}\na fresh process says {string.Join('\n', said)}");
        }

        public void Dispose() => _workspace.Dispose();

        private void Edit(string name)
        {
            var (text, _) = _open[name];
            var history = _before[name];
            if (text.Length > 1500 || _random.Next(40) == 0)
            {
                // Going back, as undo does.
                Changed(name, history.Count > 3 ? history[_random.Next(history.Count)] : First(), null);
                return;
            }
            var (start, inserted) = (_random.Next(text.Length + 1), Any(Parts));
            var end = Math.Min(text.Length, start + (_random.Next(3) == 0 ? _random.Next(20) : 0));
            if (_random.Next(4) == 0)
            {
                var line = _random.Next(text.Lines.LineCount);
                (start, end, inserted) = (text.Lines.LineStart(line), text.Lines.LineEnd(line), Any(Lines));
                if (_random.Next(2) == 0) (end, inserted) = (start, inserted + "\n");
            }
            var positions = new Positions(text, PositionEncoding.Utf16);
            var range = positions.Range(TextSpan.Between(start, end));
            Changed(name, FromLsp.Changed(text, [new(range, inserted)], PositionEncoding.Utf16).Text,
                $$"""{"range":{"start":{"line":{{range.Start.Line}},"character":{{range.Start.Character}} },"end":{"line":{{range.End.Line}},"character":{{range.End.Character}} } },"text":{{TestClient.Quote(inserted)}} }""");
        }

        private void Changed(string name, string text, string? change)
        {
            _open[name] = (new(text), ++_version);
            if (_version % 25 == 0) _before[name].Add(text);
            _workspace.Client.Notify("textDocument/didChange",
                $$"""{"textDocument":{"uri":"{{_workspace.Uri(name)}}","version":{{_version}} },"contentChanges":[{{change ?? $$"""{"text":{{TestClient.Quote(text)}} }"""}}]}""");
        }

        private static string First() => "recipe: 1\nmodel: digits_cnn.tflite\ntargets: [xnnpack]\nsteps: [quantize: dynamic]\noutputs: [tflite: out/a.tflite]\n";

        private void Open(string name)
        {
            _open[name] = (new(First()), ++_version);
            _before[name] = [];
            _workspace.Open(name, First(), _version);
        }

        private void Close(string name)
        {
            _open.Remove(name);
            _workspace.Client.Notify("textDocument/didClose", $$"""{"textDocument":{"uri":"{{_workspace.Uri(name)}}"} }""");
            while (_said.ContainsKey(name)) Listen($"{name} is closed and its diagnostics stay");
        }

        private void ReplaceModel()
        {
            var name = Any([RealWorkspace.Model, "small.tflite"]);
            switch (_random.Next(4))
            {
                case 0: File.Delete(_workspace.Path(name)); break;
                case 1: File.WriteAllBytes(_workspace.Path(name), _digits[..(_digits.Length / 3)]); break;
                case 2: File.WriteAllBytes(_workspace.Path(name), _small); break;
                default: File.WriteAllBytes(_workspace.Path(name), _digits); break;
            }
            _workspace.Touched(name);
        }

        private void ChangeSettings()
        {
            _withSummary = !_withSummary;
            _workspace.Client.Notify("workspace/didChangeConfiguration", Configuration());
        }

        private string Configuration() => $$"""{"settings":{"optrecipe":{"diagnostics":{"summary":{{(_withSummary ? "true" : "false")}} } } } }""";

        private void ChangeFolders()
        {
            var narrows = _folders.SequenceEqual([_workspace.Folder]);
            _folders = narrows ? [_workspace.Path("sub")] : [_workspace.Folder];
            _workspace.Client.Notify("workspace/didChangeWorkspaceFolders", $$"""{"event":{"added":[{{Folder(narrows ? "sub" : "")}}],"removed":[{{Folder(narrows ? "" : "sub")}}]} }""");
        }

        private string Folder(string name) => $$"""{"uri":"{{DocumentUri.OfPath(name.Length == 0 ? _workspace.Folder : _workspace.Path(name))}}","name":"w"}""";

        private string Expected(string name)
        {
            var fresh = new Documents.Workspace(new PipelineAnalyzer());
            var current = _workspace.Client.Session.Workspace.Current;
            fresh.ChangeWorld(snapshot => snapshot with { Client = current.Client, Options = current.Options, Encoding = current.Encoding, IsTrusted = true, Folders = _folders });
            foreach (var (open, (text, version)) in _open) fresh.Open(DocumentUri.TryParse(_workspace.Uri(open))!, "optrecipe", version, text.Text);
            fresh.ChangeSettings(new(Settings.Default with { DiagnosticsSummary = _withSummary }, ImmutableDictionary<DocumentUri, Settings>.Empty));
            var document = fresh.Current.FindRecipe(_workspace.Uri(name))!;
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer))
                new PublishDiagnosticsParams("", null, ToLsp.Diagnostics(document.Analysis.Model(default), document, fresh.Current)).WriteTo(writer);
            return Normal(JsonDocument.Parse(buffer.ToArray()).RootElement.GetProperty("diagnostics"));
        }

        private JsonElement Listen(string otherwise)
        {
            var message = _workspace.Client.TryNext(TestClient.Patience) ?? throw new TimeoutException(otherwise);
            if (Diagnostics(message) is not { } found) return message;
            var name = Names.First(known => _workspace.Uri(known) == found.GetProperty("uri").GetString());
            if (found.TryGetProperty("version", out var version)) _said[name] = (version.GetInt32(), Normal(found.GetProperty("diagnostics")));
            else _said.Remove(name);
            return message;
        }

        // Escapes may be written in several ways.
        private static string Normal(JsonElement json)
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) json.WriteTo(writer);
            return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
        }

        private static JsonElement? Diagnostics(JsonElement message) =>
            message.TryGetProperty("method", out var method) && method.GetString() == "textDocument/publishDiagnostics" ? message.GetProperty("params") : null;

        private T Any<T>(IEnumerable<T> items) => items.ElementAt(_random.Next(items.Count()));
    }
}
