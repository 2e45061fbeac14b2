using System.Text.Json;
using OptRecipe.Engine.Arena;
using OptRecipe.Testing;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;
using Xunit.Abstractions;

namespace OptRecipe.Engine.Tests.Arena;

public sealed class ActivationMemoryTests(ITestOutputHelper output)
{
    /// <summary>Operators whose kernels plan memory of their own beside the activations, in the package that made the results.</summary>
    private static readonly string[] WithScratch = ["ADD_N", "MEAN", "SUM", "MIRROR_PAD", "REDUCE_ALL", "REDUCE_MAX", "REDUCE_MIN", "TRANSPOSE_CONV", "UNIDIRECTIONAL_SEQUENCE_LSTM"];

    /// <summary>Its weights have no data, so that they are an activation that nobody writes.</summary>
    private const string WithoutData = "conv_2d/weights_empty_buffer.tflite";

    [Fact]
    public void Activations_are_planned_as_TensorFlow_Lite_Micro_plans_them()
    {
        if (SharedFolder.Require("golden/tflm", 1) is not { } folder) return;
        var (equal, scratch, wrong) = (0, 0, new List<string>());
        foreach (var list in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(list) is "kernels.json" or "result.json") continue;
            using var json = JsonDocument.Parse(File.ReadAllText(list).Replace(": NaN", ": null", StringComparison.Ordinal));
            foreach (var row in json.RootElement.EnumerateArray())
            {
                if (!row.TryGetProperty("arena_head", out var head)) continue;
                var file = row.GetProperty("file").GetString() ?? "";
                var path = Path.GetFullPath(Path.Combine(folder, file));
                if (!File.Exists(path)) path = Path.Combine(folder, "..", "..", file);
                var model = ModelReader.Read(new MemoryByteSource(File.ReadAllBytes(path)));
                var (ours, theirs) = (ActivationMemory.Of(model).ByteCount, head.GetInt64());
                if (ours == theirs) equal++;
                else if (ours < theirs && (HasScratch(model) || file.EndsWith(WithoutData, StringComparison.Ordinal))) scratch++;
                else wrong.Add($"{file}: {ours}, TensorFlow Lite Micro {theirs}");
            }
        }
        output.WriteLine($"{equal} equal, {scratch} smaller because kernels plan scratch memory too");
        Assert.Empty(wrong);
        Assert.True(equal > 400);
    }

    [Fact]
    public void The_largest_tensors_live_where_most_bytes_do()
    {
        var builder = new ModelBuilder();
        var wide = builder.Add(BuiltinOperator.Relu, "wide", TensorType.Float32, [1, 100], [builder.Input("x", TensorType.Float32, 1, 10)]);
        var widest = builder.Add(BuiltinOperator.Relu, "widest", TensorType.Float32, [1, 200], [wide]);
        var memory = ActivationMemory.Of(builder.Output(builder.Add(BuiltinOperator.Relu, "y", TensorType.Float32, [1, 5], [widest])).Build());
        Assert.Equal((1200, new OperatorAddress(0, 1)), (memory.ByteCount, memory.Peak));
        Assert.Equal([(widest, 800), (wide, 400)], memory.AtPeak.Select(activation => (activation.Tensor, (int)activation.ByteCount)));
    }

    [Fact]
    public void A_subgraph_that_calls_itself_ends()
    {
        var builder = new ModelBuilder();
        var model = builder.Output(builder.Add(BuiltinOperator.While, "y", TensorType.Float32, [4], [builder.Input("x", TensorType.Float32, 4)])).Build();
        Assert.Equal(32, ActivationMemory.Of(model).ByteCount);
    }

    private static bool HasScratch(Model model) =>
        model.OperatorCodes.Any(code => WithScratch.Contains(code.Name)) || model.Subgraphs.Any(subgraph => subgraph.Tensors.Any(tensor => tensor.Type == TensorType.Int4));
}
