using System.Collections.Immutable;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Engine.Rewriting;
using OptRecipe.Engine.Tests.Interpretation;
using OptRecipe.Testing;
using OptRecipe.Testing.Quantization;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Engine.Tests.Calibration;

public sealed class CalibratorTests
{
    private const int Width = 64;
    private static readonly RangeMethod[] Methods = [.. Enum.GetValues<RangeEstimate>().Select(estimate => new RangeMethod(estimate))];

    [Fact]
    public void Ranges_are_the_same_on_any_number_of_threads()
    {
        var model = Graphs.Chain(Width);
        var samples = Noise(37, seed: 5);
        foreach (var method in Methods)
        {
            var one = Ranges(model, samples, method, 1);
            Assert.Equal(4, one.Length);
            Assert.Equal(one, Ranges(model, samples, method, 2));
            Assert.Equal(one, Ranges(model, samples, method, 5));
        }
    }

    /// <summary>All but the plain loops of <c>reference</c>, which round products before they add them (server/docs/calibration.md).</summary>
    [Fact]
    public void Every_instruction_set_finds_the_same_ranges_and_writes_the_same_bytes()
    {
        CheckSets(SharedFolder.InRepository("examples", "quickstart", "digits_cnn.tflite"));
        if (SharedFolder.Require("seed", 2) is not { } seed) return;
        foreach (var task in new[] { "digits_lstm", "machine_ae", "shapes_detect", "shapes_mnv3", "shapes_unet", "tones_dscnn", "tones_transformer" }) CheckSets(Path.Combine(seed, task, $"{task}.tflite"));
    }

    private static void CheckSets(string file)
    {
        var model = TestModels.Read(file);
        var random = new Random(3);
        var inputs = (int)model.Subgraphs[0].Tensors[model.Subgraphs[0].Inputs[0]].ElementCount();
        var samples = GoldenSamples.Of(Enumerable.Range(0, 4 * inputs).Select(_ => random.NextSingle() * 2 - 1).ToArray(), 4, 4);
        var sets = MicroKernelSet.Names.Where(name => name != "reference" && MicroKernelSet.IsAvailable(name)).ToArray();
        foreach (var method in file.EndsWith("digits_cnn.tflite", StringComparison.Ordinal) ? [RangeMethod.MinMax, new RangeMethod(RangeEstimate.Entropy)] : new[] { RangeMethod.MinMax })
        {
            var ranges = sets.Select(set => Calibrator.Measure(new(model), samples, new(method) { Interpreter = new() { Kernels = set } }, null, default)).ToArray();
            var bytes = TestModels.Write(Quantized(ranges[0]));
            foreach (var (set, found) in sets.Zip(ranges))
            {
                Assert.True(ranges[0].All.SequenceEqual(found.All), $"{set} {Path.GetFileName(file)}: {string.Join(' ', ranges[0].All.Zip(found.All).Where(both => both.First != both.Second))}");
                Assert.Equal(bytes, TestModels.Write(Quantized(found)));
            }
        }

        Model Quantized(TensorRanges ranges) => TestModels.Apply(new QuantizePass(new(QuantizeScheme.Int8) { Unsupported = UnsupportedOperators.NextScheme }).WithRanges(ranges), model);
    }

    [Fact]
    public void The_order_of_samples_counts_for_the_moving_average_alone()
    {
        var model = Graphs.Chain(Width);
        var samples = Noise(20, seed: 7);
        CalibrationSamples reversed = new(samples.Count, index => samples.Read(samples.Count - 1 - index));
        foreach (var method in Methods)
            Assert.Equal(method.Estimate != RangeEstimate.MovingAverage, Ranges(model, samples, method, 2).SequenceEqual(Ranges(model, reversed, method, 2)));
    }

    [Fact]
    public void A_tensor_may_have_a_method_of_its_own()
    {
        var model = Graphs.Chain(Width);
        var samples = Noise(10, seed: 3);
        var average = new RangeMethod(RangeEstimate.MovingAverage);
        var mixed = Calibrator.Measure(new(model), samples, new(RangeMethod.MinMax) { Overrides = ImmutableDictionary<(int, int), RangeMethod>.Empty.Add((0, 1), average) }, null, default);
        var (extremes, averages) = (Ranges(model, samples, RangeMethod.MinMax, 1), Ranges(model, samples, average, 1));
        foreach (var (tensor, range) in mixed.All.Select(row => (row.Tensor, row.Range))) Assert.Equal((tensor == 1 ? averages : extremes).Single(row => row.Tensor == tensor).Range, range);
        Assert.NotEqual(extremes[1].Range, averages[1].Range);
    }

    [Fact]
    public void Not_a_number_in_the_data_is_reported_with_its_sample() => CheckFailure(Graphs.Chain(Width), Noise(40, 1, (31, float.NaN), (17, float.PositiveInfinity)), null, 17, null, "sample 17", "holds infinity in the input `x`");

    [Fact]
    public void An_operator_that_leaves_the_finite_numbers_is_reported_with_its_sample()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, Width);
        var root = builder.Add(BuiltinOperator.Sqrt, "root", TensorType.Float32, [Width], [x]);
        var model = builder.Output(builder.Add(BuiltinOperator.Neg, "y", TensorType.Float32, [Width], [root])).Build();
        CalibrationSamples samples = new(30, index => Bytes(Enumerable.Repeat(index is 11 or 23 ? -1f : index, Width)));
        CheckFailure(model, samples, null, 11, 0, "sample 11", "SQRT #0", "NaN in `root`", "keep the operator in float");
        // Where no range is needed, nothing is wrong.
        var ranges = Calibrator.Measure(new(model), samples, new(RangeMethod.MinMax) { Needed = [(0, x)] }, null, default);
        Assert.Equal([0], ranges.All.Select(row => row.Tensor));
    }

    [Fact]
    public void States_count_at_every_time_step_and_start_anew_with_each_sample()
    {
        // y = state + x per call of the body; the graph adds x three times to what it is called with.
        var model = Graphs.Loop(3);
        CalibrationSamples samples = new(4, _ => Bytes([0f]));
        var ranges = Calibrator.Measure(new(model), samples, new(RangeMethod.MinMax), null, default);
        // The body's input goes through 0, 1, 2 and its result through 1, 2, 3; the condition is asked about 0 … 3.
        Assert.Equal(new TensorRange(0, 2), ranges.Find(2, 0));
        Assert.Equal(new TensorRange(0, 3), ranges.Find(1, 0));
    }

    [Fact]
    public void A_cancelled_calibration_ends()
    {
        using var cancelled = new CancellationTokenSource();
        CalibrationSamples samples = new(1_000_000, index =>
        {
            if (index == 100) cancelled.Cancel();
            return Bytes(new float[Width]);
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Calibrator.Measure(new(Graphs.Chain(Width)), samples, new(RangeMethod.MinMax) { ThreadCount = 3 }, null, cancelled.Token));
    }

    [Fact]
    public void Progress_counts_every_sample()
    {
        var counts = new List<int>();
        Calibrator.Measure(new(Graphs.Chain(Width)), Noise(25, 1), new(RangeMethod.MinMax) { ThreadCount = 4 }, new Counter(counts.Add), default);
        Assert.Equal(Enumerable.Range(1, 25), counts);
    }

    private static void CheckFailure(Model model, CalibrationSamples samples, IReadOnlyCollection<(int, int)>? needed, int sample, int? op, params string[] words)
    {
        foreach (var threads in new[] { 1, 2, 5 })
        {
            var failure = Assert.Throws<CalibrationException>(() => Calibrator.Measure(new(model), samples, new(RangeMethod.MinMax) { ThreadCount = threads, Needed = needed }, null, default));
            Assert.Equal((sample, op), (failure.Sample, failure.Address?.Index));
            Assert.All(words, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
        }
    }

    private static (int Subgraph, int Tensor, TensorRange Range)[] Ranges(Model model, CalibrationSamples samples, RangeMethod method, int threads) =>
        [.. Calibrator.Measure(new(model), samples, new(method) { ThreadCount = threads }, null, default).All];

    private static CalibrationSamples Noise(int count, int seed, params (int Sample, float Value)[] odd) => new(count, index =>
    {
        var random = new Random(seed * 1000 + index);
        var scale = MathF.Pow(2, random.Next(-3, 4));
        var values = Enumerable.Range(0, Width).Select(_ => scale * (random.NextSingle() * 2 - 1)).ToArray();
        foreach (var (sample, value) in odd) if (sample == index) values[Width / 2] = value;
        return Bytes(values);
    });

    private static ImmutableArray<ReadOnlyMemory<byte>> Bytes(IEnumerable<float> values) => [values.SelectMany(BitConverter.GetBytes).ToArray()];

    private sealed class Counter(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
