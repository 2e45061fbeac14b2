using System.Diagnostics;
using OptRecipe.Disk;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Benchmarks.Files;

/// <summary>Opening and writing a model of 100 MB, beside native TensorFlow Lite and <c>cp</c>. Everything is in the page cache.</summary>
internal static class FileSuite
{
    private const int Rounds = 31, WarmUps = 5;

    public static BenchmarkTable Run()
    {
        var folder = Directory.CreateTempSubdirectory("optrecipe-bench").FullName;
        try
        {
            var table = new BenchmarkTable();
            var file = Path.Combine(folder, "large.tflite");
            using (var stream = File.Create(file)) ModelWriter.Write(LargeModel.Create(), stream);
            Open(table, file);
            Write(table, file, folder);
            table.Note($"the file: {new FileInfo(file).Length:#,0} bytes, {LargeModel.Layers} FULLY_CONNECTED; medians of {Rounds} rounds in turn after {WarmUps} that do not count; native TensorFlow Lite {NativeTensorFlowLite.Version}, {Version("cp")}");
            return table;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Open(BenchmarkTable table, string file)
    {
        // The page cache is warm, our code is not: what a fresh process pays besides.
        File.ReadAllBytes(file);
        var start = Stopwatch.GetTimestamp();
        OpenAndIndex(file);
        var first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var times = Measure.InTurn(Rounds, WarmUps, () => OpenAndIndex(file), () => NativeTensorFlowLite.OpenFile(file, makesInterpreter: false), () => NativeTensorFlowLite.OpenFile(file, makesInterpreter: true));
        var before = GC.GetAllocatedBytesForCurrentThread();
        OpenAndIndex(file);
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / 1e6;
        table.Add("open + index, ms", times[0], times[1], "native: the model alone", ("< 5 ms", times[0] < 5));
        table.Add("", times[0], times[2], "native: model and interpreter");
        table.Add("the same, first time in a process without precompiled code, ms", first, null, "");
        table.Add("managed memory allocated by it, MB", allocated, null, "", ("< 1 MB", allocated < 1));
    }

    /// <summary>What the editor does with a model: its structure, who makes and who uses which tensor, the order.</summary>
    private static void OpenAndIndex(string file)
    {
        using var source = new HandleByteSource(file);
        var model = ModelReader.Read(source);
        if (new GraphView(model, 0).TopologicalOrder.Length != LargeModel.Layers) throw new InvalidDataException("operators are missing");
    }

    private static void Write(BenchmarkTable table, string file, string folder)
    {
        using var source = new HandleByteSource(file);
        var model = ModelReader.Read(source);
        var changed = model with { Description = "changed" };
        var (ours, theirs) = (Path.Combine(folder, "ours.tflite"), Path.Combine(folder, "theirs.tflite"));
        void Stream(Model written)
        {
            File.Delete(ours);
            using var stream = new FileStream(ours, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            ModelWriter.Write(written, stream);
        }
        void Copy()
        {
            File.Delete(theirs);
            Shell("cp", file, theirs);
        }
        var times = Measure.InTurn(Rounds, WarmUps, () => Stream(model), Copy, () => Stream(changed));
        table.Add("write a changed model (laid out anew), ms", times[2], times[1], "cp", ("≥ 70 % of cp's speed", times[1] / times[2] >= 0.7));
        table.Add("write an unchanged model (the same bytes), ms", times[0], times[1], "cp", ("≥ 70 % of cp's speed", times[1] / times[0] >= 0.7));
        var safe = Measure.InTurn(Rounds / 3, 1, () => AtomicFile.Write(ours, stream => ModelWriter.Write(changed, stream)), () => Shell("sh", "-c", "cp \"$0\" \"$1.tmp\" && sync \"$1.tmp\" && mv \"$1.tmp\" \"$1\"", file, theirs));
        table.Add("the same, flushed to the disk and renamed, ms", safe[0], safe[1], "cp, sync, mv");
    }

    private static void Shell(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new InvalidOperationException($"`{program}` does not start");
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"`{program}` ends with {process.ExitCode}");
    }

    private static string Version(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"`{program}` does not start");
        return process.StandardOutput.ReadLine() ?? program;
    }
}
