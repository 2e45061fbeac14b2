using OptRecipe.Pipeline.Running;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Tests.Repair;

/// <summary>Small models of which one thing makes quantization lose, run by a recipe on noise.</summary>
internal static class UnevenModels
{
    private const int Size = 8;

    /// <summary>Channels of very different ranges are joined; a FULLY_CONNECTED that needs both reads them, or the model ends there.</summary>
    /// <param name="isShared">Another FULLY_CONNECTED reads the small ones.</param>
    public static Model Concatenation(bool isRead, bool isShared = false)
    {
        var builder = new ModelBuilder();
        var input = builder.Input("x", TensorType.Float32, 1, Size);
        var (large, small) = (Layer(builder, "large", input, 100, 0, ActivationFunctionType.Relu), Layer(builder, "small", input, 0.1f, 0, ActivationFunctionType.Relu));
        var joined = builder.Add(BuiltinOperator.Concatenation, "joined", TensorType.Float32, [1, 2 * Size], [large, small], OperatorOptions.Of("ConcatenationOptions").With("axis", 1));
        if (!isRead) return builder.Output(joined).Build();
        if (isShared) builder.Output(Layer(builder, "beside", small, 1, 0, ActivationFunctionType.None));
        var weights = Noise(2 * Size * Size, 7);
        for (var index = 0; index < weights.Length; index++) weights[index] *= index % (2 * Size) < Size ? 0.01f : 10;
        return builder.Output(builder.Add(BuiltinOperator.FullyConnected, "y", TensorType.Float32, [1, Size], [joined, builder.Constant<float>("reads", TensorType.Float32, [Size, 2 * Size], weights), -1], Options(ActivationFunctionType.None))).Build();
    }

    /// <summary>Channels of very different ranges whose makers have no weights to scale: two large groups, which go together, and a small one. A CONV_2D or FULLY_CONNECTED with bias and RELU reads them, and a
    /// FULLY_CONNECTED that.</summary>
    public static Model Unscalable(bool isConvolution)
    {
        var builder = new ModelBuilder();
        var input = builder.Input("x", TensorType.Float32, 1, Size);
        int[] shape = isConvolution ? [1, 2, 2, 2] : [1, Size];
        var channels = shape[^1];
        var data = isConvolution ? builder.Add(BuiltinOperator.Reshape, "picture", TensorType.Float32, shape, [input, builder.Constant<int>("shape", TensorType.Int32, [4], shape)]) : input;
        int[] parts = [.. new[] { 100f, 60, 0.1f }.Select((factor, index) =>
            builder.Add(BuiltinOperator.Mul, $"part{index}", TensorType.Float32, shape, [data, builder.Constant<float>($"factor{index}", TensorType.Float32, [1], [factor])], OperatorOptions.Of("MulOptions")))];
        var joined = builder.Add(BuiltinOperator.Concatenation, "joined", TensorType.Float32, [.. shape[..^1], 3 * channels], parts, OperatorOptions.Of("ConcatenationOptions").With("axis", -1));
        int[] kernel = isConvolution ? [Size, 3, 3, 3 * channels] : [Size, 3 * channels];
        var weights = Noise(kernel.Aggregate(1, (product, size) => product * size), 7);
        for (var index = 0; index < weights.Length; index++) weights[index] *= index % (3 * channels) < 2 * channels ? 0.01f : 10;
        int[] reads = [joined, builder.Constant<float>("reads", TensorType.Float32, kernel, weights), builder.Constant<float>("bias", TensorType.Float32, [Size], Noise(Size, 9))];
        var middle = isConvolution ? builder.Add(BuiltinOperator.Conv2D, "middle", TensorType.Float32, [1, 2, 2, Size], reads, OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1).With("dilation_w_factor", 1).With("dilation_h_factor", 1).With("fused_activation_function", (int)ActivationFunctionType.Relu))
            : builder.Add(BuiltinOperator.FullyConnected, "middle", TensorType.Float32, [1, Size], reads, Options(ActivationFunctionType.Relu));
        return builder.Output(isConvolution ? middle : Layer(builder, "y", middle, 1, 0, ActivationFunctionType.None)).Build();
    }

    /// <summary>A large and a small summand.</summary>
    public static Model Sum()
    {
        var builder = new ModelBuilder();
        var input = builder.Input("x", TensorType.Float32, 1, Size);
        var wide = Noise(Size, 3);
        var (large, small) = (builder.Add(BuiltinOperator.Mul, "large", TensorType.Float32, [1, Size], [input, builder.Constant<float>("factors", TensorType.Float32, [Size], [.. wide.Select((value, index) => index == 0 ? 100f : 0.01f * value)])], OperatorOptions.Of("MulOptions")), Layer(builder, "small", input, 1, 0, ActivationFunctionType.None));
        return builder.Output(builder.Add(BuiltinOperator.Add, "y", TensorType.Float32, [1, Size], [large, small], OperatorOptions.Of("AddOptions"))).Build();
    }

    /// <summary>A layer whose results are all about as large as its bias, and one that takes that from them again.</summary>
    public static Model HighBias(float bias)
    {
        var builder = new ModelBuilder();
        var input = builder.Input("x", TensorType.Float32, 1, Size);
        var middle = Layer(builder, "middle", input, 1, bias, ActivationFunctionType.Relu);
        return builder.Output(Layer(builder, "y", middle, 1, -bias, ActivationFunctionType.None, isForEachWeight: true)).Build();
    }

    /// <param name="targets">In flow style; empty for none.</param>
    /// <param name="steps">In flow style.</param>
    public static (RunResult Result, Model Model, RecipeAnalysis Analysis) Run(Model model, string steps, string targets = "[]")
    {
        var files = new MemoryFiles();
        files["/w/model.tflite"] = FactModels.Write(model);
        files["/w/noise.npz"] = Fixture.Samples(100, Size);
        var analysis = new RecipeAnalyzer(files).Analyze(Fixture.RecipePath, $"recipe: 1\nmodel: model.tflite\ntargets: {targets}\ndata:\n  calibration: {{path: noise.npz, inputs: x}}\nsteps: {steps}\noutputs:\n  - tflite: out.tflite\n", default);
        var result = new RecipeRunner(files, files, TimeProvider.System).Run(analysis, true, null, default);
        Assert.True(result.Status == RunStatus.Succeeded, $"{result.Message}\n{Fixture.Problems(analysis)}");
        return (result, ModelReader.Read(new MemoryByteSource(files["/w/out.tflite"])), analysis);
    }

    private static int Layer(ModelBuilder builder, string name, int input, float size, float bias, ActivationFunctionType activation, bool isForEachWeight = false)
    {
        float[] weights = [.. Noise(Size * Size, name.Length).Select(value => size * value)];
        return builder.Add(BuiltinOperator.FullyConnected, name, TensorType.Float32, [1, Size],
            [input, builder.Constant<float>($"{name}_weights", TensorType.Float32, [Size, Size], weights), builder.Constant<float>($"{name}_bias", TensorType.Float32, [Size], [.. weights.Chunk(Size).Select(row => isForEachWeight ? bias * row.Sum() : bias)])],
            Options(activation));
    }

    private static OperatorOptions Options(ActivationFunctionType activation) => OperatorOptions.Of("FullyConnectedOptions").With("fused_activation_function", (int)activation);

    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
    }
}
