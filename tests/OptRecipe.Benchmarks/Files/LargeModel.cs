using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Benchmarks.Files;

/// <summary>A model of 100 MB whose weights all differ.</summary>
internal static class LargeModel
{
    public const int Layers = 100, Width = 512;

    public static Model Create()
    {
        var random = new Random(1);
        var builder = new ModelBuilder();
        var x = builder.Input("serving_default_x:0", TensorType.Float32, 1, Width);
        for (var layer = 0; layer < Layers; layer++)
        {
            var data = new float[Width * Width];
            for (var index = 0; index < data.Length; index++) data[index] = random.NextSingle() - 0.5f;
            var weights = builder.Constant<float>($"model/dense_{layer}/MatMul", TensorType.Float32, [Width, Width], data);
            var bias = builder.Constant<float>($"model/dense_{layer}/BiasAdd/ReadVariableOp", TensorType.Float32, [Width], data.AsSpan(0, Width));
            x = builder.Add(BuiltinOperator.FullyConnected, $"model/dense_{layer}/Relu;model/dense_{layer}/BiasAdd", TensorType.Float32, [1, Width], [x, weights, bias]);
        }
        return builder.Output(x).Build();
    }
}
