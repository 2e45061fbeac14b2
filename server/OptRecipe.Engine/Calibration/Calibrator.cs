using System.Collections.Immutable;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Threading;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Calibration;

/// <summary>Runs a float model on a representative dataset and finds the range of each float32 tensor that is no constant.</summary>
/// <remarks>Samples are shared out among interpreters, one a thread; variables are reset before each. Same samples, same ranges, on any number of threads.</remarks>
public static class Calibrator
{
    private const long LargeBytes = 1 << 22;

    /// <param name="progress">Takes the number of samples that are done; called on several threads, one at a time.</param>
    /// <returns>A range for each tensor that was computed and finite.</returns>
    /// <exception cref="CalibrationException">A sample does not fit the model, cannot be run, or gives something that is not finite where a range is needed.</exception>
    /// <exception cref="InterpreterException">The model cannot be run at all.</exception>
    public static TensorRanges Measure(SharedModel model, CalibrationSamples samples, CalibrationOptions options, IProgress<int>? progress, CancellationToken cancellation)
    {
        var isLarge = IsLarge(model.Model);
        var ranges = Measured(model, samples, options, progress, cancellation);
        // What remains is the interpreters' memory and packed weights.
        if (isLarge) Collect();
        return ranges;
    }

    private static TensorRanges Measured(SharedModel model, CalibrationSamples samples, CalibrationOptions options, IProgress<int>? progress, CancellationToken cancellation)
    {
        var threads = options.KeepsState ? 1 : Math.Clamp(options.ThreadCount, 1, Math.Max(samples.Count, 1));
        var run = new Run(model, samples, options, threads, progress, cancellation);
        using var workers = new WorkerPool(threads);
        workers.Run(run);
        run.ThrowFailure();
        run.Merge();
        workers.Run(run.Estimation);
        return run.Ranges();
    }

    /// <summary>Whether the weights are worth a collection.</summary>
    private static bool IsLarge(Model model) => model.Buffers.Sum(buffer => buffer.Data.Length) >= LargeBytes;

    /// <summary>Gives memory back that nobody needs any more and that the collector would keep for a long time: its budget for large arrays grows with those that are alive.</summary>
    private static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private sealed class Run : IParallelWork
    {
        private readonly Lock _gate = new();
        private readonly SharedModel _model;
        private readonly CalibrationSamples _samples;
        private readonly InterpreterOptions _interpreter;
        private readonly IProgress<int>? _progress;
        private readonly CancellationToken _cancellation;
        private readonly ObservedTensors _observed;
        private readonly bool[] _isNeeded;
        private readonly bool _keepsState;
        private readonly TensorStatistics[][] _statistics;
        private CalibrationException? _failure;
        private int _next, _done, _firstFailed = int.MaxValue;

        public Run(SharedModel model, CalibrationSamples samples, CalibrationOptions options, int threads, IProgress<int>? progress, CancellationToken cancellation)
        {
            (_model, _samples, _progress, _cancellation, _keepsState) = (model, samples, progress, cancellation, options.KeepsState);
            _interpreter = options.Interpreter with { ThreadCount = Math.Max(1, options.ThreadCount / threads) };
            _observed = new(model.Model);
            var needed = options.Needed?.ToHashSet();
            _isNeeded = [.. _observed.Tensors.Select(tensor => needed?.Contains(tensor) ?? true)];
            var methods = _observed.Tensors.Select(tensor => MethodOf(tensor, options)).ToArray();
            var perSample = methods.Select(method => method.Estimate == RangeEstimate.MovingAverage ? Enumerable.Repeat(ValueExtremes.Empty, samples.Count).ToArray() : null).ToArray();
            _statistics = [.. Enumerable.Range(0, threads).Select(_ => methods.Zip(perSample, (method, extremes) => new TensorStatistics(method, extremes)).ToArray())];
            Estimation = new(_statistics[0]);
        }

        public Estimates Estimation { get; }

        void IParallelWork.Run(int part, int partCount)
        {
            var tap = new StatisticsTap(_model.Model, _observed, _statistics[part], _isNeeded, _samples.NameOf);
            using var interpreter = new Interpreter(_model, _interpreter with { Tap = tap });
            interpreter.AllocateTensors();
            var inputs = interpreter.GetInputDetails();
            while (Interlocked.Increment(ref _next) - 1 is var sample && sample < _samples.Count && sample < Volatile.Read(ref _firstFailed))
            {
                _cancellation.ThrowIfCancellationRequested();
                try
                {
                    RunSample(interpreter, inputs, tap, sample);
                }
                catch (InterpreterException error)
                {
                    Fail(new(sample, error.Address, $"{_samples.NameOf(sample)} cannot be run: {error.Message}"));
                }
                catch (CalibrationException error)
                {
                    Fail(error);
                }
                if (_progress is null) continue;
                lock (_gate) _progress.Report(++_done);
            }
        }

        private void RunSample(Interpreter interpreter, TensorDetails[] inputs, StatisticsTap tap, int sample)
        {
            var values = _samples.Read(sample);
            if (!_keepsState) interpreter.ResetVariables();
            for (var position = 0; position < inputs.Length; position++) interpreter.SetTensor(inputs[position].Index, values[position].Span);
            tap.Sample = sample;
            tap.Inputs(interpreter);
            interpreter.Invoke(_cancellation);
        }

        /// <summary>Samples are handed out in order, so those before a failed one are all run: the first failure is the same on any number of threads.</summary>
        private void Fail(CalibrationException failure)
        {
            lock (_gate)
            {
                if (failure.Sample >= _firstFailed) return;
                (_failure, _firstFailed) = (failure, failure.Sample);
            }
        }

        public void ThrowFailure()
        {
            if (_failure is { } failure) throw failure;
        }

        public void Merge()
        {
            foreach (var others in _statistics.Skip(1))
                for (var slot = 0; slot < others.Length; slot++) _statistics[0][slot].Add(others[slot]);
        }

        public TensorRanges Ranges()
        {
            var ranges = ImmutableDictionary.CreateBuilder<(int, int), TensorRange>();
            foreach (var (slot, tensor) in _observed.Tensors.Index())
                if (Estimation.Ranges[slot] is { } range) ranges.Add(tensor, range);
            return new(ranges);
        }

        /// <summary>A state that is clipped stays wrong for all that follows, so states keep their extremes.</summary>
        private RangeMethod MethodOf((int Subgraph, int Tensor) tensor, CalibrationOptions options) =>
            _model.Model.Subgraphs[tensor.Subgraph].Tensors is var tensors && tensor.Tensor < tensors.Length && tensors[tensor.Tensor].IsVariable ? RangeMethod.MinMax : options.Overrides.GetValueOrDefault(tensor, options.Method);
    }

    /// <summary>From statistics to ranges, tensor by tensor.</summary>
    private sealed class Estimates(TensorStatistics[] statistics) : IParallelWork
    {
        private int _next;

        public TensorRange?[] Ranges { get; } = new TensorRange?[statistics.Length];

        void IParallelWork.Run(int part, int partCount)
        {
            while (Interlocked.Increment(ref _next) - 1 is var slot && slot < statistics.Length) Ranges[slot] = statistics[slot].Range();
        }
    }
}
