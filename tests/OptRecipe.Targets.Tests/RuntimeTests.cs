namespace OptRecipe.Targets.Tests;

public sealed class RuntimeTests
{
    [Theory]
    [InlineData("tflite-2.9", RuntimeFamily.TFLite, 2, 9)]
    [InlineData("tflite-2.10", RuntimeFamily.TFLite, 2, 10)]
    [InlineData("litert-2.3", RuntimeFamily.LiteRT, 2, 3)]
    [InlineData("litert-2.3.1", RuntimeFamily.LiteRT, 2, 3)]
    public void A_runtime_is_read_as_text(string text, RuntimeFamily family, int major, int minor)
    {
        Assert.True(Runtime.TryParse(text, out var runtime, out var problem));
        Assert.Null(problem);
        Assert.Equal((family, major, minor), (runtime.Family, runtime.Major, runtime.Minor));
        Assert.Equal(text, runtime.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("tflite-2")]
    [InlineData("tflite-2.")]
    [InlineData("tflite-2.9.1.1")]
    [InlineData("tflite-2.-9")]
    [InlineData("tensorflow-2.9")]
    [InlineData("tflite-99999999999.1")]
    [InlineData("TFLITE-2.9")]
    public void What_is_no_runtime_is_refused_with_examples(string text)
    {
        Assert.False(Runtime.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem!.Suggestions);
        Assert.All(problem.Suggestions, suggestion => Assert.True(Runtime.TryParse(suggestion, out _, out _)));
    }

    [Fact]
    public void Runtimes_are_ordered_across_the_families()
    {
        string[] ordered = ["tflite-1.14", "tflite-2.3", "tflite-2.9", "tflite-2.9.1", "tflite-2.10", "tflite-2.17", "litert-1.0", "litert-1.4", "tflite-2.18", "tflite-2.20", "litert-2.0", "litert-2.2", "tflite-2.23", "litert-2.3", "litert-2.10"];
        var runtimes = ordered.Select(text => Runtime.TryParse(text, out var runtime, out _) ? runtime : default).ToArray();
        Assert.Equal(runtimes, runtimes.Reverse().Order());
    }
}
