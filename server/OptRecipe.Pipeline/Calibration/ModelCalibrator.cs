using OptRecipe.Data;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Data;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Calibration;

/// <param name="SamplesPerSecond">Since the start; 0 before the first sample is done.</param>
public sealed record CalibrationProgress(int Done, int Count, double SamplesPerSecond)
{
    /// <summary>The ranges are known from an earlier run on the same samples.</summary>
    public bool IsKnown { get; init; }

    public override string ToString() => IsKnown ? "calibrating: known from an earlier run" : $"calibrating: {Done:#,0} of {Count:#,0} samples{(SamplesPerSecond > 0 ? $", {SamplesPerSecond:#,0.#} per second" : "")}";
}

/// <param name="IsKnown">They were in the cache: nothing was run.</param>
public sealed record MeasuredRanges(TensorRanges Ranges, bool IsKnown);

/// <summary>Measures the ranges of a model's tensors on samples, once for the same model, samples and methods.</summary>
public sealed class ModelCalibrator(CalibrationCache cache, TimeProvider clock)
{
    private static readonly TimeSpan ReportGap = TimeSpan.FromMilliseconds(100);

    /// <param name="options">The tensors that it needs have to be among the model's; see <see cref="CalibrationOptions.Needed"/>.</param>
    /// <exception cref="CalibrationException">A sample is broken, does not fit, or gives what is not finite.</exception>
    /// <exception cref="InterpreterException">The model cannot be run.</exception>
    public MeasuredRanges Measure(Model model, ISampleSet samples, CalibrationOptions options, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        var key = CalibrationCache.KeyOf(model, samples.Fingerprint, samples.Count, options);
        if (cache.Find(key) is { } known && (options.Needed is null || options.Needed.All(tensor => known.Find(tensor.Subgraph, tensor.Tensor) is not null))) return new(known, true);
        using var memory = new ThreadLocal<byte[]?[]>(() => new byte[model.Subgraphs[0].Inputs.Length][]);
        var source = new CalibrationSamples(samples.Count, index =>
        {
            try
            {
                return samples.Read(index, memory.Value ?? []);
            }
            catch (DataFormatException broken)
            {
                throw new CalibrationException(index, null, broken.Message);
            }
        }) { NameOf = samples.NameOf };
        var ranges = Calibrator.Measure(new(model), source, options, progress is null ? null : new Meter(progress, samples.Count, clock), cancellation);
        cache.Add(key, ranges);
        return new(ranges, false);
    }

    /// <summary>From counts to rates, ten times a second.</summary>
    private sealed class Meter(IProgress<CalibrationProgress> progress, int count, TimeProvider clock) : IProgress<int>
    {
        private readonly long _start = clock.GetTimestamp();
        private TimeSpan _last = -ReportGap;

        public void Report(int value)
        {
            var elapsed = clock.GetElapsedTime(_start);
            if (elapsed - _last < ReportGap && value < count) return;
            _last = elapsed;
            progress.Report(new(value, count, elapsed > TimeSpan.Zero ? value / elapsed.TotalSeconds : 0));
        }
    }
}
