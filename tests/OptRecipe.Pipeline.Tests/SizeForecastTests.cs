using OptRecipe.Data.NumPy;
using OptRecipe.Pipeline.Planning;
using OptRecipe.Pipeline.Running;
using OptRecipe.Testing;
using Xunit.Abstractions;

namespace OptRecipe.Pipeline.Tests;

/// <summary>What is said of a file's size before the run, and the file that the run writes.</summary>
public sealed class SizeForecastTests(ITestOutputHelper output)
{
    private static readonly string[] Steps =
    [
        "{quantize: dynamic}", "{quantize: float16}", "{quantize: {scheme: weight-only, weights: {bits: 4}, on_unsupported: float}}",
        "{quantize: {scheme: int8, on_unsupported: next-scheme}}", "{quantize: {scheme: int8, io: int8, on_unsupported: next-scheme}}", "{quantize: {scheme: int8, io: uint8, weights: {granularity: tensor}, on_unsupported: next-scheme}}",
        "{quantize: {scheme: int16x8, on_unsupported: next-scheme}}", "{quantize: {scheme: int16x8, io: int16, on_unsupported: next-scheme}}",
        "{quantize: {scheme: int8, numerics: converter-flatbuffer, on_unsupported: float}}", "{quantize: {scheme: int8, numerics: ai-edge-quantizer, on_unsupported: float}}",
        "{quantize: {scheme: int8, on_unsupported: next-scheme, rules: [{where: {first: 2}, scheme: int16x8}]}}",
    ];

    [Theory]
    [InlineData("digits_cnn"), InlineData("digits_lstm"), InlineData("machine_ae"), InlineData("shapes_detect"), InlineData("shapes_mnv3"), InlineData("shapes_unet"), InlineData("tones_dscnn"), InlineData("tones_transformer")]
    public void An_exact_forecast_is_the_written_size_and_any_other_is_never_exceeded(string task)
    {
        if (SharedFolder.Require(Path.Combine("seed", task), 1) is not { } folder) return;
        var files = new MemoryFiles();
        files["/w/model.tflite"] = File.ReadAllBytes(Path.Combine(folder, $"{task}.tflite"));
        files["/w/calibration.npz"] = File.ReadAllBytes(Path.Combine(folder, "calibration.npz"));
        var isBytes = NumPyFile.ReadArchive(Path.Combine(folder, "calibration.npz"))["x"].Type == new NumPyType('u', 1);
        var analyzer = new RecipeAnalyzer(files);
        var counts = new Dictionary<SizeForecast, int>();
        foreach (var step in Steps)
        {
            var recipe = $"recipe: 1\nmodel: model.tflite\ndata:\n  calibration: {{path: calibration.npz, inputs: x, samples: 4{(isBytes ? ", preprocess: [{normalize: {mean: 127.5, std: 127.5}}]" : "")}}}\nsteps: [{step}]\noutputs:\n  - tflite: out.tflite\n";
            var analysis = analyzer.Analyze(Fixture.RecipePath, recipe, default);
            var result = new RecipeRunner(files, files, TimeProvider.System).Run(analysis, true, null, default);
            Assert.True(result.Status == RunStatus.Succeeded, $"{step}: {result.Message}\n{Fixture.Problems(analysis)}");
            var (size, foretold, written) = (analysis.Plan?.Size ?? default, analysis.Plan?.FileBytes ?? 0, files["/w/out.tflite"].LongLength);
            counts[size] = counts.GetValueOrDefault(size) + 1;
            if (size == SizeForecast.AtMost) output.WriteLine($"{task} {step}: at most {foretold:#,0}, written {written:#,0}");
            Assert.True(size == SizeForecast.Exact ? written == foretold : written <= foretold, $"{step}: {size} {foretold:#,0}, written {written:#,0}");
        }
        output.WriteLine($"{task}: {string.Join(", ", counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"))} of {Steps.Length} forecasts");
    }

    [Fact]
    public void A_file_that_equal_ranges_make_smaller_is_foretold_as_the_largest()
    {
        if (SharedFolder.Require(Path.Combine("seed", "shapes_detect"), 1) is not { } folder) return;
        var files = new MemoryFiles();
        files["/w/model.tflite"] = File.ReadAllBytes(Path.Combine(folder, "shapes_detect.tflite"));
        files["/w/calibration.npz"] = File.ReadAllBytes(Path.Combine(folder, "calibration.npz"));
        var analysis = new RecipeAnalyzer(files).Analyze(Fixture.RecipePath, "recipe: 1\nmodel: model.tflite\ndata:\n  calibration: {path: calibration.npz, inputs: x, samples: 20, preprocess: [{normalize: {mean: 127.5, std: 127.5}}]}\nsteps: [{quantize: int16x8}]\noutputs: [{tflite: out.tflite}]\n", default);
        Assert.Equal(SizeForecast.AtMost, analysis.Plan?.Size);
        Assert.Contains(analysis.Diagnostics, diagnostic => diagnostic.Descriptor.Code == "OR5007" && diagnostic.Message.Contains("→ at most ", StringComparison.Ordinal));
        new RecipeRunner(files, files, TimeProvider.System).Run(analysis, true, null, default);
        Assert.True(files["/w/out.tflite"].LongLength < analysis.Plan?.FileBytes);
    }
}
