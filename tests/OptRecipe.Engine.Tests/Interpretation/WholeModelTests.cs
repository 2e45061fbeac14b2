using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Tests.Interpretation;

/// <summary>What has to hold for every model that runs: those of the corpus, and of the shared folder where it is there.</summary>
public sealed class WholeModelTests
{
    [Fact]
    public void An_invocation_of_any_model_allocates_nothing() => Check(2_000_000, (model, seed) =>
    {
        foreach (var kernels in (string[])["reference", "fast"])
        {
            using var interpreter = Start(model, seed, new() { Kernels = kernels });
            interpreter.Invoke();
            // The least of three: the runtime itself may set up something once when it compiles a method anew.
            var allocated = long.MaxValue;
            for (var round = 0; round < 3; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                interpreter.Invoke();
                allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            // Outputs whose size depends on values may be made anew.
            if (allocated > 0 && interpreter.Memory.Dynamic == 0) return $"{allocated} bytes with {kernels} kernels";
        }
        return null;
    });

    [Fact]
    public void Sharing_memory_among_tensors_changes_no_result() => Check(20_000_000, (model, seed) =>
    {
        using var shared = Start(model, seed, new());
        using var apart = Start(model, seed, new() { PreserveAllTensors = true });
        return Difference(shared, apart) ?? (shared.Memory.Arena <= apart.Memory.Arena ? null : $"{shared.Memory} shared, {apart.Memory} apart");
    });

    [Fact]
    public void Without_packed_weights_integers_are_the_same_and_no_constant_is_copied() => Check(20_000_000, (model, seed) =>
    {
        using var packed = Start(model, seed, new());
        using var borrowed = Start(model, seed, new() { PackWeights = false });
        for (var index = 0; index < model.Subgraphs[0].Tensors.Length; index++)
        {
            var tensor = borrowed.Tensor(index);
            if (tensor.Memory != TensorMemory.Constant || tensor.ByteCount == 0 || model.Subgraphs[0].Tensors[index].Sparsity is not null) continue;
            if (!MemoryMarshal.TryGetArray(model.Buffers[(int)model.Subgraphs[0].Tensors[index].Buffer].Data.ToMemory(), out var file)
                || !tensor.Bytes.Overlaps(file.Array)) return $"constant {index} is a copy";
        }
        return Difference(packed, borrowed, integersOnly: true);
    });

    /// <summary>What differs between the outputs of two interpreters, bit for bit.</summary>
    private static string? Difference(Interpreter left, Interpreter right, bool integersOnly = false)
    {
        foreach (var output in left.GetOutputDetails())
        {
            if (integersOnly && output.Type is TensorType.Float32 or TensorType.Float16) continue;
            if (!left.BorrowTensor<byte>(output.Index).SequenceEqual(right.BorrowTensor<byte>(output.Index))) return $"output {output.Index} differs";
        }
        return null;
    }

    /// <summary>Allocated, with random inputs, and invoked once.</summary>
    private static Interpreter Start(Model model, int seed, InterpreterOptions options)
    {
        var interpreter = new Interpreter(model, options);
        var random = new Random(seed);
        interpreter.AllocateTensors();
        foreach (var input in interpreter.GetInputDetails())
        {
            var tensor = interpreter.Tensor(input.Index);
            if (tensor.Type == TensorType.String || tensor.Memory == TensorMemory.Constant) continue;
            var bytes = new byte[tensor.ByteCount];
            if (tensor.Type is TensorType.Int8 or TensorType.UInt8) random.NextBytes(bytes);
            else if (tensor.Type == TensorType.Float32) foreach (ref var value in MemoryMarshal.Cast<byte, float>(bytes.AsSpan())) value = random.NextSingle() * 4 - 1;
            else foreach (ref var value in bytes.AsSpan()) value = 0;
            interpreter.SetTensor(input.Index, bytes);
        }
        interpreter.Invoke();
        return interpreter;
    }

    /// <summary>Runs a check over all models; those that do not run with such inputs are left out.</summary>
    /// <param name="check">Says what is wrong with a model, null for nothing.</param>
    private static void Check(long sizeLimit, Func<Model, int, string?> check)
    {
        var (problems, count) = (new List<string>(), 0);
        foreach (var file in Files(sizeLimit))
        {
            try
            {
                if (check(TestModels.Read(file), count++) is { } problem) problems.Add($"{file}: {problem}");
            }
            catch (InterpreterException)
            {
                count--;
            }
        }
        Assert.True(problems.Count == 0, $"{problems.Count} of {count}:\n{string.Join('\n', problems.Take(40))}");
        Assert.InRange(count, 300, int.MaxValue);
    }

    private static IEnumerable<string> Files(long sizeLimit)
    {
        IEnumerable<string> folders = [SharedFolder.InRepository("tests", "corpus")];
        if (SharedFolder.Path is { } shared) folders = [.. folders, Path.Combine(shared, "golden", "kernels"), Path.Combine(shared, "models"), Path.Combine(shared, "seed")];
        return folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.tflite", SearchOption.AllDirectories))
            .Where(file => new FileInfo(file).Length <= sizeLimit).Order(StringComparer.Ordinal);
    }
}
