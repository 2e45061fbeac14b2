using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.Pipeline.Running;
using OptRecipe.Testing;

namespace OptRecipe.LanguageServer.Tests.Rows;

/// <summary>Rows X01–X06, X11, X12: runs on a real disk. OPTRECIPE_LONG=1 kills two hundred writing workers instead of six.</summary>
public sealed class RunRowTests : IDisposable
{
    private const string Text = "recipe: 1\nmodel: digits_cnn.tflite\nsteps: [quantize: dynamic]\noutputs:\n  - tflite: out/a.tflite\n  - report: out/a.md\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("optrecipe-run-").FullName;

    public RunRowTests() => File.Copy(SharedFolder.InRepository("examples", "quickstart", "digits_cnn.tflite"), At("digits_cnn.tflite"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private RunResult Run(string text, IProgress<RunProgress>? progress = null, bool force = false, CancellationToken cancellation = default) =>
        PipelineAnalyzer.Run(new(At("a.optrecipe.yaml"), text, force, _folder), progress ?? new Silent(), cancellation);

    private string[] Temporary() => [.. Directory.EnumerateFiles(_folder, "*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })];

    [Fact]
    public void X01_a_run_that_is_cancelled_after_any_report_leaves_the_target_and_nothing_else()
    {
        var counting = new Counting(int.MaxValue, new());
        Assert.Equal(RunStatus.Succeeded, Run(Text, counting).Status);
        var old = File.ReadAllBytes(At("out/a.tflite"));
        Assert.InRange(counting.Count, 2, 1000);
        for (var after = 1; after < counting.Count; after++)
        {
            using var cancellation = new CancellationTokenSource();
            var result = Run(Text.Replace("dynamic", "float16"), new Counting(after, cancellation), cancellation: cancellation.Token);
            // The last report says that writing has begun; what is written then is whole.
            if (result.Status == RunStatus.Succeeded) continue;
            Assert.Equal(RunStatus.Cancelled, result.Status);
            Assert.Equal(old, File.ReadAllBytes(At("out/a.tflite")));
        }
        Assert.Empty(Temporary());
    }

    [Fact]
    public void X02_a_run_keeps_the_text_it_was_started_with_and_a_newer_save_waits_behind_it()
    {
        const string Uri = "file:///w/a.optrecipe.yaml";
        var runs = new FakeRuns();
        using var client = new TestClient(runs: runs);
        client.Initialize();
        client.Open(Uri, "long one");
        client.Notify("textDocument/didSave", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        SpinWait.SpinUntil(() => { lock (runs.Started) return runs.Started.Count == 1; }, TestClient.Patience);
        foreach (var (version, text) in ((int, string)[])[(2, "two"), (3, "three")])
        {
            client.Notify("textDocument/didChange", $$"""{"textDocument":{"uri":"{{Uri}}","version":{{version}} },"contentChanges":[{"text":"{{text}}"}]}""");
            client.Notify("textDocument/didSave", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        }
        client.Notify("textDocument/didClose", $$"""{"textDocument":{"uri":"{{Uri}}"} }""");
        client.Ask(2, "textDocument/hover", $$"""{"textDocument":{"uri":"{{Uri}}"},"position":{"line":0,"character":0} }""");
        runs.Release();
        Assert.True(SpinWait.SpinUntil(() => { lock (runs.Started) return runs.Started.Count == 2 && runs.Parallel == 0; }, TestClient.Patience));
        Assert.Equal(["long one", "three"], runs.Started.Select(request => request.Text));
        Assert.Equal(1, runs.MostParallel);
    }

    [Fact]
    public void X03_a_worker_that_is_killed_while_it_writes_leaves_the_old_or_the_new_file_whole()
    {
        var random = new Random(3);
        var known = new HashSet<string>();
        string[] texts = [Text, Text.Replace("dynamic", "float16")];
        foreach (var text in texts.Reverse())
        {
            Assert.Equal(RunStatus.Succeeded, Run(text, force: true).Status);
            known.Add(Hash(At("out/a.tflite")));
        }
        var rounds = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 200 : 6;
        for (var round = 0; round < rounds; round++)
        {
            KillWhileWriting(texts[round % 2], random.Next(12_000));
            Assert.Contains(Hash(At("out/a.tflite")), known);
        }
        // What was left is known by its name, and goes with the next run; whoever still writes has written just now, so these are made old.
        File.WriteAllBytes(At("out/.a.tflite.999999999.7.tmp"), [1]);
        foreach (var left in Temporary())
        {
            Assert.Matches(@"^\..+\.\d+\.\d+\.tmp$", Path.GetFileName(left));
            File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-1));
        }
        File.WriteAllBytes(At("out/.a.tflite.notes.tmp"), [1]);
        Assert.Equal(RunStatus.Succeeded, Run(Text, force: true).Status);
        Assert.Equal([At("out/.a.tflite.notes.tmp")], Temporary());
    }

    [Fact]
    public async Task X04_a_full_disk_is_one_sentence_with_both_numbers_and_the_old_file_stays()
    {
        var small = At("small");
        Directory.CreateDirectory(small);
        // A disk of 16 KiB of our own where the system lets us make one; else the files of the process may not be longer than that.
        var mount = OperatingSystem.IsLinux() && await Exit("unshare", "-rm", "mount", "-t", "tmpfs", "none", small) == 0;
        if (OperatingSystem.IsWindows()) return;
        var request = WorkerLine(Text.Replace("out/", "small/"), force: true);
        var script = (mount ? $"mount -t tmpfs -o size=32k none '{small}' && echo old > '{small}/a.md' && " : "ulimit -f 32; ")
            + $"DOTNET_EnableWriteXorExecute=0 dotnet '{RealWorkspace.Dll}' --worker && ls -A '{small}' && cat '{small}/a.md'";
        var start = new ProcessStartInfo(mount ? "unshare" : "bash", mount ? ["-rm", "bash", "-c", script] : ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteLineAsync(request);
        var output = await shell.StandardOutput.ReadToEndAsync();
        var line = output.Split('\n').First(text => text.Contains("\"result\"", StringComparison.Ordinal));
        var message = JsonDocument.Parse(line).RootElement.GetProperty("result").GetProperty("message").GetString()!;
        Assert.Matches(@"a\.tflite` takes [\d,]+ bytes and the disk has .+ left", message);
        Assert.DoesNotContain(".tmp", output[(output.IndexOf(line, StringComparison.Ordinal) + line.Length)..], StringComparison.Ordinal);
        if (mount) Assert.EndsWith("old\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new/deeper/a.tflite", "")]
    [InlineData("file/a.tflite", "is a file, not a folder")]
    [InlineData("digits_cnn.tflite/a.tflite", "is a file, not a folder")]
    [InlineData("folder.tflite", "a folder of that name stands there")]
    [InlineData("long/", "its name is longer")]
    public void X05_an_output_that_cannot_be_made_is_an_error_on_its_path(string path, string expected)
    {
        File.WriteAllText(At("file"), "");
        Directory.CreateDirectory(At("folder.tflite"));
        if (path == "long/") path = $"long/{new string('a', 300)}.tflite";
        var result = Run($"recipe: 1\nmodel: digits_cnn.tflite\nsteps: [quantize: dynamic]\noutputs: [tflite: {path}]\n");
        if (expected.Length == 0) Assert.Equal(RunStatus.Succeeded, result.Status);
        else
        {
            Assert.Equal(RunStatus.Invalid, result.Status);
            Assert.Contains(expected, result.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("digits_cnn.tflite")]
    [InlineData("link.tflite")]
    [InlineData("folder/digits_cnn.tflite")]
    public void X06_an_output_that_is_an_input_by_any_name_is_refused_before_the_run(string path)
    {
        File.CreateSymbolicLink(At("link.tflite"), At("digits_cnn.tflite"));
        Directory.CreateSymbolicLink(At("folder"), _folder);
        var before = Hash(At("digits_cnn.tflite"));
        var result = Run($"recipe: 1\nmodel: digits_cnn.tflite\nsteps: [quantize: dynamic]\noutputs: [tflite: {path}]\n", force: true);
        Assert.Equal(RunStatus.Invalid, result.Status);
        Assert.Contains("overwrite", result.Message, StringComparison.Ordinal);
        Assert.Equal(before, Hash(At("digits_cnn.tflite")));
    }

    [Fact]
    public void X06_another_recipes_output_is_not_overwritten_without_a_question()
    {
        Assert.Equal(RunStatus.Succeeded, PipelineAnalyzer.Run(new(At("b.optrecipe.yaml"), Text, false, _folder), new Silent(), default).Status);
        Assert.Equal(RunStatus.NeedsForce, Run(Text).Status);
    }

    [Fact]
    public async Task X11_the_same_inputs_give_the_same_bytes_in_any_culture_zone_and_number_of_threads()
    {
        var hashes = new HashSet<string>();
        foreach (var (culture, zone, threads) in ((string, string, string)[])[("C", "UTC", "2"), ("de_DE.UTF-8", "Asia/Kolkata", "1"), ("tr_TR.UTF-8", "America/St_Johns", "7"), ("ar_SA.UTF-8", "Pacific/Apia", "3")])
        {
            if (Directory.Exists(At("out"))) Directory.Delete(At("out"), recursive: true);
            using var worker = Worker(("LC_ALL", culture), ("LANG", culture), ("TZ", zone), ("DOTNET_PROCESSOR_COUNT", threads));
            await worker.StandardInput.WriteLineAsync(WorkerLine(Text));
            // Success is the status that goes without saying.
            var result = (await worker.StandardOutput.ReadToEndAsync()).Split('\n').First(line => line.Contains("\"result\"", StringComparison.Ordinal));
            Assert.DoesNotContain("\"status\"", result, StringComparison.Ordinal);
            hashes.Add(Hash(At("out/a.tflite")) + Hash(At("out/a.md")));
        }
        Assert.Single(hashes);
    }

    [Fact]
    public async Task X12_a_second_run_of_the_same_outputs_names_the_process_that_writes_them()
    {
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var first = Task.Factory.StartNew(() => Run(Text, new Stopping(begun, goOn)), TaskCreationOptions.LongRunning);
        Assert.True(begun.Wait(TestClient.Patience));
        var second = Run(Text);
        Assert.Equal(RunStatus.Failed, second.Status);
        Assert.Contains($"process {Environment.ProcessId}", second.Message, StringComparison.Ordinal);
        // Other outputs are free.
        Assert.Equal(RunStatus.Succeeded, PipelineAnalyzer.Run(new(At("b.optrecipe.yaml"), Text.Replace("out/", "other/"), false, _folder), new Silent(), default).Status);
        goOn.Set();
        Assert.Equal(RunStatus.Succeeded, (await first).Status);
        Assert.Equal(RunStatus.UpToDate, Run(Text).Status);
    }

    [Fact]
    public void X12_what_a_killed_process_had_claimed_is_free()
    {
        KillWhileWriting(Text, 0);
        Assert.Equal(RunStatus.Succeeded, Run(Text, force: true).Status);
    }

    private void KillWhileWriting(string text, int microseconds)
    {
        using var worker = Worker();
        worker.StandardInput.WriteLine(WorkerLine(text, force: true));
        while (worker.StandardOutput.ReadLine() is { } line && !line.Contains("\"writing\"", StringComparison.Ordinal) && !line.Contains("\"result\"", StringComparison.Ordinal)) { }
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds) Thread.SpinWait(50);
        worker.Kill();
        worker.WaitForExit();
    }

    private string WorkerLine(string text, bool force = false) =>
        $$"""{"run":{"recipePath":{{TestClient.Quote(At("a.optrecipe.yaml"))}},"text":{{TestClient.Quote(text)}},"force":{{(force ? "true" : "false")}},"root":{{TestClient.Quote(_folder)}} } }""";

    private static Process Worker(params (string Name, string Value)[] environment)
    {
        var info = new ProcessStartInfo("dotnet", [RealWorkspace.Dll, "--worker"]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardInputEncoding = new UTF8Encoding(false) };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        return Process.Start(info)!;
    }

    private static async Task<int> Exit(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private static string Hash(string path) => System.Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private sealed class Silent : IProgress<RunProgress>
    {
        public void Report(RunProgress value) { }
    }

    private sealed class Counting(int cancelAfter, CancellationTokenSource cancellation) : IProgress<RunProgress>
    {
        public int Count;

        public void Report(RunProgress value)
        {
            if (++Count == cancelAfter) cancellation.Cancel();
        }
    }

    private sealed class Stopping(ManualResetEventSlim begun, ManualResetEventSlim goOn) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            begun.Set();
            goOn.Wait();
        }
    }
}
