using System.Collections.Immutable;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Profiling;

/// <summary>Runs a model on seeded noise and measures it.</summary>
public static class ModelProfiler
{
    /// <summary>Runs once unmeasured, then <paramref name="runs"/> times.</summary>
    /// <exception cref="InterpreterException">The model cannot be run, or not on such values.</exception>
    public static ModelProfile Profile(Model model, InterpreterOptions options, int runs, TimeProvider time, CancellationToken cancellation)
    {
        var profiler = new OperatorProfiler(time);
        using var interpreter = new Interpreter(model, options with { Tap = profiler });
        interpreter.AllocateTensors();
        var inputs = interpreter.GetInputDetails().Select((input, position) => (input.Index, Values: NoiseInputs.Bytes(input, position))).ToArray();
        var milliseconds = new double[runs];
        for (var run = -1; run < runs; run++)
        {
            interpreter.ResetVariables();
            foreach (var (tensor, values) in inputs) interpreter.SetTensor(tensor, values);
            var start = time.GetTimestamp();
            interpreter.Invoke(cancellation);
            var elapsed = time.GetElapsedTime(start);
            if (run < 0)
            {
                profiler.Clear();
                continue;
            }
            milliseconds[run] = elapsed.TotalMilliseconds;
            profiler.EndRun();
        }
        return new(options.ThreadCount, runs, Median.Of(milliseconds), milliseconds.Min(), Operators(model, profiler));
    }

    private static ImmutableArray<OperatorProfile> Operators(Model model, OperatorProfiler profiler)
    {
        var total = profiler.Operators.Sum(times => times.Milliseconds.Sum());
        return [.. profiler.Operators.Select(times =>
        {
            var subgraph = model.Subgraphs[times.Address.Subgraph];
            var op = subgraph.Operators[times.Address.Index];
            var (median, count) = (Median.Of(times.Milliseconds), MultiplyAccumulates.Count(model, subgraph, op));
            return new OperatorProfile(
                times.Address.Subgraph, times.Address.Index, times.Code.Name, op.Outputs is [var output, ..] ? subgraph.Tensors[output].Name : null,
                median, times.Milliseconds.Min(), total > 0 ? times.Milliseconds.Sum() / total : 0, count, count > 0 && median > 0 ? count / median * 1000 : null, times.Bytes);
        })];
    }
}
