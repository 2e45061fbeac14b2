using System.Diagnostics;
using OptRecipe.Data.NumPy;
using OptRecipe.Disk;
using OptRecipe.LanguageServer.Files;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.LanguageServer.Tests.Rows;

/// <summary>Rows U05–U10: models and folders as disks have them.</summary>
public sealed class FileRowTests
{
    private const string Name = "a.optrecipe.yaml";

    private static string Recipe(string model) => $"recipe: 1\nmodel: {model}\nsteps: [quantize: dynamic]\noutputs: [tflite: out/a.tflite]\n";

    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);

    [Fact]
    public void U05_a_recipe_and_a_model_behind_links_work_and_a_circle_of_links_is_a_diagnostic()
    {
        using var workspace = new RealWorkspace();
        Directory.CreateDirectory(workspace.Path("real"));
        File.Move(workspace.Path(RealWorkspace.Model), workspace.Path("real/m.tflite"));
        File.CreateSymbolicLink(workspace.Path("linked.tflite"), workspace.Path("real/m.tflite"));
        Directory.CreateSymbolicLink(workspace.Path("folder"), workspace.Path("real"));
        File.CreateSymbolicLink(workspace.Path("round.tflite"), workspace.Path("again.tflite"));
        File.CreateSymbolicLink(workspace.Path("again.tflite"), workspace.Path("round.tflite"));
        workspace.Open(Name, Recipe("linked.tflite"));
        workspace.UntilPlanned(Name);
        workspace.Open("folder/b.optrecipe.yaml", Recipe("m.tflite"));
        workspace.UntilPlanned("folder/b.optrecipe.yaml");
        workspace.Change(Name, 2, Recipe("round.tflite"));
        workspace.UntilCode(Name, "OR3");
    }

    [Theory]
    [InlineData("./digits_cnn.tflite", null)]
    [InlineData("sub/../digits_cnn.tflite", null)]
    [InlineData("../digits_cnn.tflite", "OR3")]
    [InlineData("~/digits_cnn.tflite", "OR3001")]
    [InlineData("$HOME/digits_cnn.tflite", "OR3001")]
    [InlineData("\"{folder}/digits_cnn.tflite\"", null)]
    [InlineData("/etc/passwd", "OR3003")]
    [InlineData("../../../../../../etc/passwd", "OR3003")]
    public void U06_a_model_path_starts_at_the_recipe_and_nothing_in_it_is_expanded(string model, string? code)
    {
        using var workspace = new RealWorkspace();
        Directory.CreateDirectory(workspace.Path("sub"));
        workspace.Open(Name, Recipe(model.Replace("{folder}", workspace.Folder)));
        if (code is null) workspace.UntilPlanned(Name);
        else workspace.UntilCode(Name, code);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("pipe")]
    [InlineData("device")]
    [InlineData("5 GB")]
    [InlineData("empty")]
    public void U07_what_is_no_model_is_a_diagnostic_and_never_waited_for(string kind)
    {
        // Pipes and devices are kinds of files that Windows does not have.
        if (OperatingSystem.IsWindows() && kind is "pipe" or "device") kind = "folder";
        using var workspace = new RealWorkspace();
        var path = workspace.Path("x.tflite");
        switch (kind)
        {
            case "folder": Directory.CreateDirectory(path); break;
            case "pipe": Process.Start("mkfifo", [path])!.WaitForExit(); break;
            case "device": File.CreateSymbolicLink(path, "/dev/zero"); break;
            case "5 GB": using (var large = File.Create(path)) large.SetLength(5L << 30); break;
            default: File.WriteAllBytes(path, []); break;
        }
        workspace.Open(Name, Recipe("x.tflite"));
        var start = Stopwatch.GetTimestamp();
        workspace.UntilCode(Name, "OR3");
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, HangLimit);
    }

    [Fact]
    public void U07_a_disk_that_does_not_answer_is_a_diagnostic_and_blocks_nobody()
    {
        using var disk = new HangingDisk();
        var back = new ManualResetEventSlim();
        var files = new EditorFiles(disk, () => [], cameBack: back.Set);
        var analyzer = new RecipeAnalyzer(files);
        for (var turn = 0; turn < 3; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            var analysis = analyzer.Analyze("/gone/a.optrecipe.yaml", Recipe("m.tflite"), default);
            Assert.Contains(analysis.Diagnostics, found => found.Descriptor.Code == "OR3003" && found.Message.Contains("does not answer", StringComparison.Ordinal));
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, HangLimit);
        }
        // Another disk is as it was.
        Assert.True(SpinWait.SpinUntil(() => files.Refuses("/here/m.tflite") is null, HangLimit));
        disk.Answer();
        Assert.True(back.Wait(HangLimit), "nobody was told");
        Assert.True(SpinWait.SpinUntil(() => files.Refuses("/gone/m.tflite") is null, HangLimit));
    }

    [Fact]
    public void U07_nothing_is_left_of_a_look_at_a_disk()
    {
        const int looks = 400;
        var before = Threads();
        for (var look = 0; look < looks; look++)
        {
            var files = new EditorFiles(new DiskFiles(), () => []);
            Assert.Null(files.Refuses(Path.Combine(Path.GetTempPath(), "m.tflite")));
        }
        // Other tests have theirs.
        Assert.True(SpinWait.SpinUntil(() => Threads() < before + looks / 2, HangLimit), $"{before} threads before, {Threads()} after");

        static int Threads()
        {
            using var process = Process.GetCurrentProcess();
            return process.Threads.Count;
        }
    }

    [Fact]
    public void U08_a_name_that_differs_in_case_is_found_or_proposed()
    {
        using var workspace = new RealWorkspace();
        workspace.Open(Name, Recipe("Digits_CNN.tflite"));
        // Disks that take both spellings for one file find it.
        if (File.Exists(workspace.Path("Digits_CNN.tflite"))) workspace.UntilPlanned(Name);
        else
        {
            Assert.Contains("did you mean `digits_cnn.tflite`", workspace.UntilCode(Name, "OR3001"), StringComparison.Ordinal);
            var fix = workspace.At("textDocument/codeAction", Name, 1, 9).GetProperty("result").GetRawText();
            Assert.Contains("Change to `digits_cnn.tflite`", fix, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void U09_a_model_that_goes_comes_and_changes_is_followed(bool isWatched)
    {
        using var workspace = new RealWorkspace();
        var (model, text, version) = (workspace.Path(RealWorkspace.Model), Recipe(RealWorkspace.Model), 1);
        var bytes = File.ReadAllBytes(model);
        workspace.Open(Name, text);
        workspace.UntilPlanned(Name);
        File.Move(model, workspace.Path("elsewhere.tflite"));
        Look();
        workspace.UntilCode(Name, "OR3001");
        File.WriteAllBytes(model, bytes[..(bytes.Length / 2)]);
        Look();
        workspace.UntilCode(Name, "OR3006");
        File.WriteAllBytes(model, bytes);
        Look();
        var before = workspace.UntilPlanned(Name);
        File.SetLastWriteTimeUtc(model, DateTime.UtcNow.AddMinutes(1));
        Look();
        Assert.Equal(before, workspace.UntilPlanned(Name));

        // A client that watches tells; with any other the next check looks at size and time.
        void Look()
        {
            if (isWatched) workspace.Touched(RealWorkspace.Model);
            else workspace.Change(Name, ++version, text);
        }
    }

    [Fact]
    public void U10_ten_thousand_file_events_are_one_check()
    {
        var analyzer = new FakeAnalyzer();
        using var client = new TestClient(analyzer);
        client.Initialize();
        client.Open("file:///w/a.optrecipe.yaml", "bad");
        client.Next("textDocument/publishDiagnostics");
        var before = Volatile.Read(ref analyzer.TextCount);
        var events = Enumerable.Range(0, 10_000).Select(index => $$"""{"uri":"file:///w/{{(index % 7 == 0 ? "same.tflite" : index % 5 == 0 ? $"folder{index}" : $"m{index}.tflite")}}","type":{{index % 4 + 1}}}""");
        client.Notify("workspace/didChangeWatchedFiles", $$"""{"changes":[{{string.Join(',', events)}},{"uri":"","type":1},{"uri":"no uri","type":99}]}""");
        client.Next("textDocument/publishDiagnostics");
        client.Ask(2, "textDocument/hover", """{"textDocument":{"uri":"file:///w/a.optrecipe.yaml"},"position":{"line":0,"character":0}}""");
        Assert.Equal(before + 1, Volatile.Read(ref analyzer.TextCount));
    }

    [Fact]
    public void U09_data_that_change_are_looked_at_again()
    {
        using var workspace = new RealWorkspace(capabilities: """{"workspace":{"didChangeWatchedFiles":{"dynamicRegistration":true}}}""");
        var registered = workspace.Client.Next("client/registerCapability").GetRawText();
        foreach (var ending in (string[])["npy", "npz", "csv", "png", "wav", "tfrecord", "tflite"]) Assert.Contains(ending, registered, StringComparison.Ordinal);
        workspace.Open(Name, $"recipe: 1\nmodel: {RealWorkspace.Model}\ndata: {{calibration: {{path: data/*.npz}}}}\nsteps: [quantize: int8]\n");
        var missing = workspace.Until(Name, lines => lines.Length > 0);
        Directory.CreateDirectory(workspace.Path("data"));
        using (var stream = File.Create(workspace.Path("data/a.npz"))) NpzArchive.Write(stream, [new("x", new(new('u', 1), [1, 28, 28, 1], new byte[784]))]);
        workspace.Touched("data/a.npz");
        workspace.Until(Name, lines => !lines.SequenceEqual(missing));
    }

    /// <summary>Everything under <c>/gone</c> blocks until it may answer; all else is missing or a folder.</summary>
    private sealed class HangingDisk : IFileSource, IDisposable
    {
        private readonly ManualResetEventSlim _answers = new();

        public void Answer() => _answers.Set();

        public FileStamp Stamp(string path)
        {
            if (path.StartsWith("/gone", StringComparison.Ordinal)) _answers.Wait();
            return new(path.EndsWith(".tflite", StringComparison.Ordinal) ? FileKind.Missing : FileKind.Folder, 0, 0);
        }

        public IByteSource Open(string path) => throw new FileNotFoundException(path);
        public IReadOnlyList<string> List(string folder) => [];
        public string? Refuses(string path) => null;
        public void Dispose() => _answers.Set();
    }
}
