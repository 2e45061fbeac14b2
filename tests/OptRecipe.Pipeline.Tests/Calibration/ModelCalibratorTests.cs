using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Pipeline.Calibration;
using OptRecipe.Pipeline.Data;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Pipeline.Tests.Calibration;

public sealed class ModelCalibratorTests
{
    [Fact]
    public void A_second_measurement_reads_no_sample()
    {
        var (store, samples) = (new Store(), new Samples("a", 9));
        foreach (var cache in new[] { new CalibrationCache(store), new CalibrationCache(store) })
        {
            var first = Measure(cache, samples);
            var reads = samples.Reads;
            var second = Measure(cache, samples);
            Assert.True(second.IsKnown);
            Assert.Equal(reads, samples.Reads);
            Assert.Equal(first.Ranges.All, second.Ranges.All);
        }
        Assert.Equal((9, 1), (samples.Reads, store.Entries.Count));
    }

    [Fact]
    public void Another_model_another_method_and_other_samples_are_measured_anew()
    {
        var cache = new CalibrationCache();
        Assert.False(Measure(cache, new("a", 5)).IsKnown);
        Assert.False(Measure(cache, new("b", 5)).IsKnown);
        Assert.False(Measure(cache, new("a", 6)).IsKnown);
        Assert.False(Measure(cache, new("a", 5), RangeEstimate.MovingAverage).IsKnown);
        Assert.False(Measure(cache, new("a", 5), factor: 3).IsKnown);
        Assert.True(Measure(cache, new("a", 5)).IsKnown);
    }

    [Fact]
    public void A_damaged_entry_is_measured_anew()
    {
        var (store, samples) = (new Store(), new Samples("a", 4));
        var expected = Measure(new(store), samples).Ranges.All.ToArray();
        var (name, whole) = Assert.Single(store.Entries);
        for (var index = 0; index <= whole.Length; index++)
        {
            store.Entries[name] = index == whole.Length ? whole[..^1] : [.. whole.Select((value, at) => at == index ? (byte)(value ^ 0x40) : value)];
            var found = Measure(new(store), samples);
            Assert.False(found.IsKnown, $"byte {index}");
            Assert.Equal(expected, found.Ranges.All);
            Assert.Equal(whole, store.Entries[name]);
        }
    }

    [Fact]
    public void A_tensor_that_was_not_needed_before_is_measured_when_it_is()
    {
        var cache = new CalibrationCache();
        var samples = new Samples("a", 4, negative: true);
        Assert.Equal(2, Measure(cache, samples, needed: [(0, 0)]).Ranges.Count);
        Assert.True(Measure(cache, samples, needed: [(0, 0)]).IsKnown);
        var failure = Assert.Throws<CalibrationException>(() => Measure(cache, samples, needed: [(0, 0), (0, 3)]));
        Assert.Contains("row 0 of the test", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_says_how_many_samples_a_second()
    {
        var reports = new List<CalibrationProgress>();
        var clock = new SteppingClock();
        new ModelCalibrator(new(), clock).Measure(Root(2), new Samples("a", 30), new(RangeMethod.MinMax) { ThreadCount = 1 }, new Collector(reports.Add), default);
        Assert.Equal(30, reports[^1].Done);
        Assert.All(reports, report => Assert.Equal(20, report.SamplesPerSecond, 0.01));
        // Every other sample: one takes 50 ms on this clock.
        Assert.InRange(reports.Count, 14, 17);
        Assert.Equal("calibrating: 30 of 30 samples, 20 per second", reports[^1].ToString());
    }

    private static MeasuredRanges Measure(CalibrationCache cache, Samples samples, RangeEstimate estimate = RangeEstimate.MinMax, float factor = 2, (int, int)[]? needed = null) =>
        new ModelCalibrator(cache, TimeProvider.System).Measure(Root(factor), samples, new(new(estimate)) { Needed = needed }, null, default);

    /// <summary>product 2 = x 0 × factor 1, y 3 = √product.</summary>
    private static Model Root(float factor)
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 8);
        var constant = builder.Constant<float>("factor", TensorType.Float32, [1], [factor]);
        var product = builder.Add(BuiltinOperator.Mul, "product", TensorType.Float32, [8], [x, constant]);
        return builder.Output(builder.Add(BuiltinOperator.Sqrt, "y", TensorType.Float32, [8], [product])).Build();
    }

    private sealed class Samples(string fingerprint, int count, bool negative = false) : ISampleSet
    {
        private int _reads;

        public int Reads => _reads;
        public int Count => count;
        public string Fingerprint => fingerprint;
        public LabelForm? Labels => null;

        public ImmutableArray<ReadOnlyMemory<byte>> Read(int index)
        {
            Interlocked.Increment(ref _reads);
            return [MemoryMarshal.AsBytes(Enumerable.Range(0, 8).Select(value => (index + 1f) * value * (negative ? -1 : 1)).ToArray().AsSpan()).ToArray()];
        }

        public ReadOnlyMemory<byte> ReadLabel(int index) => default;
        public string NameOf(int index) => $"row {index} of the test";
    }

    private sealed class Store : ICacheStore
    {
        public Dictionary<string, byte[]> Entries { get; } = [];
        public byte[]? Read(string name) => Entries.GetValueOrDefault(name);
        public void Write(string name, byte[] bytes) => Entries[name] = bytes;
    }

    /// <summary>50 ms pass between two looks.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long _looks;
        public override long TimestampFrequency => 20;
        public override long GetTimestamp() => _looks++;
    }

    private sealed class Collector(Action<CalibrationProgress> report) : IProgress<CalibrationProgress>
    {
        public void Report(CalibrationProgress value) => report(value);
    }
}
