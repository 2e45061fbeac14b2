using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Profiling;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Pipeline.Tests.Profiling;

public sealed class ModelProfilerTests
{
    /// <summary>Each look at the clock is one millisecond later than the last.</summary>
    private sealed class CountingTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1000;
        public override long GetTimestamp() => ++_now;
    }

    [Fact]
    public void Times_shares_and_bytes_are_told_by_operator()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 2, 3);
        var shape = builder.Constant<int>("shape", TensorType.Int32, [1], [6]);
        var model = builder.Output(builder.Add(BuiltinOperator.Reshape, "z", TensorType.Float32, [6], [builder.Add(BuiltinOperator.Reshape, "y", TensorType.Float32, [6], [x, shape]), shape])).Build();
        var profile = ModelProfiler.Profile(model, InterpreterOptions.Default, 3, new CountingTime(), default);
        // Start, two looks for each operator, end: five steps apart.
        Assert.Equal((1, 3, 5.0, 5.0), (profile.Threads, profile.Runs, profile.MedianMilliseconds, profile.MinMilliseconds));
        Assert.Equal(["0 RESHAPE y 1 0.5 52", "1 RESHAPE z 1 0.5 52"], profile.Operators.Select(row => $"{row.Index} {row.Op} {row.Output} {row.MedianMilliseconds} {row.Share} {row.Bytes}"));
        Assert.All(profile.Operators, row => Assert.Null(row.MultiplyAccumulatesPerSecond));
    }
}
