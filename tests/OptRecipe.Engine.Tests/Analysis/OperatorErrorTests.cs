using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Analysis;
using OptRecipe.TFLite;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests.Analysis;

public sealed class OperatorErrorTests
{
    /// <summary>The mean squared errors that ai-edge-quantizer's own validator printed for its own file, tensor by tensor.</summary>
    [Theory]
    [InlineData("digits_cnn", "static_wi8_ai8")]
    public void Accumulated_errors_are_those_of_the_validator(string task, string recipe)
    {
        if (SharedFolder.Require("", 1) is not { } shared) return;
        var golden = Path.Combine(shared, "golden", "aeq");
        using var meter = Measured(task, recipe, golden, shared);
        using var validator = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(golden, $"validator_{task}.json")));
        var expected = validator.RootElement.GetProperty("intermediate_tensors").EnumerateObject().Concat(validator.RootElement.GetProperty("output_tensors").EnumerateObject())
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetProperty("mse").GetDouble());
        var compared = 0;
        foreach (var error in meter.Result().DistinctBy(error => error.Tensor))
        {
            if (!expected.TryGetValue(error.Tensor, out var wanted)) continue;
            var mean = error.Accumulated.RootMeanSquare * error.Accumulated.RootMeanSquare;
            Assert.True(Math.Abs(mean - wanted) <= 0.001 * wanted + 1e-9, $"{error.Tensor}: {mean:g6}, the validator says {wanted:g6}");
            compared++;
        }
        Assert.True(compared >= 7, $"only {compared} tensors have the validator's names");
    }

    [Fact]
    public void An_operator_alone_errs_by_about_a_third_of_a_step()
    {
        if (SharedFolder.Require("", 1) is not { } shared) return;
        using var meter = Measured("digits_cnn", "static_wi8_ai8", Path.Combine(shared, "golden", "aeq"), shared);
        foreach (var error in meter.Result().Where(error => error.OperatorName is "CONV_2D" or "FULLY_CONNECTED"))
        {
            Assert.NotNull(error.Own);
            Assert.InRange(error.Own.Value.PerScale, 0.15, 1.2);
            Assert.True(error.Own.Value.Sqnr >= error.Accumulated.Sqnr - 1, $"{error.Tensor}: alone {error.Own.Value.Sqnr:0.0} dB, accumulated {error.Accumulated.Sqnr:0.0} dB");
        }
    }

    [Fact]
    public void A_model_against_itself_has_no_error()
    {
        if (SharedFolder.Require("", 1) is not { } shared) return;
        var model = TestModels.Read(Path.Combine(shared, "seed", "digits_lstm", "digits_lstm.tflite"));
        using var meter = new OperatorErrorMeter(model, model);
        var sample = Noise(meter.Inputs[0].Shape);
        meter.Add(sample, sample);
        Assert.All(meter.Result(), error => Assert.Equal((0, double.PositiveInfinity), (error.Accumulated.RootMeanSquare, error.Accumulated.Sqnr)));
        Assert.Contains(meter.Result(), error => error.OperatorName == "UNIDIRECTIONAL_SEQUENCE_LSTM" && error.Own is null);
    }

    [Fact]
    public void Values_beyond_the_range_count_as_saturated()
    {
        if (SharedFolder.Require("", 1) is not { } shared) return;
        var model = TestModels.Read(Path.Combine(shared, "golden", "aeq", "digits_cnn", "static_wi8_ai8.tflite"));
        var narrow = model with
        {
            Subgraphs = [model.Subgraphs[0] with
            {
                Tensors = [.. model.Subgraphs[0].Tensors.Select(tensor => tensor is { Type: TensorType.Int8, Name: { } name, Quantization: { Scales: [var scale] } quantization } && name.Contains("conv2d_1/", StringComparison.Ordinal)
                    ? tensor with { Quantization = quantization with { Scales = [scale / 4] } } : tensor)],
            }],
        };
        using var meter = new OperatorErrorMeter(TestModels.Read(Path.Combine(shared, "seed", "digits_cnn", "digits_cnn.tflite")), narrow);
        foreach (var (sample, stored) in Samples(meter, Path.Combine(shared, "golden", "aeq", "digits_cnn", "inputs.npz"))) meter.Add(sample, stored);
        Assert.Contains(meter.Result(), error => error.Saturated > 0.05);
    }

    private static OperatorErrorMeter Measured(string task, string recipe, string golden, string shared)
    {
        var meter = new OperatorErrorMeter(TestModels.Read(Path.Combine(shared, "seed", task, $"{task}.tflite")), TestModels.Read(Path.Combine(golden, task, $"{recipe}.tflite")));
        foreach (var (sample, stored) in Samples(meter, Path.Combine(golden, task, "inputs.npz"))) meter.Add(sample, stored);
        Assert.Equal(4, meter.SampleCount);
        return meter;
    }

    private static IEnumerable<(ImmutableArray<ReadOnlyMemory<byte>>, ImmutableArray<ReadOnlyMemory<byte>>)> Samples(OperatorErrorMeter meter, string path)
    {
        using var archive = new NpzArchive(File.OpenRead(path));
        var inputs = archive.Read("input").ToSingles();
        var length = meter.Inputs[0].Shape.Aggregate(1, (product, size) => product * size);
        var quantization = meter.OptimizedInputs[0].Quantization;
        for (var sample = 0; sample < 4; sample++)
        {
            var values = inputs.AsSpan(sample * length, length).ToArray();
            byte[] stored = quantization.IsNone ? MemoryMarshal.AsBytes(values.AsSpan()).ToArray() : [.. values.Select(value => (byte)(sbyte)Math.Clamp(MathF.Round(value / quantization.Scale) + quantization.ZeroPoint, -128, 127))];
            yield return ([MemoryMarshal.AsBytes(values.AsSpan()).ToArray()], [stored]);
        }
    }

    private static ImmutableArray<ReadOnlyMemory<byte>> Noise(int[] shape)
    {
        var random = new Random(7);
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (var index = 0; index < values.Length; index++) values[index] = random.NextSingle() * 2 - 1;
        return [MemoryMarshal.AsBytes(values.AsSpan()).ToArray()];
    }
}
