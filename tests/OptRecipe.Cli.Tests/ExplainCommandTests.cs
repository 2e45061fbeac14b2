using System.Text.Json;

namespace OptRecipe.Cli.Tests;

public sealed class ExplainCommandTests : CommandFixture
{
    private const string Recipe = """
        recipe: 1
        model: digits_cnn.tflite
        targets: [xnnpack, tflite-micro]
        steps:
          - prune: {sparsity: 50 %, where: {ops: CONV_2D}}
          - quantize:
              scheme: dynamic
              rules:
                - {where: {ops: FULLY_CONNECTED}, scheme: float32}
                - {where: {operators: 5}, scheme: float32}
        outputs: [{tflite: out/small.tflite}]
        """;

    public ExplainCommandTests()
    {
        Copy("digits_cnn.tflite", "examples", "quickstart", "digits_cnn.tflite");
        File.WriteAllText(At("r.optrecipe.yaml"), Recipe);
    }

    private async Task<JsonElement> Explain(string number) => (await RunJson("explain", At("r.optrecipe.yaml"), "--operator", number)).Json.GetProperty("operator");

    [Fact]
    public async Task A_field_names_the_rule_that_won_and_those_that_lost()
    {
        var quantize = (await Explain("5")).GetProperty("steps")[1];
        Assert.Equal([1, 2], quantize.GetProperty("rules").EnumerateArray().Select(rule => rule.GetInt32()));
        var scheme = quantize.GetProperty("fields").EnumerateArray().Single(field => field.GetProperty("field").GetString() == "scheme");
        Assert.Equal("float32", scheme.GetProperty("value").GetString());
        Assert.Equal(("rule", 2, 10), (scheme.GetProperty("from").GetProperty("source").GetString(), scheme.GetProperty("from").GetProperty("rule").GetInt32(), scheme.GetProperty("from").GetProperty("line").GetInt32()));
        Assert.Equal(["step", "rule"], scheme.GetProperty("insteadOf").EnumerateArray().Select(origin => origin.GetProperty("source").GetString()));
    }

    [Fact]
    public async Task An_operator_is_followed_through_the_steps_with_types_versions_and_bytes()
    {
        var op = await Explain("1");
        Assert.Equal((1, 5), (op.GetProperty("before").GetProperty("version").GetInt32(), op.GetProperty("after").GetProperty("version").GetInt32()));
        Assert.Equal((10368, 2592), (op.GetProperty("before").GetProperty("weightBytes").GetInt32(), op.GetProperty("after").GetProperty("weightBytes").GetInt32()));
        Assert.Equal("INT8", Weights(op.GetProperty("after")).GetProperty("type").GetString());
        Assert.Equal(["changed", "changed"], op.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("outcome").GetString()));
        Assert.Contains(op.GetProperty("steps")[1].GetProperty("fields").EnumerateArray(), field =>
            (field.GetProperty("field").GetString(), field.GetProperty("value").GetString(), field.GetProperty("from").GetProperty("source").GetString()) == ("weights.min_elements", "1024", "numerics"));
        var micro = op.GetProperty("targets")[1];
        Assert.Equal(("runs", "refused"), (micro.GetProperty("before").GetProperty("verdict").GetString(), micro.GetProperty("after").GetProperty("verdict").GetString()));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (op.GetProperty("written").ValueKind, op.GetProperty("cost").ValueKind));
    }

    [Fact]
    public async Task A_scale_that_only_a_run_finds_is_told_so()
    {
        File.WriteAllText(At("r.optrecipe.yaml"), "recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - quantize: {scheme: dynamic, weights: {granularity: tensor}}\n");
        Assert.Equal("one scale, which a run finds", Weights((await Explain("4")).GetProperty("after")).GetProperty("quantization").GetString());
    }

    [Fact]
    public async Task After_a_run_the_written_operator_is_shown()
    {
        File.WriteAllText(At("r.optrecipe.yaml"), Recipe.Replace("targets: [xnnpack, tflite-micro]\n", ""));
        Assert.Equal(0, (await Run("run", At("r.optrecipe.yaml"))).Code);
        Assert.Contains("24 scales along dimension 0", Weights((await Explain("1")).GetProperty("written")).GetProperty("quantization").GetString());
        var (_, output, _) = await Run("explain", At("r.optrecipe.yaml"), "--operator", "1");
        foreach (var words in new[] { "CONV_2D #1", "version 1 → 5", "10 KiB → 2.5 KiB", "written by the last run", "24 scales along dimension 0", "weights.bits" }) Assert.Contains(words, output);
    }

    [Fact]
    public async Task A_plan_names_the_operators_of_every_selector()
    {
        var steps = (await RunJson("plan", At("r.optrecipe.yaml"))).Json.GetProperty("plan").GetProperty("steps");
        var where = Assert.Single(steps[0].GetProperty("selectors").EnumerateArray());
        Assert.Equal((JsonValueKind.Null, "3 operators, 38 KiB, 92 % of MACs"), (where.GetProperty("rule").ValueKind, where.GetProperty("summary").GetString()));
        Assert.Equal([4, 5], steps[1].GetProperty("selectors")[0].GetProperty("operators").EnumerateArray().Select(address => address.GetProperty("index").GetInt32()));
        Assert.Contains("rule 2: 1 operator, 1.9 KiB, under 1 % of MACs (FULLY_CONNECTED #5)", (await Run("plan", At("r.optrecipe.yaml"))).Output);
    }

    [Theory]
    [InlineData("7", "the last one is #6")]
    [InlineData("1.0", "no subgraph 1")]
    [InlineData("conv", "no number of an operator")]
    public async Task An_operator_that_is_not_there_is_one_sentence(string number, string words) => await CheckRefused(["explain", At("r.optrecipe.yaml"), "--operator", number], words);

    private static JsonElement Weights(JsonElement form) => form.GetProperty("operands").EnumerateArray().Single(operand => operand.GetProperty("role").GetString() == "weights").GetProperty("tensor");
}
