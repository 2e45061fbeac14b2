using System.Diagnostics;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;

namespace OptRecipe.Benchmarks.Models;

/// <summary>Operators of real size in the types that no model of the other suites has: the plain loops, the fastest kernel set, and the same on two threads.</summary>
internal static class OperatorSuite
{
    private const int WarmUps = 3;
    private const double TotalMilliseconds = 250;

    private static readonly (string Name, Func<Model> Make)[] All =
    [
        ("DEPTHWISE_CONV_2D int16x8 56×56×144", () => Convolution(BuiltinOperator.DepthwiseConv2D, TensorType.Int16, 56, 144, 144, 3)),
        ("DEPTHWISE_CONV_2D hybrid 56×56×144", () => Convolution(BuiltinOperator.DepthwiseConv2D, TensorType.Float32, 56, 144, 144, 3)),
        ("CONV_2D int16x8 56×56×64→64 3×3", () => Convolution(BuiltinOperator.Conv2D, TensorType.Int16, 56, 64, 64, 3)),
        ("CONV_2D int16x8 56×56×64→128 1×1", () => Convolution(BuiltinOperator.Conv2D, TensorType.Int16, 56, 64, 128, 1)),
        ("CONV_2D int16x8 28×28×128→128 3×3 in 4 groups", () => Convolution(BuiltinOperator.Conv2D, TensorType.Int16, 28, 128, 128, 3, groups: 4)),
        ("CONV_2D int8 28×28×128→128 3×3 in 4 groups", () => Convolution(BuiltinOperator.Conv2D, TensorType.Int8, 28, 128, 128, 3, groups: 4)),
        ("CONV_2D hybrid 28×28×128→128 3×3 in 4 groups", () => Convolution(BuiltinOperator.Conv2D, TensorType.Float32, 28, 128, 128, 3, groups: 4)),
        ("CONV_2D float 28×28×128→128 3×3 in 32 groups", () => Convolution(BuiltinOperator.Conv2D, TensorType.Float32, 28, 128, 128, 3, groups: 32, isHybrid: false)),
        ("TRANSPOSE_CONV uint8 28×28×64→32 3×3 by 2", () => Transposed(TensorType.UInt8)),
        ("TRANSPOSE_CONV int16x8 28×28×64→32 3×3 by 2", () => Transposed(TensorType.Int16)),
        ("FULLY_CONNECTED int16x8 16×1024→1024", () => FullyConnected(TensorType.Int16, 16, 1024)),
        ("FULLY_CONNECTED in blocks of 32, 1×2048→2048", () => Blockwise(1, 2048)),
        ("FULLY_CONNECTED in blocks of 32, 32×1024→1024", () => Blockwise(32, 1024)),
        ("BATCH_MATMUL int16 8 of 128×64×128", () => Matrices(TensorType.Int16, TensorType.Int16, 64, 128)),
        ("BATCH_MATMUL int16 8 of 128×384×64", () => Matrices(TensorType.Int16, TensorType.Int16, 384, 64)),
        ("BATCH_MATMUL hybrid 8 of 128×64×128", () => Matrices(TensorType.Float32, TensorType.Int8, 64, 128)),
        ("MAX_POOL_2D float 112×112×64 3×3 by 2", () => Pool(BuiltinOperator.MaxPool2D, TensorType.Float32)),
        ("AVERAGE_POOL_2D int8 112×112×64 3×3 by 2", () => Pool(BuiltinOperator.AveragePool2D, TensorType.Int8)),
        ("MEAN float 16×56×56×64 over 1, 2", () => Reduced(BuiltinOperator.Mean, TensorType.Float32, 1, 2)),
        ("MEAN int8 16×56×56×64 over 1, 2", () => Reduced(BuiltinOperator.Mean, TensorType.Int8, 1, 2)),
        ("SUM float 16×56×56×64 over 3", () => Reduced(BuiltinOperator.Sum, TensorType.Float32, 3)),
        ("SOFTMAX float 1024×1024", () => Softmax(TensorType.Float32)),
        ("SOFTMAX int8 1024×1024", () => Softmax(TensorType.Int8)),
        ("RESIZE_NEAREST_NEIGHBOR int8 56×56×64→112×112", () => new Layer(BuiltinOperator.ResizeNearestNeighbor, TensorType.Int8).Input(TensorType.Int8, 1, 56, 56, 64).Numbers(112, 112).Output(1, 112, 112, 64)),
        ("UNIDIRECTIONAL_SEQUENCE_LSTM float, 32 steps, 512 cells", () => Lstm(512, 32)),
    ];

    public static IPrintedTable Run(IReadOnlyList<string> words)
    {
        var rows = new List<string[]> { new[] { "µs", "plain", "one thread", "two threads", "plain / one", "gain" } };
        foreach (var (name, make) in All)
        {
            if (words.Count > 0 && !words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))) continue;
            var model = make();
            var (plain, one, two) = (Microseconds(model, "reference", 1), Microseconds(model, "fast", 1), Microseconds(model, "fast", 2));
            rows.Add([name, Columns.Number(plain), Columns.Number(one), Columns.Number(two), Columns.Number(plain / one), Columns.Number(one / two)]);
        }
        return new Table(rows);
    }

    private static double Microseconds(Model model, string kernels, int threads)
    {
        using var interpreter = new Interpreter(model, new() { Kernels = kernels, ThreadCount = threads });
        interpreter.AllocateTensors();
        var random = new Random(1);
        foreach (var input in interpreter.GetInputDetails())
        {
            var bytes = new byte[interpreter.Tensor(input.Index).ByteCount];
            random.NextBytes(bytes);
            if (input.Type == TensorType.Float32)
                foreach (ref var value in MemoryMarshal.Cast<byte, float>(bytes.AsSpan())) value = random.NextSingle() - 0.5f;
            interpreter.SetTensor(input.Index, bytes);
        }
        for (var round = 0; round < WarmUps; round++) interpreter.Invoke();
        var least = double.MaxValue;
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalMilliseconds < TotalMilliseconds;)
        {
            var start = Stopwatch.GetTimestamp();
            interpreter.Invoke();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        return least;
    }

    private static Model Convolution(BuiltinOperator op, TensorType type, int size, int channels, int outputs, int filter, int groups = 1, bool isHybrid = true)
    {
        var isDepthwise = op == BuiltinOperator.DepthwiseConv2D;
        var layer = new Layer(op, type).With("stride_h", 1).With("stride_w", 1).With("dilation_h_factor", 1).With("dilation_w_factor", 1).Input(type, 1, size, size, channels);
        return layer.Weights(isHybrid ? TensorType.Int8 : TensorType.Float32, isDepthwise ? [1, filter, filter, outputs] : [outputs, filter, filter, channels / groups]).Output(1, size, size, outputs);
    }

    private static Model Transposed(TensorType type) => new Layer(BuiltinOperator.TransposeConv, type).With("stride_h", 2).With("stride_w", 2).Numbers(1, 56, 56, 32)
        .Weights(type == TensorType.UInt8 ? type : TensorType.Int8, 32, 3, 3, 64).Input(type, 1, 28, 28, 64).Output(1, 56, 56, 32);

    private static Model FullyConnected(TensorType type, int rows, int depth) =>
        new Layer(BuiltinOperator.FullyConnected, type).Input(type, rows, depth).Weights(TensorType.Int8, depth, depth).Output(rows, depth);

    private static Model Blockwise(int rows, int depth) =>
        new Layer(BuiltinOperator.FullyConnected, TensorType.Float32).Input(TensorType.Float32, rows, depth).Blockwise(depth, depth, 32).Output(rows, depth);

    private static Model Matrices(TensorType left, TensorType right, int depth, int columns)
    {
        var layer = new Layer(BuiltinOperator.BatchMatmul, left).Input(left, 8, 128, depth);
        return (right == left ? layer.Input(right, 8, depth, columns) : layer.Weights(right, 8, depth, columns)).Output(8, 128, columns);
    }

    private static Model Pool(BuiltinOperator op, TensorType type) =>
        new Layer(op, type).With("stride_h", 2).With("stride_w", 2).With("filter_height", 3).With("filter_width", 3).Input(type, 1, 112, 112, 64).Output(1, 56, 56, 64);

    private static Model Reduced(BuiltinOperator op, TensorType type, params int[] axes) =>
        new Layer(op, type).Input(type, 16, 56, 56, 64).Numbers(axes).Output(axes.Length == 2 ? [16, 64] : [16, 56, 56]);

    private static Model Softmax(TensorType type) => new Layer(BuiltinOperator.Softmax, type, new(1f / 256, -128)).With("beta", 1f).Input(type, 1024, 1024).Output(1024, 1024);

    private static Model Lstm(int cells, int steps)
    {
        var layer = new Layer(BuiltinOperator.UnidirectionalSequenceLstm, TensorType.Float32).With("fused_activation_function", (int)ActivationFunctionType.Tanh).With("time_major", true)
            .Input(TensorType.Float32, steps, 1, cells);
        for (var gate = 0; gate < 8; gate++) layer.Weights(TensorType.Float32, cells, cells);
        layer.Omit(3);
        for (var gate = 0; gate < 4; gate++) layer.Weights(TensorType.Float32, cells);
        return layer.Omit(2).Variable(1, cells).Variable(1, cells).Output(steps, 1, cells);
    }

    private sealed class Table(List<string[]> rows) : IPrintedTable
    {
        public void Print(TextWriter writer)
        {
            Columns.Print(writer, [1, 2, 3, 4, 5], rows);
            writer.WriteLine("Microseconds of one invocation, the least of a quarter of a second, with the interpreter around it; the gain is that of the second thread.");
        }
    }
}
