using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Tests.Graphs;

public sealed class ModelBuilderTests
{
    [Fact]
    public void A_built_model_is_legal_and_prints_one_line_an_operator()
    {
        var model = Small();
        Assert.Empty(ModelVerifier.Verify(model));
        Assert.Empty(ModelVerifier.Verify(ModelFiles.Read(ModelFiles.Write(model))));
        Assert.Equal(
            """
            #0 CONV_2D v1 (t0 FLOAT32[-1,8,8,1], t1 FLOAT32[2,3,3,1], t2 FLOAT32[2]) → t3 FLOAT32[-1,8,8,2] {stride_w: 1, stride_h: 1, fused_activation_function: RELU}
            #1 MEAN v1 (t3 FLOAT32[-1,8,8,2], t4 INT32[2]) → t5 FLOAT32[-1,2]
            #2 Mystery v1 (t5 FLOAT32[-1,2], –) → t6 FLOAT32[-1,2] {custom_options: 3 bytes 010203}
            """, OperatorText.Lines(model, 0));
    }

    [Fact]
    public void Equal_operator_codes_are_one_and_options_default_to_those_of_the_kind()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 4);
        for (var step = 0; step < 3; step++) x = builder.Add(BuiltinOperator.Softmax, $"y{step}", TensorType.Float32, [4], [x]);
        var model = builder.Output(x).Build();
        Assert.Single(model.OperatorCodes);
        Assert.Equal("SoftmaxOptions", model.Subgraphs[0].Operators[0].Options?.Schema.Name);
    }

    [Fact]
    public void A_constant_of_another_size_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ModelBuilder().Constant<float>("c", TensorType.Float32, [3], [1, 2]));

    internal static Model Small()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, -1, 8, 8, 1);
        var filter = builder.Constant<float>("filter", TensorType.Float32, [2, 3, 3, 1], Enumerable.Range(0, 18).Select(value => (float)value).ToArray());
        var bias = builder.Constant<float>("bias", TensorType.Float32, [2], [1, 2]);
        var convolution = OperatorOptions.Of("Conv2DOptions").With("stride_w", 1).With("stride_h", 1).With("fused_activation_function", (int)ActivationFunctionType.Relu);
        var y = builder.Add(BuiltinOperator.Conv2D, "y", TensorType.Float32, [-1, 8, 8, 2], [x, filter, bias], convolution);
        var axes = builder.Constant("axes", TensorType.Int32, [2], [1, 2]);
        var mean = builder.Add(BuiltinOperator.Mean, "mean", TensorType.Float32, [-1, 2], [y, axes]);
        var output = builder.Tensor("out", TensorType.Float32, -1, 2);
        return builder.AddCustom("Mystery", [mean, -1], [output], [1, 2, 3]).Output(output).Build("small");
    }
}
