using System.Diagnostics;
using System.Text;
using OptRecipe.LanguageServer.Analysis;
using OptRecipe.LanguageServer.Documents;
using OptRecipe.Recipe.Text;
using OptRecipe.TFLite;

namespace OptRecipe.LanguageServer.Tests.Rows;

/// <summary>Rows B01–B08: cultures, environments, sizes, budgets. Times are measured by the bench; here a time is a hang limit of twenty times the goal. OPTRECIPE_LONG=1 makes the
/// idle time a minute.</summary>
public sealed class LimitRowTests
{
    private const string Name = "a.optrecipe.yaml";
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1";
    private const string Recipe = "recipe: 1\nmodel: digits_cnn.tflite\nbudget: {file: 1.5 KiB}\ntargets: [xnnpack]\nsteps: [quantize: dynamic]\nTITLE: 1\n";

    [Fact]
    public async Task B01_cultures_and_B02_environments_change_nothing_that_is_said()
    {
        var answers = new HashSet<string>();
        foreach (var culture in (string[])["C", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_SA.UTF-8", "th_TH.UTF-8"]) answers.Add(await Session(info => info.Environment["LC_ALL"] = info.Environment["LANG"] = culture));
        Assert.Single(answers);
        Assert.Contains("1.5 KiB", answers.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de")]
    [InlineData("zh-tw")]
    [InlineData("xx")]
    [InlineData("")]
    public async Task B02_an_environment_without_anything_and_any_locale_work(string locale)
    {
        var plain = await Session(_ => { });
        Assert.Equal(plain, await Session(
            info =>
            {
                var path = info.Environment["PATH"];
                info.Environment.Clear();
                // Only what `dotnet` itself needs to start; the published server needs nothing.
                info.Environment["PATH"] = path;
                info.Environment["DOTNET_CLI_HOME"] = Path.GetTempPath();
            }, locale));
    }

    [Fact]
    public void B03_a_server_with_five_recipes_does_nothing_while_nothing_happens()
    {
        // Where processor time cannot be read off from outside there is nothing to see.
        if (!OperatingSystem.IsLinux()) return;
        using var server = new FolderServer();
        for (var index = 0; index < 5; index++) server.Open($"a{index}.optrecipe.yaml", Recipe);
        server.Ask("textDocument/hover", server.Place("a0.optrecipe.yaml"));
        // What start-up left to do is done first: compiling, collecting.
        Thread.Sleep(3000);
        var before = server.ProcessorTime;
        Thread.Sleep(IsLong ? 60_000 : 3000);
        Assert.InRange((server.ProcessorTime - before).TotalMilliseconds, 0, 100);
    }

    [Fact]
    public void B04_a_recipe_of_ten_megabytes_is_checked_and_a_larger_one_says_that_it_is_not()
    {
        using var workspace = new RealWorkspace();
        var step = "  - quantize: {scheme: dynamic, where: {ops: [CONV_2D]}}  # a remark\n";
        var text = new StringBuilder("recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n");
        while (text.Length < (IsLong ? 9_900_000 : 1_000_000)) text.Append(step);
        text.Append("budgt: 1\n");
        var start = Stopwatch.GetTimestamp();
        workspace.Open(Name, text.ToString());
        workspace.Until(Name, lines => lines.Length > 0);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 40);
        start = Stopwatch.GetTimestamp();
        workspace.At("textDocument/documentSymbol", Name, 0, 0);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 40);
        text.Length -= "budgt: 1\n".Length;
        while (text.Length <= 10 << 20) text.Append(step);
        workspace.Open("large.optrecipe.yaml", text.ToString());
        Assert.Contains("not checked", Assert.Single(workspace.Until("large.optrecipe.yaml", lines => lines.Length > 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void B05_five_hundred_recipes_over_one_model_read_it_once()
    {
        var files = new CountingFiles(File.ReadAllBytes(Testing.SharedFolder.InRepository("examples", "quickstart", RealWorkspace.Model)));
        var analyzer = new PipelineAnalyzer();
        for (var index = 0; index < 500; index++)
        {
            var text = analyzer.AnalyzeText(DocumentUri.OfPath($"/w/{index}.optrecipe.yaml"), new SourceText(Recipe));
            Assert.NotEmpty(analyzer.AnalyzeModel(text, files, default).Diagnostics);
        }
        Assert.Equal(1, files.Opened);
    }

    [Theory]
    [InlineData("textDocument/documentSymbol")]
    [InlineData("textDocument/foldingRange")]
    public void B05_as_many_symbols_and_folds_as_a_long_recipe_has_are_answered(string method)
    {
        using var workspace = new RealWorkspace();
        workspace.Open(Name, "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n" + string.Concat(Enumerable.Repeat("  - quantize:\n      scheme: dynamic\n", 5000)));
        var answer = workspace.At(method, Name, 0, 0);
        if (answer.TryGetProperty("error", out var error)) Assert.Equal(-32601, error.GetProperty("code").GetInt32());
        else Assert.NotEmpty(answer.GetProperty("result").EnumerateArray());
    }

    [Fact]
    public async Task B07_a_read_only_folder_with_spaces_and_umlauts_and_one_processor_are_enough()
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe ä ö ").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(ServerProcess.Folder))
            {
                var copy = Path.Combine(folder, Path.GetFileName(file));
                File.Copy(file, copy);
                File.SetAttributes(copy, FileAttributes.ReadOnly);
            }
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var limited = await Session(info =>
            {
                info.FileName = info.FileName.Replace(ServerProcess.Folder, folder, StringComparison.Ordinal);
                if (info.ArgumentList.Count > 0) info.ArgumentList[0] = Path.Combine(folder, "optrecipe-server.dll");
                info.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
                info.Environment["DOTNET_GCHeapHardLimit"] = "0x10000000";
            });
            Assert.Equal(await Session(_ => { }), limited);
        }
        finally
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var file in Directory.EnumerateFiles(folder)) File.SetAttributes(file, FileAttributes.Normal);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void B08_a_recipe_of_two_thousand_lines_is_checked_hovered_and_completed_within_the_hang_limit()
    {
        using var server = new FolderServer();
        var text = new StringBuilder("recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - quantize:\n      scheme: dynamic\n      rules:\n");
        for (var rule = 0; rule < 1000; rule++) text.Append($"        - where: {{tensors: \"block_{rule}/*\"}}\n          scheme: float32\n");
        var start = Stopwatch.GetTimestamp();
        server.Open(Name, text.ToString());
        server.Ask("textDocument/hover", server.Place(Name));
        server.Ask("textDocument/completion", server.Place(Name));
        // The goals are 50, 2 and 5 ms; all of it together must not take a second times the load of a machine that runs tests.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);
    }

    /// <summary>What a server says about a recipe with a mistake, and what a run of it writes.</summary>
    private static async Task<string> Session(Action<ProcessStartInfo> change, string? locale = null)
    {
        using var server = new FolderServer(change, locale);
        server.Open(Name, Recipe);
        var answers = new StringBuilder(server.Ask("optrecipe/plan", server.Document(Name)).GetProperty("result").GetRawText());
        foreach (var line in (int[])[1, 2, 3, 4])
            answers.Append(server.Ask("textDocument/hover", server.Place(Name, line)).GetProperty("result").GetRawText());
        answers.Append(server.Ask("textDocument/hover", $$"""{"textDocument":{"uri":"{{server.Uri(Name)}}"},"position":{"line":2,"character":11} }""").GetProperty("result").GetRawText());
        answers.Append(server.Ask("textDocument/codeAction", server.Place(Name, 5)).GetProperty("result").GetRawText());
        await Task.Yield();
        return answers.ToString().Replace(server.Folder, "");
    }

    private sealed class CountingFiles(byte[] model) : IFileSource
    {
        public int Opened;

        public FileStamp Stamp(string path) => path.EndsWith(".tflite", StringComparison.Ordinal) ? new(FileKind.File, model.Length, 1) : new(FileKind.Missing, 0, 0);

        public IByteSource Open(string path)
        {
            Interlocked.Increment(ref Opened);
            return new MemoryByteSource(model);
        }

        public IReadOnlyList<string> List(string folder) => [RealWorkspace.Model];
        public string? Refuses(string path) => null;
    }
}
