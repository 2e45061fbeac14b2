using System.Text.Json;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Testing;
using OptRecipe.Testing.Quantization;
using OptRecipe.TFLite;
using Xunit.Abstractions;

namespace OptRecipe.Engine.Tests.Calibration;

/// <summary>Our ranges against those that the reference tools wrote for the same samples.</summary>
public sealed class GoldenRangesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("digits_cnn", 8), InlineData("machine_ae", 7), InlineData("shapes_mnv3", 55), InlineData("shapes_unet", 15), InlineData("tones_dscnn", 13), InlineData("tones_uneven", 13)]
    public void Extremes_are_those_of_the_converter(string task, int tensors)
    {
        if (SharedFolder.Require(Path.Combine("golden", "converter", task, "calibrated.json"), 1) is not { } golden || SharedFolder.Path is not { } shared) return;
        using var ranges = JsonDocument.Parse(File.ReadAllBytes(golden));
        var expected = ranges.RootElement.EnumerateArray().Select(row => (
            (row.GetProperty("subgraph").GetInt32(), row.GetProperty("tensor").GetInt32()), row.GetProperty("min").GetSingle(), row.GetProperty("max").GetSingle())).ToArray();
        Check(Path.Combine(shared, "seed", task, $"{task}.tflite"), GoldenSamples.OfTask(shared, task, 100), RangeMethod.MinMax, _ => expected, tensors, task == "shapes_mnv3" ? 3 : 0);
    }

    [Theory]
    [InlineData("digits_cnn"), InlineData("digits_lstm"), InlineData("machine_ae"), InlineData("shapes_detect"), InlineData("shapes_mnv3"), InlineData("shapes_unet")]
    [InlineData("tones_dscnn"), InlineData("tones_transformer"), InlineData("tones_uneven")]
    [InlineData("mlperf-tiny/ad01_fp32.tflite", "ad01"), InlineData("mlperf-tiny/resnet8_float.tflite", "resnet8"), InlineData("mlperf-tiny/vww_96_float.tflite", "vww_96")]
    [InlineData("tflite-micro/mnist_lstm_float.tflite", "mnist_lstm"), InlineData("tflite-support/mobilenet_v1_0.25_224_float.tflite", "mobilenet_v1")]
    public void Averages_and_extremes_are_those_of_ai_edge_quantizer(string model, string? folder = null)
    {
        folder ??= model;
        if (SharedFolder.Require(Path.Combine("golden", "aeq", folder, "calibration.json"), 2) is not { } golden || SharedFolder.Path is not { } shared) return;
        using var entries = JsonDocument.Parse(File.ReadAllBytes(golden));
        var file = model == folder ? Path.Combine(shared, "seed", model, $"{model}.tflite") : Path.Combine(shared, "models", model);
        var samples = GoldenSamples.OfAiEdge(shared, folder);
        foreach (var (key, method) in new[] { ("static_wi8_ai8", RangeEstimate.MovingAverage), ("static_wi8_ai8_min_max_update", RangeEstimate.MinMax) })
        {
            if (!entries.RootElement.TryGetProperty(key, out var entry)) continue;
            CheckOptions(file, samples, new(new(method)) { KeepsState = true }, parsed => ByName(parsed, entry), 3);
        }
    }

    private static ((int, int), float, float)[] ByName(Model model, JsonElement entry)
    {
        var places = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        foreach (var (index, tensor) in model.Subgraphs[0].Tensors.Index())
            if (tensor.Type == TensorType.Float32) places[tensor.Name ?? ""] = (0, index);
        // The tool lists integer tensors, too.
        return [.. entry.EnumerateObject().Where(pair => places.ContainsKey(pair.Name)).Select(pair => (places[pair.Name], pair.Value[0].GetSingle(), pair.Value[1].GetSingle()))];
    }

    private void Check(string file, CalibrationSamples samples, RangeMethod method, Func<Model, ((int, int), float, float)[]> expected, int least, int overwritten) =>
        CheckOptions(file, samples, new(method), expected, least, overwritten);

    private void CheckOptions(string file, CalibrationSamples samples, CalibrationOptions options, Func<Model, ((int Subgraph, int Tensor), float Minimum, float Maximum)[]> expected, int least, int overwritten = 0)
    {
        var model = TestModels.Read(file);
        var ranges = Calibrator.Measure(new SharedModel(model), samples, options, null, default);
        var (compared, inPlace, worst, failures) = RangeAgreement.Of(model, ranges, expected(model));
        output.WriteLine($"{Path.GetFileName(file)} {options.Method.Estimate}: {compared} ranges, largest relative difference {worst:0.0e0}{(inPlace.Count > 0 ? $", {inPlace.Count} of the converter's also hold what an operator wrote over them" : "")}");
        Assert.Equal(overwritten, inPlace.Count);
        Assert.True(failures.Length == 0, string.Join('\n', failures));
        Assert.True(compared >= least, $"only {compared} ranges were compared");
    }
}
