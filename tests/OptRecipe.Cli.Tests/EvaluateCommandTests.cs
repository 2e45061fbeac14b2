using System.Text.Json;
using OptRecipe.Data.NumPy;
using OptRecipe.Testing;

namespace OptRecipe.Cli.Tests;

public sealed class EvaluateCommandTests : CommandFixture
{
    private const string Data = "data:\n  calibration: {path: data.npz, inputs: x}\n  evaluation: {path: data.npz, inputs: x, labels: y, metric: accuracy}\n";
    private const string Rest = "steps: [{quantize: int8}]\noutputs:\n  - tflite: out/small.tflite\n  - report: out/report.json\n";

    public EvaluateCommandTests()
    {
        Copy("digits.tflite", "examples", "quickstart", "digits_cnn.tflite");
        var random = new Random(8);
        var values = Enumerable.Range(0, 12 * 28 * 28).SelectMany(_ => BitConverter.GetBytes(random.NextSingle())).ToArray();
        using var file = File.Create(At("data.npz"));
        NpzArchive.Write(file, [new("x", new(new('f', 4), [12, 28, 28, 1], values)), new("y", new(new('u', 1), [12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]))]);
    }

    private string Recipe(string data = Data, string budget = "")
    {
        File.WriteAllText(At("r.optrecipe.yaml"), $"recipe: 1\nmodel: digits.tflite\n{data}{budget}{Rest}");
        return At("r.optrecipe.yaml");
    }

    [Fact]
    public async Task The_file_of_the_last_run_is_measured_as_the_run_measured_it()
    {
        var recipe = Recipe();
        var (code, run) = await RunJson("run", recipe);
        Assert.Equal(0, code);
        using var report = JsonDocument.Parse(File.ReadAllText(At("out/report.json")));
        using (var schema = JsonDocument.Parse(File.ReadAllText(SharedFolder.InRepository("schemas", "report.schema.json")))) SchemaCheck.Check(report.RootElement, schema.RootElement, "report");
        var (evaluated, json) = await RunJson("evaluate", recipe);
        Assert.Equal(0, evaluated);
        Assert.True(JsonElement.DeepEquals(run.GetProperty("evaluation"), json.GetProperty("evaluation")));
        Assert.True(JsonElement.DeepEquals(report.RootElement.GetProperty("evaluation"), json.GetProperty("evaluation")));
        Assert.Equal((12, "accuracy"), (json.GetProperty("evaluation").GetProperty("samples").GetInt32(), json.GetProperty("evaluation").GetProperty("metrics")[0].GetProperty("metric").GetString()));
        Assert.Equal((At("out/small.tflite"), JsonValueKind.Null), (json.GetProperty("model").GetString(), json.GetProperty("latency").ValueKind));
    }

    [Fact]
    public async Task Tables_show_both_models_with_intervals()
    {
        var recipe = Recipe();
        var (_, ran, _) = await Run("run", recipe);
        var (code, output, _) = await Run("evaluate", recipe);
        Assert.Equal(0, code);
        foreach (var text in new[] { ran, output })
            foreach (var words in new[] { "evaluation on 12 samples; in brackets 95 % intervals", "accuracy", "agreement", "sqnr", "cosine", " dB (", "points (" }) Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.Contains("error of each operator on 12 samples, worst first", output, StringComparison.Ordinal);
        Assert.Contains("CONV_2D", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latency_compares_both_models_on_this_computer()
    {
        var recipe = Recipe(data: "data:\n  calibration: {path: data.npz, inputs: x}\n");
        await Run("run", recipe);
        var (_, json) = await RunJson("evaluate", recipe, "--latency");
        var latency = json.GetProperty("latency");
        Assert.Equal("this computer, not your target", latency.GetProperty("note").GetString());
        foreach (var key in new[] { "floatMs", "optimizedMs", "ratio" })
        {
            var (low, value, high) = (latency.GetProperty(key).GetProperty("low").GetDouble(), latency.GetProperty(key).GetProperty("value").GetDouble(), latency.GetProperty(key).GetProperty("high").GetDouble());
            Assert.True(low > 0 && low <= value && value <= high, $"{key} {low} {value} {high}");
        }
        Assert.Contains("this computer, not your target", (await Run("evaluate", recipe, "--latency")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_is_explained_with_its_cost()
    {
        var recipe = Recipe();
        var (_, run) = await RunJson("run", recipe);
        var wanted = run.GetProperty("evaluation").GetProperty("operators").EnumerateArray().Single(row => row.GetProperty("index").GetInt32() == 2);
        var (_, json) = await RunJson("explain", recipe, "--operator", "1");
        var cost = json.GetProperty("operator").GetProperty("cost");
        foreach (var key in new[] { "rmseByScale", "sqnr", "saturated" }) Assert.Equal(wanted.GetProperty(key).GetDouble(), cost.GetProperty(key).GetDouble());
        Assert.Contains("cost in the last run: own error 0.", (await Run("explain", recipe, "--operator", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_accuracy_is_exit_code_3()
    {
        var (code, json) = await RunJson("run", Recipe(budget: "budget: {accuracy: 99 %}\n"));
        Assert.Equal((3, "budget-broken"), (code, json.GetProperty("status").GetString()));
        Assert.Equal(("accuracy", false), (json.GetProperty("budget")[0].GetProperty("key").GetString(), json.GetProperty("budget")[0].GetProperty("kept").GetBoolean()));
    }

    [Fact]
    public async Task What_cannot_be_evaluated_is_said_in_a_sentence()
    {
        var recipe = Recipe();
        await CheckFailed(recipe, 5, "run it first");
        await Run("run", recipe);
        await CheckFailed(Recipe(data: ""), 1, "");
        File.WriteAllText(At("r.optrecipe.yaml"), "recipe: 1\nmodel: digits.tflite\nsteps: [{quantize: dynamic}]\noutputs: {tflite: out/small.tflite}\n");
        await CheckFailed(recipe, 5, "the recipe has no `data: {evaluation: …}`");
        await CheckFailed(Recipe(data: Data.Replace("metric: accuracy", "metric: mae", StringComparison.Ordinal)), 5, "`mae` compares 10 output values");
        File.AppendAllText(At("out/small.tflite"), "x");
        await CheckFailed(Recipe(), 5, "run it first");
        File.WriteAllText(At("r.optrecipe.yaml"), "recipe: 1\nmodel: missing.tflite\n");
        Assert.Equal(JsonValueKind.Null, (await RunJson("evaluate", recipe)).Json.GetProperty("evaluation").ValueKind);

        async Task CheckFailed(string file, int expected, string words)
        {
            var (code, output, error) = await Run("evaluate", file);
            Assert.True(code == expected, $"{code} {output} {error}");
            if (words.Length > 0) Assert.Contains(words, error, StringComparison.Ordinal);
        }
    }
}
