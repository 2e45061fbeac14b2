using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.Cli.Tests;

public sealed class CoverageCommandTests : CommandFixture
{
    private readonly string _int8, _dynamic;

    public CoverageCommandTests()
    {
        _int8 = Copy("int8.tflite", "tests", "corpus", "targets", "digits_cnn_int8.tflite");
        _dynamic = Copy("dynamic.tflite", "tests", "corpus", "tflite", "converter", "tones_dscnn__dynamic.tflite");
        Copy("digits_cnn.tflite", "examples", "quickstart", "digits_cnn.tflite");
    }

    [Fact]
    public async Task One_line_of_JSON_for_each_model_with_every_operator_and_the_partitions()
    {
        var lines = await Lines(_int8, _dynamic, "--target", "xnnpack", "--target", "tflite-micro: {kernels: cmsis-nn}");
        Assert.Equal([_int8, _dynamic], lines.Select(line => line.GetProperty("file").GetString()));
        var target = lines[0].GetProperty("targets")[0];
        Assert.Equal(("xnnpack", "[[0,1,2,3,4,5,6],[8]]"), (target.GetProperty("id").GetString(), target.GetProperty("partitions").GetRawText()));
        Assert.Equal(9, target.GetProperty("operators").GetArrayLength());
        var last = target.GetProperty("operators")[7];
        Assert.Equal(("SOFTMAX", "falls-back", "prepare"), (last.GetProperty("op").GetString(), last.GetProperty("verdict").GetString(), last.GetProperty("stage").GetString()));
        Assert.StartsWith("xnnpack.SOFTMAX.", last.GetProperty("rule").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, target.GetProperty("operators")[0].GetProperty("rule").ValueKind);
        Assert.Equal("cmsis-nn", lines[0].GetProperty("targets")[1].GetProperty("options").GetProperty("kernels").GetString());
        Assert.Equal("[]", lines[1].GetProperty("targets")[1].GetProperty("partitions").GetRawText());
    }

    [Fact]
    public async Task A_recipe_is_judged_after_its_steps_on_its_own_targets_or_those_asked_for()
    {
        File.WriteAllText(At("r.optrecipe.yaml"), "recipe: 1\nmodel: digits_cnn.tflite\ntargets: [tflite-micro]\nsteps: [{quantize: dynamic}]\n");
        var own = Assert.Single((await Lines(At("r.optrecipe.yaml")))[0].GetProperty("targets").EnumerateArray());
        Assert.Contains(own.GetProperty("operators").EnumerateArray(), op => op.GetProperty("verdict").GetString() == "refused" && op.GetProperty("rule").GetString()!.EndsWith("hybrid", StringComparison.Ordinal));
        var asked = Assert.Single((await Lines(At("r.optrecipe.yaml"), "--target", "xnnpack"))[0].GetProperty("targets").EnumerateArray());
        Assert.Equal(1, asked.GetProperty("coverage").GetDouble());
    }

    [Fact]
    public async Task Without_a_target_a_model_is_judged_on_all_that_can_be_and_groups_expand()
    {
        var ids = (await Lines(_int8))[0].GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("id").GetString()).ToArray();
        Assert.Contains("xnnpack", ids);
        Assert.Contains("tflite-micro", ids);
        Assert.Equal(ids.Distinct(), ids);
        Assert.True((await Lines(_int8, "--target", "mcu"))[0].GetProperty("targets").GetArrayLength() > 1);
    }

    [Fact]
    public async Task Text_names_what_falls_back_and_why()
    {
        var (code, output, _) = await Run("coverage", _int8, "--target", "xnnpack");
        Assert.Equal(0, code);
        foreach (var words in (string[])["xnnpack: 100 % of MACs, 2 partitions, 1 operator falls back: SOFTMAX #7", "falls back at prepare", "(xnnpack.SOFTMAX."]) Assert.Contains(words, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_file_does_not_take_the_other_answers_away()
    {
        var (code, output, error) = await Run("coverage", At("no.tflite"), _int8, "--target", "xnnpack", "--json");
        Assert.Equal((2, 1), (code, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Contains("no.tflite", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_of_ones_own_is_named_by_its_file()
    {
        File.WriteAllText(At("phone.target.yaml"), "extends: xnnpack\nremove: [CONV_2D]\n");
        var target = Assert.Single((await Lines(_int8, "--target", At("phone.target.yaml")))[0].GetProperty("targets").EnumerateArray());
        Assert.Equal("phone", target.GetProperty("id").GetString());
        Assert.Contains(target.GetProperty("operators").EnumerateArray(), op => op.GetProperty("rule").GetString() == "phone.removed");
        Assert.Contains("phone: phone (XNNPACK CPU delegate)", (await Run("targets", At("phone.target.yaml"))).Output, StringComparison.Ordinal);
        File.WriteAllText(At("phone.target.yaml"), "extends: xnpack\n");
        await CheckRefused(["targets", At("phone.target.yaml")], "line 1", "did you mean `xnnpack`");
        var (code, json) = await RunJson("check", At("phone.target.yaml"));
        Assert.Equal((1, "OR1120"), (code, json.GetProperty("diagnostics")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Schema_prints_that_of_target_files_too() =>
        Assert.Equal(File.ReadAllText(SharedFolder.InRepository("schemas", "target.schema.json")), (await Run("schema", "--target")).Output);

    [Theory]
    [InlineData("xnpack", "did you mean `xnnpack`")]
    [InlineData("xnnpack: {runtime: 2.3}", "tflite-2.3")]
    [InlineData("xnnpack: {runtim: tflite-2.9}", "runtim")]
    [InlineData("", "--target ''")]
    public async Task A_target_that_means_nothing_is_one_sentence(string target, string words) => await CheckRefused(["coverage", _int8, "--target", target], words);

    private static async Task<JsonElement[]> Lines(params string[] args)
    {
        var (code, output, _) = await Run(["coverage", .. args, "--json"]);
        Assert.Equal(0, code);
        using var schema = JsonDocument.Parse(File.ReadAllText(SharedFolder.InRepository("schemas", "cli", "coverage.schema.json")));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        foreach (var line in lines) SchemaCheck.Check(line, schema.RootElement, "$");
        return lines;
    }
}
