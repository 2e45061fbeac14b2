using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Engine.Tests.Interpretation;

/// <summary>A model that stays in its file: weights are read when they are needed.</summary>
public sealed class ReleasedConstantTests
{
    private const int Units = 96, Depth = 128, WeightBytes = 4 * Units * Depth;

    [Fact]
    public void Packed_weights_are_read_once_and_again_only_for_who_looks_at_them()
    {
        var file = new FileLike(Written());
        var shared = new SharedModel(ModelReader.Read(file));
        using var lent = new Interpreter(ModelReader.Read(new MemoryByteSource(file.Bytes)));
        var expected = Run(lent);
        var before = file.BytesRead;

        using var first = new Interpreter(shared);
        Assert.Equal(expected, Run(first));
        Assert.Equal(expected, Run(first));
        using var second = new Interpreter(shared);
        Assert.Equal(expected, Run(second));
        Assert.InRange(file.BytesRead - before, WeightBytes, WeightBytes + 1000);

        var weights = shared.Model.Subgraphs[0].Operators[0].Inputs[1];
        Assert.Equal(lent.BorrowTensor<float>(weights).ToArray(), first.BorrowTensor<float>(weights).ToArray());
        Assert.Equal(lent.BorrowTensor<float>(weights).ToArray(), second.BorrowTensor<float>(weights).ToArray());
        Assert.InRange(file.BytesRead - before, 2 * WeightBytes, 2 * WeightBytes + 1000);
    }

    private static float[] Run(Interpreter interpreter)
    {
        interpreter.AllocateTensors();
        interpreter.SetTensor(interpreter.GetInputDetails()[0].Index, Values(Depth, 3));
        interpreter.Invoke();
        return interpreter.GetTensor<float>(interpreter.GetOutputDetails()[0].Index);
    }

    private static byte[] Written()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1, Depth);
        var weights = builder.Constant<float>("weights", TensorType.Float32, [Units, Depth], Values(Units * Depth, 1));
        var bias = builder.Constant<float>("bias", TensorType.Float32, [Units], Values(Units, 2));
        var model = builder.Output(builder.Add(BuiltinOperator.FullyConnected, "y", TensorType.Float32, [1, Units], [x, weights, bias])).Build();
        using var stream = new MemoryStream();
        ModelWriter.Write(model, stream);
        return stream.ToArray();
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    /// <summary>Lends nothing, as a file does.</summary>
    private sealed class FileLike(byte[] bytes) : IByteSource
    {
        public byte[] Bytes => bytes;
        public long Length => bytes.Length;
        public long BytesRead { get; private set; }

        public void Read(long offset, Span<byte> destination)
        {
            BytesRead += destination.Length;
            bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        }

        public bool TryBorrow(long offset, int length, out ReadOnlyMemory<byte> memory)
        {
            memory = default;
            return false;
        }
    }
}
