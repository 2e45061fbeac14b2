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
    private const int Samples = 100, Rounds = 5, WarmUps = 2;

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
            table.Note("From process start: the published program started with an empty cache, the least of five; start alone = up to its version. Compiling = what is left beside start and a warm run.");
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
        var toFile = new List<double>();
        var inTurn = Benchmarks.Measure.InTurn(Rounds, WarmUps, () => Invoke(model), () => toFile.Add(RunHere(recipe, text, new())), () => RunHere(recipe, text, known));
        var untilFile = Benchmarks.Measure.Median(toFile[WarmUps..]);
        table.Add($"{name}: run, warm, a model never seen before", inTurn[1], null, "");
        table.Add("  until the file stands", untilFile, null, "");
        table.Add("  the same again, ranges known: planning, writing", inTurn[2], null, "");
        table.Add("  100 inferences alone", inTurn[0], null, "");
        var beside = Math.Max(inTurn[1] - inTurn[0], 0);
        table.Add("  beside the kernels, a model never seen before", beside, null, "", name == "mobilenet_v2" ? ("≤ 200 ms", beside <= 200) : null);
        table.Add("  of that until the file stands: statistics, planning, writing", Math.Max(untilFile - inTurn[0], 0), null, "");
        table.Add("  of that behind it: verdicts, report, record", inTurn[1] - untilFile, null, "");

        var native = NativeInference(file);
        table.Add("  native TFLite 2.9, one float inference", native ?? 0, null, "");
        if (!File.Exists(PublishedWorker.Program))
        {
            table.Note($"There is no published program ({PublishedWorker.Program}); `npm run bench -- quantize` publishes it.");
            return;
        }
        var worker = new PublishedWorker(Path.Combine(folder, "cache"));
        var (whole, peak, milliseconds) = worker.Run(recipe, Path.Combine(folder, "out", name + ".tflite"));
        var start = worker.Start().Milliseconds;
        table.Add("  from process start to the file", milliseconds, converter * native, "converter, scaled", converter is null ? ("≤ 200 ms", milliseconds <= 200) : ("≥ 20 ×", converter * native >= 20 * milliseconds));
        if (aiEdge is not null) table.Add("", milliseconds, aiEdge * native, "ai-edge-quantizer, scaled", ("≥ 4 ×", aiEdge * native >= 4 * milliseconds));
        table.Add("  to the end of the run", whole, null, "");
        table.Add("  of that start", start, null, "");
        table.Add("  of that compiling", Math.Max(whole - start - inTurn[1], 0), null, "");
        var idle = worker.Idle();
        var limit = 4.0 * file.Length / (1 << 20);
        table.Add("  peak memory above an idle process, MiB", peak - idle, limit, "4 × the float file", ("below", peak - idle <= limit));
    }

    /// <returns>Milliseconds until the written file stood in its place.</returns>
    private static double RunHere(string recipe, string text, CalibrationCache cache)
    {
        var (start, files) = (Stopwatch.GetTimestamp(), new DiskFiles());
        var store = new FirstWrite(files);
        var result = new RecipeRunner(files, store, TimeProvider.System, cache).Run(new RecipeAnalyzer(files).Analyze(recipe, text, default), true, null, default);
        return result.Status == RunStatus.Succeeded ? Stopwatch.GetElapsedTime(start, store.Ended).TotalMilliseconds : throw new InvalidOperationException(result.Message);
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

    private static void WriteSamples(string path, int[] shape)
    {
        var random = new Random(1);
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        foreach (ref var value in values.AsSpan()) value = random.NextSingle() * 2 - 1;
        using var file = File.Create(path);
        NpzArchive.Write(file, [new("x", new(new('f', 4), shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray()))]);
    }

    /// <summary>Remembers when the first file was written: that of the model.</summary>
    private sealed class FirstWrite(IOutputStore store) : IOutputStore
    {
        public long Ended { get; private set; }

        public void Write(string path, Action<Stream> content)
        {
            store.Write(path, content);
            if (Ended == 0) Ended = Stopwatch.GetTimestamp();
        }

        public string? Refuses(string path) => store.Refuses(path);

        public IDisposable? Claim(IReadOnlyCollection<string> paths) => store.Claim(paths);
    }
}
