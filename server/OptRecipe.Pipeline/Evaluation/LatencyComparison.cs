using System.Collections.Immutable;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.TFLite;

namespace OptRecipe.Pipeline.Evaluation;

/// <summary>Time of one inference on this computer, by this engine's kernels, in milliseconds.</summary>
/// <param name="Ratio">Optimized over float, from pairs of runs one after the other.</param>
public sealed record LatencyResult(int Runs, int Threads, Interval Float, Interval Optimized, Interval Ratio)
{
    /// <summary>Stands over every such figure.</summary>
    public const string Heading = "this computer, not your target";
}

/// <summary>Times the float and the optimized model in turns in the same run, so that what disturbs one disturbs the other.</summary>
public static class LatencyComparison
{
    private const int LeastRuns = 5;
    /// <summary>Share of the budget in which nothing is counted: the runtime compiles hot methods anew, processors clock up.</summary>
    private const double WarmUpShare = 0.25;

    /// <param name="runs">Pairs of runs at most; it stops early, after five, once <paramref name="budget"/> is used up.</param>
    /// <exception cref="InterpreterException">A model cannot be run, or not on noise.</exception>
    public static LatencyResult Measure(Model reference, Model optimized, int runs, TimeSpan budget, int threadCount, TimeProvider time, CancellationToken cancellation)
    {
        using var first = new Timed(reference, threadCount);
        using var second = new Timed(optimized, threadCount);
        var begin = time.GetTimestamp();
        do
        {
            first.Run(time, cancellation);
            second.Run(time, cancellation);
        }
        while (time.GetElapsedTime(begin) is var warm && warm > TimeSpan.Zero && warm < WarmUpShare * budget);
        var (floats, others, ratios) = (new List<double>(runs), new List<double>(runs), new List<double>(runs));
        var start = time.GetTimestamp();
        for (var run = 0; run < runs && (run < LeastRuns || time.GetElapsedTime(start) < budget); run++)
        {
            // Who goes first changes from pair to pair: the second finds warmer caches.
            var isSwapped = run % 2 == 1;
            var one = (isSwapped ? second : first).Run(time, cancellation);
            var other = (isSwapped ? first : second).Run(time, cancellation);
            floats.Add(isSwapped ? other : one);
            others.Add(isSwapped ? one : other);
            ratios.Add(others[^1] / floats[^1]);
        }
        return new(floats.Count, threadCount, Intervals.OfMedian(floats), Intervals.OfMedian(others), Intervals.OfMedian(ratios));
    }

    private sealed class Timed : IDisposable
    {
        private readonly Interpreter interpreter;
        private readonly ImmutableArray<(int Tensor, byte[] Values)> inputs;

        public Timed(Model model, int threadCount)
        {
            interpreter = new(model, InterpreterOptions.Default with { ThreadCount = threadCount });
            interpreter.AllocateTensors();
            inputs = [.. interpreter.GetInputDetails().Select((input, position) => (input.Index, NoiseInputs.Bytes(input, position)))];
        }

        /// <summary>Milliseconds of one inference.</summary>
        public double Run(TimeProvider time, CancellationToken cancellation)
        {
            interpreter.ResetVariables();
            foreach (var (tensor, values) in inputs) interpreter.SetTensor(tensor, values);
            var start = time.GetTimestamp();
            interpreter.Invoke(cancellation);
            return time.GetElapsedTime(start).TotalMilliseconds;
        }

        public void Dispose() => interpreter.Dispose();
    }
}
