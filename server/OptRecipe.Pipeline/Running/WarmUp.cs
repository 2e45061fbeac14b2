using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Running;

/// <summary>Has the run time compile what most runs need: a model of a few operators is calibrated, quantized and written to nowhere. On a thread of its own, while a worker still reads its request and
/// its recipe, this halves what a short run waits for compiling.</summary>
public static class WarmUp
{
    private const int Side = 8, Channels = 16, Classes = 10;

    /// <summary>Starts it; does nothing where there is no second processor.</summary>
    public static void Start()
    {
        if (Environment.ProcessorCount > 1) new Thread(RunSilently) { IsBackground = true, Name = "warm-up" }.Start();
    }

    private static void RunSilently()
    {
        try
        {
            Run();
        }
        catch (Exception)
        {
            // A thread of ours must not end the process; whatever it is, the run itself meets it again and says it.
        }
    }

    internal static void Run()
    {
        var model = Tiny();
        ReadOnlyMemory<byte> sample = Bytes(Side * Side);
        var ranges = Calibrator.Measure(new(model), new(1, _ => [sample]), new(RangeMethod.MinMax) { ThreadCount = 1 }, null, CancellationToken.None);
        var pass = new QuantizePass(new(QuantizeScheme.Int8)).WithRanges(ranges);
        ModelWriter.Write(pass.Apply(model, pass.Plan(model), PassMode.Run, null, CancellationToken.None), Stream.Null);
    }

    private static Model Tiny()
    {
        var builder = new ModelBuilder();
        int Constant(string name, params ReadOnlySpan<int> shape)
        {
            var count = 1;
            foreach (var size in shape) count *= size;
            return builder.Constant<byte>(name, TensorType.Float32, shape, Bytes(count));
        }
        var x = builder.Input("x", TensorType.Float32, 1, Side, Side, 1);
        var wide = builder.Add(BuiltinOperator.Conv2D, "wide", TensorType.Float32, [1, Side, Side, Channels], [x, Constant("w", Channels, 3, 3, 1), Constant("b", Channels)],
            OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1).With("fused_activation_function", 1));
        var deep = builder.Add(BuiltinOperator.DepthwiseConv2D, "deep", TensorType.Float32, [1, Side, Side, Channels], [wide, Constant("dw", 1, 3, 3, Channels), Constant("db", Channels)],
            OperatorOptions.Of("DepthwiseConv2DOptions").With("stride_w", 1).With("stride_h", 1).With("depth_multiplier", 1).With("fused_activation_function", 1));
        var narrow = builder.Add(BuiltinOperator.Conv2D, "narrow", TensorType.Float32, [1, Side, Side, Channels], [deep, Constant("pw", Channels, 1, 1, Channels), Constant("pb", Channels)],
            OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1));
        var pooled = builder.Add(BuiltinOperator.MaxPool2D, "pooled", TensorType.Float32, [1, Side / 2, Side / 2, Channels], [narrow],
            OperatorOptions.Of("Pool2DOptions").With("stride_w", 2).With("stride_h", 2).With("filter_width", 2).With("filter_height", 2));
        var shape = builder.Constant<int>("shape", TensorType.Int32, [2], [1, Side * Side / 4 * Channels]);
        var flat = builder.Add(BuiltinOperator.Reshape, "flat", TensorType.Float32, [1, Side * Side / 4 * Channels], [pooled, shape]);
        var scores = builder.Add(BuiltinOperator.FullyConnected, "scores", TensorType.Float32, [1, Classes], [flat, Constant("fw", Classes, Side * Side / 4 * Channels), Constant("fb", Classes)]);
        return builder.Output(builder.Add(BuiltinOperator.Softmax, "y", TensorType.Float32, [1, Classes], [scores], OperatorOptions.Of("SoftmaxOptions").With("beta", 1))).Build();
    }

    /// <summary>Of small numbers.</summary>
    private static byte[] Bytes(int count)
    {
        var values = new float[count];
        for (var index = 0; index < count; index++) values[index] = index % 17 / 16f - 0.5f;
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
