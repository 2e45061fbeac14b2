using System.Text.Json;
using OptRecipe.Testing;

namespace OptRecipe.Cli.Tests;

public sealed class CommandTests : CommandFixture
{
    private const string Head = "recipe: 1\nmodel: digits_cnn.tflite\n";

    public CommandTests() => Copy("digits_cnn.tflite", "examples", "quickstart", "digits_cnn.tflite");

    private string Recipe(string text)
    {
        File.WriteAllText(At("r.optrecipe.yaml"), text);
        return At("r.optrecipe.yaml");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("targets: [tflite-micro]\nsteps: [{quantize: dynamic}]\n", 1)]
    [InlineData("budget: {file: 1 KiB}\n", 3)]
    [InlineData("colour: red\n", 1)]
    public async Task Check_returns_what_is_wrong_with_a_recipe(string rest, int expected)
    {
        var recipe = Recipe(Head + rest);
        Assert.Equal(expected, (await Run("check", recipe)).Code);
        var (code, json) = await RunJson("check", recipe);
        Assert.Equal((expected, expected == 0), (code, json.GetProperty("ok").GetBoolean()));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check", "no-such-file")]
    [InlineData("check", ".")]
    [InlineData("inspect", "no-such-file")]
    [InlineData("targets", "no-such-target")]
    [InlineData("fly")]
    [InlineData("run", "--colour", "x")]
    public async Task Wrong_usage_is_one_sentence_and_code_2(params string[] args)
    {
        await CheckRefused(args);
    }

    [Fact]
    public async Task Run_writes_and_says_so_and_asks_before_it_overwrites()
    {
        var recipe = Recipe(Head + "steps: [{quantize: dynamic}]\noutputs: [{tflite: out/small.tflite}, {report: out/report.json}]\n");
        var (code, json) = await RunJson("run", recipe);
        Assert.Equal((0, "succeeded"), (code, json.GetProperty("status").GetString()));
        Assert.Equal(new FileInfo(At("out/small.tflite")).Length, json.GetProperty("outputs")[0].GetProperty("bytes").GetInt64());
        Assert.True(json.GetProperty("sizes").GetProperty("after").GetProperty("file").GetInt64() < json.GetProperty("sizes").GetProperty("before").GetProperty("file").GetInt64());
        using (var schema = JsonDocument.Parse(File.ReadAllText(SharedFolder.InRepository("schemas", "report.schema.json"))))
        using (var report = JsonDocument.Parse(File.ReadAllText(At("out/report.json"))))
            SchemaCheck.Check(report.RootElement, schema.RootElement, "report");

        File.WriteAllText(At("out/small.tflite"), "mine");
        var (refused, output, _) = await Run("run", recipe);
        Assert.Equal(5, refused);
        Assert.Contains("--force", output, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(At("out/small.tflite")));
        Assert.Equal(0, (await Run("run", recipe, "--force")).Code);
    }

    [Fact]
    public async Task A_broken_budget_is_code_3_after_the_files_are_written()
    {
        var recipe = Recipe(Head + "budget: {file: 10 KiB}\noutputs: [{tflite: out/small.tflite}]\n");
        var (code, json) = await RunJson("run", recipe);
        Assert.Equal((3, "budget-broken", false), (code, json.GetProperty("status").GetString(), json.GetProperty("budget")[0].GetProperty("kept").GetBoolean()));
        Assert.True(File.Exists(At("out/small.tflite")));
    }

    [Fact]
    public async Task Plan_shows_every_operator_and_runs_nothing()
    {
        var recipe = Recipe(Head + "targets: [xnnpack]\nsteps: [{quantize: float16}]\noutputs: [{tflite: out/small.tflite}]\n");
        var (code, json) = await RunJson("plan", recipe);
        Assert.Equal((0, 7), (code, json.GetProperty("plan").GetProperty("steps")[0].GetProperty("operators").GetArrayLength()));
        Assert.False(Directory.Exists(At("out")));
        Assert.Contains("(exact)", (await Run("plan", recipe)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_lists_them_and_shows_one()
    {
        var (code, json) = await RunJson("targets");
        Assert.Equal(0, code);
        Assert.Contains(json.GetProperty("targets").EnumerateArray(), target => target.GetProperty("id").GetString() == "xnnpack" && target.GetProperty("available").GetBoolean());
        var (_, one) = await RunJson("targets", "xnnpack");
        Assert.Contains(one.GetProperty("targets")[0].GetProperty("rows").EnumerateArray(), row => row.GetProperty("op").GetString() == "CONV_2D" && row.GetProperty("rules")[0].GetProperty("id").GetString()!.StartsWith("xnnpack.CONV_2D.", StringComparison.Ordinal));
        Assert.Contains("CONV_2D", (await Run("targets", "xnnpack")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_prints_the_file_that_other_editors_take() =>
        Assert.Equal(File.ReadAllText(SharedFolder.InRepository("schemas", "optrecipe.schema.json")), (await Run("schema")).Output);

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x20, 0, 0, 0, 0x54, 0x46, 0x4C, 0x33 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0x7F, 0x54, 0x46, 0x4C, 0x33, 0, 0, 0, 0 })]
    public async Task A_broken_model_is_one_sentence(byte[] bytes)
    {
        File.WriteAllBytes(At("broken.tflite"), bytes);
        var (code, _, error) = await Run("inspect", At("broken.tflite"));
        Assert.Equal((2, 1), (code, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }
}
