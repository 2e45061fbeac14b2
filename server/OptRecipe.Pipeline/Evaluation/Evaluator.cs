using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using OptRecipe.Data;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Data;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Evaluation;

/// <param name="Samples">The data set as this model takes it.</param>
public sealed record EvaluatedModel(Model Model, ISampleSet Samples)
{
    /// <summary>What it answered to the same samples before, and will have answered afterwards; null where nobody asks again.</summary>
    public AnswerMemory? Memory { get; init; }
}

/// <summary>Lets the float and the optimized model answer the same samples, side by side, on several threads. The result does not depend on their number.</summary>
public static class Evaluator
{
    /// <param name="progress">Takes the number of samples done.</param>
    /// <exception cref="EvaluationException">Data, labels and a metric do not fit together, or a sample cannot be answered.</exception>
    public static EvaluationResult Evaluate(EvaluatedModel reference, EvaluatedModel optimized, IReadOnlyList<IMetric> metrics, int threadCount, IProgress<int>? progress, CancellationToken cancellation)
    {
        var count = Math.Min(reference.Samples.Count, optimized.Samples.Count);
        if (count == 0) throw new EvaluationException("there is no sample to evaluate on");
        var rows = metrics.Select(_ => (Float: new double[count][], Optimized: new double[count][])).ToArray();
        var (next, done) = (-1, 0);
        var (first, second) = (new SharedModel(reference.Model), new SharedModel(optimized.Model));
        Exception? failure = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var threads = Enumerable.Range(0, Math.Clamp(threadCount, 1, count)).Select(_ => new Thread(Work)).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        cancellation.ThrowIfCancellationRequested();
        if (failure is InterpreterException or DataFormatException or IOException or UnauthorizedAccessException) throw new EvaluationException($"evaluation failed: {failure.Message}");
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        return new(count,
        [
            .. metrics.Select((metric, index) => new MetricResult(metric.Name, metric.Direction,
                Intervals.Of(metric, rows[index].Float), Intervals.Of(metric, rows[index].Optimized), Intervals.OfDifference(metric, rows[index].Float, rows[index].Optimized))),
        ]);

        void Work()
        {
            AnsweringModel? one = null, other = null;
            try
            {
                for (var sample = Interlocked.Increment(ref next); sample < count && !stop.IsCancellationRequested; sample = Interlocked.Increment(ref next))
                {
                    var wanted = Answer(reference, first, ref one, sample, stop.Token);
                    var answer = Answer(optimized, second, ref other, sample, stop.Token);
                    for (var index = 0; index < rows.Length; index++)
                    {
                        rows[index].Float[sample] = metrics[index].Row(wanted, wanted);
                        rows[index].Optimized[sample] = metrics[index].Row(answer, wanted);
                    }
                    progress?.Report(Interlocked.Increment(ref done));
                }
            }
            // A thread of ours must not end the process: whatever it is goes to the caller.
            catch (Exception error)
            {
                if (error is not OperationCanceledException) Interlocked.CompareExchange(ref failure, error, null);
                stop.Cancel();
            }
            finally
            {
                one?.Dispose();
                other?.Dispose();
            }
        }
    }

    private static SampleAnswer Answer(EvaluatedModel model, SharedModel shared, ref AnsweringModel? answering, int sample, CancellationToken cancellation)
    {
        if (model.Memory?.Find(sample) is { } known) return known;
        answering ??= new(shared, model.Samples);
        var answer = answering.Answer(sample, cancellation);
        model.Memory?.Keep(sample, answer);
        return answer;
    }
}
