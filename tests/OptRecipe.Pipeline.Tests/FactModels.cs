using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Pipeline.Tests;

/// <summary>Small models about which there is one thing to say.</summary>
internal static class FactModels
{
    public static (string Name, Model Model)[] All { get; } = [("flex", Flex()), ("custom", Custom()), ("dynamic", Dynamic()), ("open_width", OpenWidth()), ("unrolled", Unrolled()), ("zero_scale", ZeroScale())];

    public static byte[] Write(Model model)
    {
        using var stream = new MemoryStream();
        ModelWriter.Write(model, stream);
        return stream.ToArray();
    }

    private static Model Flex() => OneCustom("FlexErf");
    private static Model Custom() => OneCustom("Mine");

    private static Model OneCustom(string name)
    {
        var builder = new ModelBuilder();
        var (x, y) = (builder.Input("x", TensorType.Float32, 4), builder.Tensor("y", TensorType.Float32, 4));
        return builder.AddCustom(name, [x], [y]).Output(y).Build();
    }

    private static Model Dynamic()
    {
        var builder = new ModelBuilder();
        var (x, shape) = (builder.Input("x", TensorType.Float32, 4), builder.Input("shape", TensorType.Int32, 2));
        return builder.Output(builder.Add(BuiltinOperator.Reshape, "y", TensorType.Float32, [2, 2], [x, shape])).Build();
    }

    private static Model OpenWidth()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1, -1, 4);
        return builder.Output(builder.Add(BuiltinOperator.Relu, "y", TensorType.Float32, [1, -1, 4], [x])).Build();
    }

    private static Model Unrolled()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1, 2);
        var weights = builder.Constant<float>("w", TensorType.Float32, [2, 2], [1, 2, 3, 4]);
        for (var step = 0; step < 5; step++) x = builder.Add(BuiltinOperator.FullyConnected, $"h{step}", TensorType.Float32, [1, 2], [x, weights, -1]);
        return builder.Output(x).Build();
    }

    private static Model ZeroScale()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 4);
        builder.Change(x, tensor => tensor with { Quantization = new() { Scales = [0], ZeroPoints = [0] } });
        return builder.Output(builder.Add(BuiltinOperator.Relu, "y", TensorType.Float32, [4], [x])).Build();
    }
}
