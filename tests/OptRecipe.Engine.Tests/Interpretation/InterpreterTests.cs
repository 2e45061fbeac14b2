using OptRecipe.Engine.Interpretation;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Tests.Interpretation;

public sealed class InterpreterTests
{
    private static readonly float[] Values = [.. Enumerable.Range(0, 256).Select(index => index - 100.5f)];

    [Fact]
    public void A_chain_of_operators_in_place_needs_the_input_and_one_buffer()
    {
        using var interpreter = Allocate(Graphs.Chain());
        Assert.Equal(Values.Select(x => x * x), Run(interpreter, Values));
        Assert.Equal(new MemoryUse(2 * 1024, 0, 0), interpreter.Memory);
    }

    [Fact]
    public void An_input_keeps_its_values_over_invocations()
    {
        using var interpreter = Allocate(Graphs.Chain());
        Run(interpreter, Values);
        interpreter.Invoke();
        Assert.Equal(Values, interpreter.GetTensor<float>(0));
        Assert.Equal(Values.Select(x => x * x), interpreter.GetTensor<float>(3));
    }

    [Fact]
    public void With_all_tensors_preserved_each_keeps_its_values_and_any_slice_runs()
    {
        using var interpreter = Allocate(Graphs.Chain(), new() { PreserveAllTensors = true });
        Run(interpreter, Values);
        Assert.Equal(Values.Select(x => -x), interpreter.GetTensor<float>(1));
        Assert.Equal(Values.Select(MathF.Abs), interpreter.GetTensor<float>(2));
        interpreter.SetTensor(1, [.. Enumerable.Repeat(-3f, 256)]);
        interpreter.Invoke(1, 3);
        Assert.All(interpreter.GetTensor<float>(3), value => Assert.Equal(9f, value));
    }

    [Fact]
    public void A_tap_sees_every_operator_and_may_replace_what_the_next_one_reads()
    {
        var tap = new ReplacingTap();
        using var interpreter = Allocate(Graphs.Chain(), new() { Tap = tap });
        Assert.All(Run(interpreter, Values), value => Assert.Equal(49f, value));
        Assert.Equal(["before NEG", "after NEG", "before ABS", "after ABS", "before SQUARE", "after SQUARE"], tap.Seen);
    }

    [Fact]
    public void A_resized_input_resizes_what_follows()
    {
        using var interpreter = new Interpreter(Graphs.AddOne());
        foreach (var count in (int[])[1, 5, 0, 3])
        {
            interpreter.ResizeInputTensor(0, count);
            interpreter.AllocateTensors();
            Assert.Equal(Values[..count].Select(x => x + 1), Run(interpreter, Values[..count]));
        }
        Assert.Equal([-1], interpreter.GetInputDetails()[0].ShapeSignature);
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 0, 0, 1, 1 }, new long[] { 1, 4, 5 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0 }, new long[0])]
    public void A_shape_known_only_after_an_operator_ran_prepares_what_follows(byte[] input, long[] expected)
    {
        using var interpreter = Allocate(Graphs.Dynamic());
        for (var round = 0; round < 3; round++)
        {
            interpreter.SetTensor(0, input);
            interpreter.Invoke();
            Assert.Equal(expected, interpreter.GetTensor<long>(3));
            Assert.Equal([1, expected.Length], interpreter.Tensor(3).Shape);
            // Another size in between: what follows is prepared anew.
            interpreter.SetTensor<byte>(0, [1, 1, 1, 1, 1, 1]);
            interpreter.Invoke();
            Assert.Equal(6, interpreter.GetTensor<long>(3).Length);
        }
    }

    [Fact]
    public void Before_a_dynamic_graph_ran_its_output_has_no_bytes()
    {
        using var interpreter = Allocate(Graphs.Dynamic());
        Assert.Empty(interpreter.GetTensor<long>(3));
    }

    [Fact]
    public void Interpreters_of_one_model_run_side_by_side()
    {
        var file = SharedFolder.InRepository("tests", "corpus", "converter", "digits_cnn", "dynamic.tflite");
        var shared = new SharedModel(TestModels.Read(file));
        float[] Answer(int seed)
        {
            using var interpreter = new Interpreter(shared);
            interpreter.AllocateTensors();
            var input = interpreter.GetInputDetails()[0];
            var random = new Random(seed);
            interpreter.SetTensor(input.Index, [.. Enumerable.Range(0, interpreter.Tensor(input.Index).Count).Select(_ => random.NextSingle())]);
            interpreter.Invoke();
            return interpreter.GetTensor<float>(interpreter.GetOutputDetails()[0].Index);
        }
        var expected = Enumerable.Range(0, 12).Select(Answer).ToArray();
        var found = new float[12][];
        Parallel.For(0, 12, seed => found[seed] = Answer(seed));
        Assert.Equal(expected, found);
    }

    [Fact]
    public void A_model_over_the_memory_limit_is_refused_with_the_figure()
    {
        using var interpreter = new Interpreter(Graphs.Chain(1 << 20), new() { MemoryLimitBytes = 5_000_000 });
        var error = Assert.Throws<InterpreterException>(interpreter.AllocateTensors);
        Assert.Contains("8,388,608 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("the limit is 5,000,000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_ends_at_its_limit_and_when_it_is_cancelled()
    {
        using (var interpreter = Allocate(Graphs.Loop(limit: 10)))
            Assert.Equal([10f], Run(interpreter, [0f]));
        using (var interpreter = Allocate(Graphs.Loop(float.PositiveInfinity), new() { LoopLimit = 1000 }))
            Assert.Contains("1,000", Assert.Throws<InterpreterException>(() => Run(interpreter, [0f])).Message, StringComparison.Ordinal);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        using var endless = Allocate(Graphs.Loop(float.PositiveInfinity), new() { LoopLimit = long.MaxValue });
        Assert.Throws<OperationCanceledException>(() => endless.Invoke(cancellation.Token));
    }

    [Fact]
    public void Wrong_use_is_said_in_one_sentence()
    {
        var model = Graphs.Chain();
        using var interpreter = new Interpreter(model);
        Assert.Contains("call AllocateTensors first", Assert.Throws<InterpreterException>(() => interpreter.SetTensor(0, Values)).Message, StringComparison.Ordinal);
        Assert.Contains("call AllocateTensors first", Assert.Throws<InterpreterException>(() => interpreter.Invoke()).Message, StringComparison.Ordinal);
        interpreter.AllocateTensors();
        Assert.Equal("tensor 0 `x` is FLOAT32[256], 1024 bytes; 12 bytes were given", Assert.Throws<InterpreterException>(() => interpreter.SetTensor(0, Values[..3])).Message);
        Assert.Contains("there is no tensor 9", Assert.Throws<InterpreterException>(() => interpreter.GetTensor<float>(9)).Message, StringComparison.Ordinal);
        Assert.Contains("not an input", Assert.Throws<InterpreterException>(() => interpreter.ResizeInputTensor(2, 4)).Message, StringComparison.Ordinal);
        interpreter.Dispose();
        Assert.Throws<InterpreterException>(() => interpreter.GetTensor<float>(3));
    }

    private static Interpreter Allocate(Model model, InterpreterOptions? options = null)
    {
        var interpreter = new Interpreter(model, options);
        interpreter.AllocateTensors();
        return interpreter;
    }

    private static float[] Run(Interpreter interpreter, float[] values)
    {
        interpreter.SetTensor(interpreter.GetInputDetails()[0].Index, values);
        interpreter.Invoke();
        return interpreter.GetTensor<float>(interpreter.GetOutputDetails()[0].Index);
    }

    /// <summary>Notes what runs and sets the output of ABS to seven.</summary>
    private sealed class ReplacingTap : IOperatorTap
    {
        public List<string> Seen { get; } = [];

        public void Before(in RunningOperator op) => Seen.Add($"before {op.Code.Name}");

        public void After(in RunningOperator op)
        {
            Seen.Add($"after {op.Code.Name}");
            if (op.Code.Builtin == BuiltinOperator.Abs) op.Outputs[0].Write<float>().Fill(7f);
        }
    }
}
