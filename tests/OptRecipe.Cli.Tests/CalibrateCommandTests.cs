using System.Text.Json;
using OptRecipe.Data.NumPy;
using OptRecipe.Testing;

namespace OptRecipe.Cli.Tests;

public sealed class CalibrateCommandTests : CommandFixture
{
    private const string Recipe = "recipe: 1\nmodel: digits.tflite\ndata:\n  calibration: {path: data.npz}\n";

    public CalibrateCommandTests()
    {
        Copy("digits.tflite", "examples", "quickstart", "digits_cnn.tflite");
        var random = new Random(8);
        var values = Enumerable.Range(0, 12 * 28 * 28).SelectMany(_ => BitConverter.GetBytes(random.NextSingle())).ToArray();
        using var file = File.Create(At("data.npz"));
        NpzArchive.Write(file, [new("x", new(new('f', 4), [12, 28, 28, 1], values))]);
    }

    [Fact]
    public async Task A_model_is_calibrated_on_data_and_the_second_time_at_once()
    {
        var (code, json) = await RunJson("calibrate", At("digits.tflite"), "--data", At("data.npz"), "--samples", "7", "--method", "percentile", "-o", At("ranges.json"));
        Assert.Equal((0, 7, "percentile"), (code, json.GetProperty("samples").GetInt32(), json.GetProperty("method").GetString()));
        Assert.Equal(8, json.GetProperty("ranges").GetArrayLength());
        using var written = JsonDocument.Parse(File.ReadAllText(At("ranges.json")));
        Assert.True(JsonElement.DeepEquals(json.GetProperty("ranges"), written.RootElement));
        var (_, again) = await RunJson("calibrate", At("digits.tflite"), "--data", At("data.npz"), "--samples", "7", "--method", "percentile");
        Assert.True(again.GetProperty("known").GetBoolean());
        Assert.True(JsonElement.DeepEquals(json.GetProperty("ranges"), again.GetProperty("ranges")));
    }

    [Fact]
    public async Task A_recipe_is_calibrated_on_its_data()
    {
        await File.WriteAllTextAsync(At("a.optrecipe.yaml"), Recipe);
        var (code, output, error) = await Run("calibrate", At("a.optrecipe.yaml"));
        Assert.True(code == 0, error);
        Assert.Contains("8 ranges of 12 samples by minmax", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_is_refused_in_a_sentence()
    {
        await File.WriteAllTextAsync(At("a.optrecipe.yaml"), Recipe);
        await CheckRefused(["calibrate", At("digits.tflite")], "--data");
        await CheckRefused(["calibrate", At("a.optrecipe.yaml"), "--data", At("data.npz")], "a recipe names its data itself");
        await CheckRefused(["calibrate", At("digits.tflite"), "--data", At("data.npz"), "--method", "best"], "best");
        await CheckRefused(["calibrate", At("digits.tflite"), "--data", At("data.npz"), "-o", At("digits.tflite")], "exists", "--force");
    }

    [Fact]
    public async Task Data_that_do_not_fit_or_are_not_finite_fail_with_the_sample()
    {
        var (code, _, error) = await Run("calibrate", At("digits.tflite"), "--data", At("missing.npz"));
        Assert.Equal(5, code);
        Assert.Contains("does not exist", error, StringComparison.Ordinal);
        var values = new float[3 * 28 * 28];
        values[2 * 28 * 28 + 5] = float.NaN;
        using (var file = File.Create(At("odd.npz"))) NpzArchive.Write(file, [new("x", new(new('f', 4), [3, 28, 28, 1], values.SelectMany(BitConverter.GetBytes).ToArray()))]);
        (code, _, error) = await Run("calibrate", At("digits.tflite"), "--data", At("odd.npz"));
        Assert.Equal(5, code);
        Assert.Contains("holds NaN in the input", error, StringComparison.Ordinal);
        Assert.Contains("odd.npz", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
