using OptRecipe.Benchmarks.Files;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Benchmarks.Server;

/// <summary>The models beside which the language server is measured: blocks of convolution, activation and addition, and one file of 100 MB.</summary>
internal static class ServerModels
{
    private const int Side = 16, Channels = 8;

    /// <summary>Writes <c>model_10.tflite</c>, <c>model_100.tflite</c>, <c>model_1000.tflite</c> and <c>model_large.tflite</c>.</summary>
    public static void Write(string folder, bool withLarge = true)
    {
        foreach (var operatorCount in (int[])[10, 100, 1000]) Save(folder, $"model_{operatorCount}.tflite", OfBlocks(operatorCount));
        if (withLarge) Save(folder, "model_large.tflite", LargeModel.Create());
    }

    private static void Save(string folder, string name, Model model)
    {
        using var stream = File.Create(Path.Combine(folder, name));
        ModelWriter.Write(model, stream);
    }

    private static Model OfBlocks(int operatorCount)
    {
        var random = new Random(operatorCount);
        var builder = new ModelBuilder();
        int[] shape = [1, Side, Side, Channels];
        var options = OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1).With("dilation_w_factor", 1).With("dilation_h_factor", 1);
        var x = builder.Input("serving_default_x:0", TensorType.Float32, shape);
        var shortcut = x;
        for (var index = 0; index < operatorCount; index++)
        {
            var block = $"block_{index / 3}";
            switch (index % 3)
            {
                case 0:
                    var filter = builder.Constant<float>($"{block}/conv/filter", TensorType.Float32, [Channels, 3, 3, Channels], Noise(random, Channels * 9 * Channels));
                    var bias = builder.Constant<float>($"{block}/conv/bias", TensorType.Float32, [Channels], Noise(random, Channels));
                    shortcut = x;
                    x = builder.Add(BuiltinOperator.Conv2D, $"{block}/conv/output", TensorType.Float32, shape, [x, filter, bias], options);
                    break;
                case 1: x = builder.Add(BuiltinOperator.Logistic, $"{block}/gate", TensorType.Float32, shape, [x]); break;
                default: x = builder.Add(BuiltinOperator.Add, $"{block}/sum", TensorType.Float32, shape, [x, shortcut]); break;
            }
        }
        return builder.Output(x).Build();
    }

    private static float[] Noise(Random random, int count)
    {
        var values = new float[count];
        for (var index = 0; index < count; index++) values[index] = random.NextSingle() - 0.5f;
        return values;
    }
}
