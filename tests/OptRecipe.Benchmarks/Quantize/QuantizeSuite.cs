using System.Diagnostics;
using OptRecipe.Data.NumPy;
using OptRecipe.Disk;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Running;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Benchmarks.Quantize;

/// <summary>Full integer quantization with 100 samples, from a recipe to the written file: what it takes beside running the model, and from process start to the file, measured in
/// native TensorFlow Lite's time for one inference of the float model in the same run.</summary>
internal static class QuantizeSuite
{
    private const int Samples = 100, Rounds = 5;

    public static BenchmarkTable Run()
    {
        var table = new BenchmarkTable();
        if (SharedFolder.Path is not { } shared)
        {
            table.Note("The models lie in ../shared, which is not there.");
            return table;
        }
        var folder = Directory.CreateTempSubdirectory("optrecipe-bench").FullName;
        try
        {
            Environment.SetEnvironmentVariable("OPTRECIPE_CACHE", Path.Combine(folder, "cache"));
            var published = File.ReadAllBytes(Path.Combine(shared, "models", "coral", "mobilenet_v2_1.0_224_ptq_int8.tflite"));
            using (var file = File.Create(Path.Combine(folder, "mobilenet_v2.tflite"))) ModelWriter.Write(FloatModel.Of(ModelReader.Read(new MemoryByteSource(published))), file);
            // The converter's 19.0 s and ai-edge-quantizer's 3.8 s are 2,714 and 540 of its inferences of 7.0 ms (golden/timings.md).
            Measure(table, folder, "mobilenet_v2", 2714, 540);
            File.Copy(Path.Combine(shared, "seed", "digits_cnn", "digits_cnn.tflite"), Path.Combine(folder, "digits_cnn.tflite"));
            Measure(table, folder, "digits_cnn", null, null);
            table.Note("Milliseconds, two cores, 100 samples of noise. Beside the kernels = the run in a warm process, less the same 100 invocations without statistics on the same threads, timed in turn.");
            table.Note("From process start: a fresh process of the command line with an empty cache (not the published binary: it compiles its code as it goes).");
            return table;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(BenchmarkTable table, string folder, string name, double? converter, double? aiEdge)
    {
        var file = File.ReadAllBytes(Path.Combine(folder, name + ".tflite"));
        var model = ModelReader.Read(new MemoryByteSource(file));
        var input = model.Subgraphs[0].Tensors[model.Subgraphs[0].Inputs[0]];
        WriteSamples(Path.Combine(folder, name + ".npz"), [Samples, .. input.Shape.Skip(1)]);
        var recipe = Path.Combine(folder, name + ".optrecipe.yaml");
        var text = $"recipe: 1\nmodel: {name}.tflite\ndata: {{calibration: {{path: {name}.npz}}}}\nsteps:\n  - quantize: int8\noutputs:\n  - tflite: out/{name}.tflite\n";
        using (var writer = File.CreateText(recipe)) writer.Write(text);

        var known = new CalibrationCache();
        RunHere(recipe, text, known);
        var inTurn = Benchmarks.Measure.InTurn(Rounds, 2, () => Invoke(model), () => RunHere(recipe, text, new()), () => Read(Path.Combine(folder, name + ".npz")), () => RunHere(recipe, text, known));
        table.Add($"{name}: run, warm", inTurn[1], null, "");
        table.Add("  of that 100 inferences", inTurn[0], null, "");
        table.Add("  a run whose ranges are known: planning, writing, gzip", inTurn[3], null, "");
        table.Add("  reading the samples' file at once", inTurn[2], null, "");
        var beside = Math.Max(inTurn[1] - inTurn[0], 0);
        table.Add("  beside the kernels", beside, null, "", name == "mobilenet_v2" ? ("≤ 200 ms", beside <= 200) : null);

        var native = NativeInference(file);
        table.Add("  native TFLite 2.9, one float inference", native ?? 0, null, "");
        var (milliseconds, peak) = RunProcess(folder, recipe);
        table.Add("  from process start to the file", milliseconds, converter * native, "converter, scaled", converter is null ? ("≤ 200 ms", milliseconds <= 200) : ("≥ 20 ×", converter * native >= 20 * milliseconds));
        if (aiEdge is not null) table.Add("", milliseconds, aiEdge * native, "ai-edge-quantizer, scaled", ("≥ 4 ×", aiEdge * native >= 4 * milliseconds));
        var idle = RunProcess(folder, null).Peak;
        var limit = 4.0 * file.Length / (1 << 20);
        table.Add("  peak memory above an idle process, MiB", (peak - idle) / 1024.0, limit, "4 × the float file", ("below", (peak - idle) / 1024.0 <= limit));
    }

    private static void RunHere(string recipe, string text, CalibrationCache cache)
    {
        var files = new DiskFiles();
        var result = new RecipeRunner(files, files, TimeProvider.System, cache).Run(new RecipeAnalyzer(files).Analyze(recipe, text, default), true, null, default);
        if (result.Status != RunStatus.Succeeded) throw new InvalidOperationException(result.Message);
    }

    /// <summary>The kernels alone: the invocations that calibration makes, shared out on as many threads.</summary>
    private static void Invoke(Model model)
    {
        var shared = new SharedModel(model);
        var next = 0;
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            using var interpreter = new Interpreter(shared);
            interpreter.AllocateTensors();
            while (Interlocked.Increment(ref next) <= Samples) interpreter.Invoke();
        });
    }

    private static void Read(string path)
    {
        using var archive = new NpzArchive(File.OpenRead(path));
        archive.Read("x");
    }

    private static double? NativeInference(byte[] file)
    {
        using var native = NativeTensorFlowLite.Load(file, useXnnPack: true);
        var times = new List<double>();
        for (var round = 0; round < 60; round++)
        {
            var start = Stopwatch.GetTimestamp();
            native.Invoke();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return Benchmarks.Measure.Median(times);
    }

    /// <summary>A fresh process of the command line; the best of three, and its peak of resident memory in KiB. Without a recipe: one that only says its schema.</summary>
    private static (double Milliseconds, double Peak) RunProcess(string folder, string? recipe)
    {
        var best = (Milliseconds: double.MaxValue, Peak: 0.0);
        for (var round = 0; round < 3; round++)
        {
            if (Directory.Exists(Path.Combine(folder, "cache"))) Directory.Delete(Path.Combine(folder, "cache"), recursive: true);
            var program = SharedFolder.InRepository("server", "OptRecipe.Cli", "bin", "Release", "net10.0", "optrecipe.dll");
            var start = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "\"$0\" \"$@\" > /dev/null; grep VmHWM /proc/self/status > /dev/null", "dotnet", program, .. recipe is null ? new[] { "targets" } : ["run", "--force", recipe]]))
                ?? throw new InvalidOperationException("no process");
            var peak = 0.0;
            while (!process.WaitForExit(2)) peak = Math.Max(peak, PeakOfChildren(process.Id));
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (process.ExitCode != 0) throw new InvalidOperationException($"exit code {process.ExitCode}");
            if (milliseconds < best.Milliseconds) best = (milliseconds, peak);
        }
        return best;
    }

    private static double PeakOfChildren(int id)
    {
        try
        {
            var child = File.ReadAllText($"/proc/{id}/task/{id}/children").Trim();
            var line = child.Length == 0 ? null : File.ReadLines($"/proc/{child.Split(' ')[0]}/status").FirstOrDefault(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(':', StringSplitOptions.TrimEntries)[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void WriteSamples(string path, int[] shape)
    {
        var random = new Random(1);
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        foreach (ref var value in values.AsSpan()) value = random.NextSingle() * 2 - 1;
        using var file = File.Create(path);
        NpzArchive.Write(file, [new("x", new(new('f', 4), shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray()))]);
    }
}
