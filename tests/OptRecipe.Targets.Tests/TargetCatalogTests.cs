using OptRecipe.Testing;

namespace OptRecipe.Targets.Tests;

public sealed class TargetCatalogTests
{
    [Fact]
    public void All_nineteen_targets_of_the_fact_files_are_known()
    {
        string[] expected =
        [
            "cmsis-nn", "coreml", "edge-tpu", "ethos-u", "google-tensor", "gpu", "hexagon", "litert-js", "mediatek-npu", "myriad", "nnapi", "openvino", "qualcomm-npu", "saved-model", "tensorrt",
            "tfjs", "tflite-cpu", "tflite-micro", "xnnpack",
        ];
        Assert.Equal(expected, TargetCatalog.Targets.Select(target => target.Id).Order(StringComparer.Ordinal));
        if (SharedFolder.Require("facts/targets", 1) is not { } folder) return;
        Assert.Equal(Directory.EnumerateFiles(folder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal), expected);
    }

    [Fact]
    public void Every_target_has_a_title_a_paragraph_and_described_options() => Assert.All(TargetCatalog.Targets, target =>
    {
        Assert.NotEmpty(target.Title);
        Assert.True(target.Description.Length > 40, target.Id);
        Assert.NotNull(target.Option("require"));
        Assert.All(target.Options, option => Assert.True(option.Description.Length > 15, option.Name));
        Assert.All(target.Options, option => Assert.True(option.Default is null || option.Check(option.Default) is null, option.Name));
        Assert.All(target.Options, option => Assert.All(option.Allowed, value => Assert.Null(option.Check(value))));
    });

    [Fact]
    public void Groups_have_members_that_exist() => Assert.All(TargetCatalog.Groups, group => Assert.All(group.Members, member => Assert.NotNull(TargetCatalog.Find(member))));

    [Theory]
    [InlineData("xnpack", "xnnpack")]
    [InlineData("tflite_micro", "tflite-micro")]
    [InlineData("tfilte-micro", "tflite-micro")]
    [InlineData("TFLite Micro", "tflite-micro")]
    [InlineData("edgetpu", "edge-tpu")]
    [InlineData("andriod", "android")]
    [InlineData("banana", null)]
    [InlineData("", null)]
    public void Unknown_target_suggests_the_nearest_id(string written, string? expected) => Assert.Equal(expected, TargetCatalog.Nearest(written));

    [Fact]
    public void A_short_form_becomes_the_target_with_its_option()
    {
        var selection = TargetSelection.Of("cmsis-nn", ("flash", "1 MiB"));
        Assert.Equal("tflite-micro: {flash: 1 MiB, kernels: cmsis-nn}", selection.ToString());
        Assert.Equal(1 << 20, selection.Bytes("flash"));
        Assert.Equal(TargetSelection.Of("tflite-micro", ("kernels", "cmsis-nn"), ("flash", "1 MiB")), selection);
    }

    [Theory]
    [InlineData("xnnpack", "runtme", "tflite-2.9", "`xnnpack` has no option `runtme`", "runtime")]
    [InlineData("xnnpack", "runtime", "2.3", "`2.3` does not say whose version it is: `tflite-2.3` (TensorFlow Lite) or `litert-2.3` (LiteRT)", "tflite-2.3 litert-2.3")]
    [InlineData("xnnpack", "runtime", "tflite", "`tflite` is no runtime; expected `tflite-2.9`, `litert-2.3` or the like", "tflite-2.9 litert-2.3")]
    [InlineData("tflite-micro", "kernels", "cmsis", "`cmsis` is no value of `kernels`; expected `reference` or `cmsis-nn`", "reference cmsis-nn")]
    [InlineData("tflite-micro", "kernels", "cmsis_nn", "`cmsis_nn` is no value of `kernels`; expected `reference` or `cmsis-nn`", "cmsis-nn")]
    [InlineData("tflite-micro", "flash", "256", "`flash` is a size with its unit, found `256`", "256 KiB|256 B")]
    [InlineData("xnnpack", "require", "90", "`require` is a share from 0 % to 100 %, found `90`", "90 %")]
    [InlineData("xnnpack", "require", "120 %", "`require` is a share from 0 % to 100 %, found `120 %`", "100 %|90 %")]
    [InlineData("xnnpack", "threads", "0", "`threads` is a whole number of at least 1, found `0`", "1")]
    [InlineData("xnnpack", "qs8", "on", "`on` is no value of `qs8`; expected `true` or `false`", "true false")]
    public void A_wrong_option_says_what_is_expected(string id, string name, string value, string message, string suggestions)
    {
        TargetSelection.Of(TargetCatalog.Find(id)!, [new(name, value)], out var problems);
        var problem = Assert.Contains(name, problems);
        Assert.Equal(message, problem.Message);
        Assert.Equal(suggestions.Split(suggestions.Contains('|', StringComparison.Ordinal) ? '|' : suggestions.EndsWith('%') ? '|' : ' '), problem.Suggestions);
    }
}
