using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.TFLite.Tests.Files;

public sealed class LargeModelTests
{
    private const int Layers = 100, Width = 512;

    /// <summary>The language server opens models while somebody types: the structure of 100 MB costs neither memory nor a walk through the weights.</summary>
    [Fact]
    public void The_structure_of_a_hundred_megabytes_is_read_without_the_weights()
    {
        using var file = new SparseStream();
        ModelWriter.Write(Dense(), file);
        Assert.True(file.Length > 100_000_000);
        CheckCost(file);
    }

    private static void CheckCost(IByteSource file)
    {
        ModelReader.Read(file);
        var counted = new Counted(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var model = ModelReader.Read(counted);
        var graph = new GraphView(model, 0);
        Assert.Equal(Layers, graph.TopologicalOrder.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1_000_000);
        Assert.InRange(counted.BytesRead, 1, 2_000_000);
        Assert.Equal(Width * Width * 4, model.Buffers[^1].Data.Length);
    }

    private static Model Dense()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1, Width);
        var data = new float[Width * Width];
        for (var layer = 0; layer < Layers; layer++)
        {
            data[0] = layer + 1;
            var weights = builder.Constant<float>($"model/dense_{layer}/MatMul", TensorType.Float32, [Width, Width], data);
            x = builder.Add(BuiltinOperator.FullyConnected, $"model/dense_{layer}/Relu", TensorType.Float32, [1, Width], [x, weights, -1]);
        }
        return builder.Output(x).Build();
    }

    private sealed class Counted(IByteSource source) : IByteSource
    {
        public long BytesRead { get; private set; }
        public long Length => source.Length;

        public void Read(long offset, Span<byte> destination)
        {
            BytesRead += destination.Length;
            source.Read(offset, destination);
        }

        public bool TryBorrow(long offset, int length, out ReadOnlyMemory<byte> memory) => source.TryBorrow(offset, length, out memory);
    }
}
