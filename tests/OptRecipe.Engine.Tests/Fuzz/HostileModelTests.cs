using System.Diagnostics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Tests.Fuzz;

/// <summary>Models that a reader lets through though they make no sense: the interpreter answers or says in one line what is wrong, soon, and in the memory it may take.</summary>
public sealed class HostileModelTests
{
    private const long MemoryLimit = 64 << 20;
    /// <summary>Managed memory for tables, names and messages beside it.</summary>
    private const long ManagedLimit = MemoryLimit + (16 << 20);
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(20);

    [Fact]
    public void No_broken_model_ends_in_anything_but_a_result_or_a_refusal()
    {
        var files = Files();
        var count = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 300_000 : 10_000;
        if (int.TryParse(Environment.GetEnvironmentVariable("OPTRECIPE_FUZZ_COUNT"), out var asked)) count = asked;
        var (next, answered, refused, stopped) = (-1, 0, 0, 0);
        var problems = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var workers = Enumerable.Range(0, Math.Min(2, Environment.ProcessorCount)).Select(_ => new Worker()).ToArray();
        foreach (var worker in workers) worker.Start(() =>
        {
            while (Interlocked.Increment(ref next) is var round && round < count)
            {
                var file = files[round % files.Length];
                var problem = Check(worker, round, file, out var outcome);
                Interlocked.Increment(ref outcome == Outcome.Answered ? ref answered : ref outcome == Outcome.Refused ? ref refused : ref stopped);
                if (problem is null) continue;
                lock (problems) problems.TryAdd(problem.Value.Kind, problem.Value.Text);
            }
        });
        foreach (var worker in workers)
            while (!worker.Join())
                if (worker.Elapsed > HangLimit) Assert.Fail($"hangs: {worker.Doing}");
        var report = string.Join('\n', problems.Values);
        if (Environment.GetEnvironmentVariable("OPTRECIPE_FUZZ_REPORT") is { Length: > 0 } path) File.WriteAllText(path, $"{answered} answered, {refused} refused, {stopped} stopped, {problems.Count} kinds of problems\n{report}");
        Assert.True(problems.Count == 0, report);
        Assert.InRange(answered, count / 20, count);
        Assert.InRange(refused, count / 20, count);
        Assert.InRange(stopped, 0, 1 + count / 2_000);
    }

    /// <summary>Models that the long run once found.</summary>
    [Theory]
    [InlineData("stablehlo_gather__d_d.bool", 138087)]
    [InlineData("rnn__d_relu.hybrid", 21341)]
    public void A_model_that_once_ended_otherwise_does_no_more(string file, int seed) =>
        Assert.Null(Check(new(), seed, SharedFolder.InRepository("tests", "corpus", "tflite", "kernels", $"{file}.tflite"), out _));

    private static (string Kind, string Text)? Check(Worker worker, int seed, string file, out Outcome outcome)
    {
        var mutator = new ModelMutator(seed);
        var model = mutator.Mutate(TestModels.Read(file));
        worker.Begin($"{file}, {mutator}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        outcome = Outcome.Refused;
        try
        {
            Run(model, mutator, new()
            {
                MemoryLimitBytes = MemoryLimit, LoopLimit = 1000, Kernels = seed % 2 == 0 ? "reference" : "fast", Runtime = (PlayedRuntime)(seed / 2 % 3),
                PreserveAllTensors = seed % 7 == 0, PackWeights = seed % 5 != 0, ThreadCount = seed % 11 == 0 ? 2 : 1,
            });
            outcome = Outcome.Answered;
        }
        catch (InterpreterException error) when (error.Message.Length > 0 && !error.Message.Contains('\n', StringComparison.Ordinal)) { }
        // A window as large as a large input, say: as much work as the file asks for, and cancellation comes between two operators.
        catch (OperationCanceledException)
        {
            outcome = Outcome.Stopped;
        }
        catch (Exception error)
        {
            var place = error.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("OptRecipe", StringComparison.Ordinal) && !line.Contains("RuntimeTensor", StringComparison.Ordinal))?.Trim();
            return ($"{error.GetType().Name} {place}", $"{error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}\n    {place}\n    {file}\n    {mutator}");
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before - mutator.InputByteCount;
        if (allocated > ManagedLimit) return ($"memory {Path.GetFileName(Path.GetDirectoryName(file))}", $"{allocated:#,0} managed bytes\n    {file}\n    {mutator}");
        return null;
    }

    private static void Run(Model model, ModelMutator mutator, InterpreterOptions options)
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        using var interpreter = new Interpreter(model, options);
        interpreter.AllocateTensors();
        try
        {
            Invoke(interpreter, mutator, cancellation.Token);
        }
        catch (InterpreterException)
        {
            // It may be tried again.
        }
        Invoke(interpreter, mutator, cancellation.Token);
    }

    private static void Invoke(Interpreter interpreter, ModelMutator mutator, CancellationToken cancellation)
    {
        foreach (var input in interpreter.GetInputDetails())
            if (mutator.Shape(input.Shape) is { } shape) interpreter.ResizeInputTensor(input.Index, shape);
        interpreter.AllocateTensors();
        foreach (var input in interpreter.GetInputDetails())
        {
            var tensor = interpreter.Tensor(input.Index);
            interpreter.SetTensor(input.Index, mutator.Bytes(tensor.Type == TensorType.String ? 40 : tensor.ByteCount, tensor.Type));
        }
        interpreter.Invoke(cancellation);
        foreach (var output in interpreter.GetOutputDetails())
        {
            var tensor = interpreter.Tensor(output.Index);
            Assert.True(tensor.Type == TensorType.String || interpreter.BorrowTensor<byte>(output.Index).Length == tensor.ByteCount);
        }
        Assert.InRange(interpreter.Memory.Total, 0, MemoryLimit);
    }

    private enum Outcome { Answered, Refused, Stopped }

    /// <summary>Small models, each operator in many forms.</summary>
    private static string[] Files()
    {
        IEnumerable<string> folders = [SharedFolder.InRepository("tests", "corpus")];
        if (SharedFolder.Path is { } shared) folders = folders.Append(Path.Combine(shared, "golden", "kernels"));
        return [.. folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.tflite", SearchOption.AllDirectories)).Where(file => new FileInfo(file).Length < 100_000)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>A thread that can be watched.</summary>
    private sealed class Worker
    {
        private Thread? _thread;
        private long _began = Stopwatch.GetTimestamp();

        public string Doing { get; private set; } = "";
        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Volatile.Read(ref _began));

        public void Start(Action action)
        {
            _thread = new(() => action()) { IsBackground = true };
            _thread.Start();
        }

        public bool Join() => _thread is null || _thread.Join(100);

        public void Begin(string what)
        {
            Doing = what;
            Volatile.Write(ref _began, Stopwatch.GetTimestamp());
        }
    }
}
