using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Threading;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Small layers that run once in a process, on a thread of their own, while its first model is being prepared: the loops that only the just-in-time compiler can make
/// (AVX-512, AVX-VNNI) are made then, and the first inference waits for fewer of them. Results are thrown away.</summary>
internal static class Rehearsal
{
    private static int _begun;

    /// <summary>What a model has of them.</summary>
    [Flags]
    internal enum Layers { None = 0, Single = 1, Integer = 2, DepthwiseSingle = 4, DepthwiseInteger = 8, Sum = 16, All = 31 }

    /// <summary>Starts what the model needs and no earlier model needed. Does nothing on one processor, where compiling early is no gain.</summary>
    public static void Begin(MicroKernelSet set, Model model)
    {
        if (!set.HasProducts || Environment.ProcessorCount < 2) return;
        var layers = Of(model);
        layers &= ~(Layers)Interlocked.Or(ref _begun, (int)layers);
        if (layers != Layers.None) new Thread(() => Run(set, layers)) { IsBackground = true, Name = "rehearsal" }.Start();
    }

    internal static void Run(MicroKernelSet set, Layers layers)
    {
        using var workers = new WorkerPool(1);
        // Rows and columns as most layers have them: whole tiles of two vectors and lower ones, a tile of one vector, one row of many columns. What a model does not need only costs time.
        var vector = (layers.HasFlag(Layers.Integer) && set.HasUInt8 ? set.UInt8Columns : set.Columns) / 2;
        if (layers.HasFlag(Layers.Integer))
            foreach (var (rows, columns) in (ReadOnlySpan<(int, int)>)[(6, 2 * vector), (5, 2 * vector), (12, vector), (4, 2 * vector), (1, 8 * vector)]) Integer(set, workers, rows, columns);
        if (layers.HasFlag(Layers.DepthwiseInteger)) DepthwiseInteger(set, workers);
        if (layers.HasFlag(Layers.Sum) && set.VectorBits == 512) SumRows<sbyte, Floats512>.Rehearse(set);
        if (layers.HasFlag(Layers.Single))
        {
            var most = set.SingleRows(2);
            foreach (var rows in (ReadOnlySpan<int>)[most, most - 1, most - 2, 1]) Single(set, workers, rows, set.Columns);
        }
        if (layers.HasFlag(Layers.DepthwiseSingle)) DepthwiseSingle(set, workers);
    }

    private static Layers Of(Model model)
    {
        var layers = Layers.None;
        foreach (var graph in model.Subgraphs)
        {
            foreach (var op in graph.Operators)
            {
                if (op.OpcodeIndex >= model.OperatorCodes.Length || op.Inputs.Length < 2 || (uint)op.Inputs[0] >= (uint)graph.Tensors.Length) continue;
                var isSingle = graph.Tensors[op.Inputs[0]].Type == TensorType.Float32;
                if (!isSingle && graph.Tensors[op.Inputs[0]].Type is not (TensorType.Int8 or TensorType.UInt8)) continue;
                layers |= model.OperatorCodes[(int)op.OpcodeIndex].Builtin switch
                {
                    BuiltinOperator.Conv2D or BuiltinOperator.FullyConnected => isSingle ? Layers.Single : Layers.Integer,
                    BuiltinOperator.DepthwiseConv2D => isSingle ? Layers.DepthwiseSingle : Layers.DepthwiseInteger,
                    BuiltinOperator.Add when graph.Tensors[op.Inputs[0]].Type == TensorType.Int8 => Layers.Sum,
                    _ => Layers.None,
                };
            }
        }
        return layers;
    }

    private static void Single(MicroKernelSet set, WorkerPool workers, int rows, int columns)
    {
        const int Depth = 4;
        var geometry = ConvolutionGeometry.Plain(rows, Depth, columns);
        var layer = new SingleConvolution(set, geometry, SingleConvolution.Pack(set, geometry, new float[Depth * columns]), [], 0, 0);
        layer.Run(workers, new float[rows * Depth], new float[rows * columns], new byte[layer.ScratchBytes]);
    }

    private static void Integer(MicroKernelSet set, WorkerPool workers, int rows, int columns)
    {
        const int Depth = 4;
        var geometry = ConvolutionGeometry.Plain(rows, Depth, columns);
        var layer = new IntegerConvolution(set, geometry, PackedWeights8.Of(set, geometry, new sbyte[Depth * columns]), [], 0, isSigned: true, Requantizer(set, columns));
        layer.Run(workers, new byte[rows * Depth], new byte[rows * columns], new byte[layer.ScratchBytes(workers.ThreadCount)]);
    }

    /// <summary>Three by three, once with a row of four outputs and a channel block of each kind.</summary>
    private static void DepthwiseSingle(MicroKernelSet set, WorkerPool workers)
    {
        var (axis, channels) = (new WindowAxis(8, 8, 3, 1, 1, 1), 2 * set.Columns);
        new DepthwiseSingle(set, axis, axis, 1, channels, new float[9 * channels], [], 0, 0).Run(workers, new float[64 * channels], new float[64 * channels]);
    }

    private static void DepthwiseInteger(MicroKernelSet set, WorkerPool workers)
    {
        var (axis, channels) = (new WindowAxis(8, 8, 3, 1, 1, 1), 2 * DepthwiseTile.Lanes);
        var layout = new DepthwiseLayout(axis, axis, channels, set.HasUInt8 ? 4 : 2);
        var weights = DepthwiseWeights8.Pack<sbyte>(layout, axis, axis, new sbyte[9 * channels], static weight => weight);
        var layer = new Depthwise8(set, axis, axis, 1, layout, weights, [], 0, isSigned: true, Requantizer(set, layout.Channels));
        layer.Run(workers, new byte[64 * channels], new byte[64 * channels], new byte[Depthwise8.ScratchBytes(layout, workers)]);
    }

    private static Requantizer Requantizer(MicroKernelSet set, int channels) => new(set.RequantizedLanes, [FixedPointFactor.Of(0.25)], channels, Rounding.Double, 0, sbyte.MinValue, sbyte.MaxValue);
}
