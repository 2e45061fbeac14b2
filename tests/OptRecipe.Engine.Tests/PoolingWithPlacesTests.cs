using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Engine.Tests;

/// <summary>MediaPipe's pair of custom operators, by hand: no runtime at hand has them.</summary>
public sealed class PoolingWithPlacesTests
{
    // 1 SAME, 2 VALID; strides and window as width, height; no activation.
    private static byte[] Options(int padding, int window) => MemoryMarshal.AsBytes<int>([padding, window, window, window, window, 0, 0, 0, 0, 0]).ToArray();

    [Fact]
    public void Pooling_says_where_in_the_window_the_maximum_stood_and_unpooling_puts_it_back()
    {
        var builder = new ModelBuilder();
        var input = builder.Input("in", TensorType.Float32, 1, 4, 4, 1);
        var (pooled, places, back) = (builder.Tensor("pooled", TensorType.Float32, 1, 2, 2, 1), builder.Tensor("places", TensorType.Float32, 1, 2, 2, 1), builder.Tensor("back", TensorType.Float32, 1, 4, 4, 1));
        builder.AddCustom("MaxPoolingWithArgmax2D", [input], [pooled, places], Options(1, 2));
        builder.AddCustom("MaxUnpooling2D", [pooled, places], [back], Options(1, 2));
        using var interpreter = new Interpreter(builder.Output(pooled).Output(places).Output(back).Build());
        interpreter.AllocateTensors();
        interpreter.SetTensor<float>(input, [1, 2, 9, 8, 3, 4, 7, 6, 5, 5, 1, 2, 5, 5, 4, 3]);
        interpreter.Invoke();
        Assert.Equal([4, 9, 5, 4], interpreter.GetTensor<float>(pooled));
        Assert.Equal([3.1f, 0.1f, 0.1f, 2.1f], interpreter.GetTensor<float>(places));
        Assert.Equal([0, 0, 9, 0, 0, 4, 0, 0, 5, 0, 0, 0, 0, 0, 4, 0], interpreter.GetTensor<float>(back));
    }

    [Theory]
    [InlineData(-100f)]
    [InlineData(1e30f)]
    [InlineData(float.NaN)]
    public void A_place_outside_is_passed_over(float place)
    {
        var builder = new ModelBuilder();
        var (input, places) = (builder.Input("in", TensorType.Float32, 1, 1, 1, 1), builder.Input("places", TensorType.Float32, 1, 1, 1, 1));
        var output = builder.Tensor("out", TensorType.Float32, 1, 2, 2, 1);
        builder.AddCustom("MaxUnpooling2D", [input, places], [output], Options(2, 2));
        using var interpreter = new Interpreter(builder.Output(output).Build());
        interpreter.AllocateTensors();
        interpreter.SetTensor<float>(input, [5]);
        interpreter.SetTensor<float>(places, [place]);
        interpreter.Invoke();
        Assert.Equal(float.IsNaN(place) ? 5 : 0, interpreter.GetTensor<float>(output)[0]);
        Assert.Equal([0, 0, 0], interpreter.GetTensor<float>(output)[1..]);
    }

    [Fact]
    public void Options_that_are_cut_are_refused()
    {
        var builder = new ModelBuilder();
        var input = builder.Input("in", TensorType.Float32, 1, 4, 4, 1);
        var (pooled, places) = (builder.Tensor("pooled", TensorType.Float32, 1, 2, 2, 1), builder.Tensor("places", TensorType.Float32, 1, 2, 2, 1));
        builder.AddCustom("MaxPoolingWithArgmax2D", [input], [pooled, places], Options(1, 2)[..20]);
        using var interpreter = new Interpreter(builder.Output(pooled).Output(places).Build());
        Assert.Contains("20 bytes", Assert.Throws<InterpreterException>(interpreter.AllocateTensors).Message);
    }
}
