using System.Runtime.InteropServices;
using OptRecipe.Engine.Interpretation;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Engine.Tests.Interpretation;

/// <summary>Graphs that a reader lets through and the interpreter refuses, or runs all the same.</summary>
public sealed class HostileGraphTests
{
    [Fact]
    public void Thousand_graphs_that_call_each_other_are_refused() => CheckRefusal(Nested(1000), "deep");

    [Fact]
    public void Graphs_that_call_each_other_twenty_deep_run()
    {
        using var interpreter = new Interpreter(Nested(20));
        interpreter.AllocateTensors();
        interpreter.SetTensor<byte>(0, [1]);
        interpreter.SetTensor(1, [3f]);
        interpreter.Invoke();
        Assert.Equal([3f], interpreter.GetTensor<float>(2));
    }

    [Fact]
    public void A_tensor_that_nobody_makes_is_refused() => CheckRefusal(builder => builder.Tensor("nothing", TensorType.Float32, 4), "no operator makes it");

    [Fact]
    public void A_constant_without_elements_needs_no_data()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1);
        var empty = builder.Tensor("empty", TensorType.Float32, 0);
        using var interpreter = new Interpreter(builder.Output(builder.Add(BuiltinOperator.Add, "y", TensorType.Float32, [0], [x, empty])).Build());
        interpreter.AllocateTensors();
        interpreter.Invoke();
        Assert.Empty(interpreter.GetTensor<float>(2));
    }

    [Fact]
    public void A_tensor_with_more_dimensions_than_any_operator_takes_is_refused() =>
        CheckRefusal(builder => builder.Constant<float>("deep", TensorType.Float32, [.. Enumerable.Repeat(1, 40)], [1f]), "too large");

    [Fact]
    public void Dimensions_that_only_a_zero_keeps_small_are_refused() => CheckRefusal(builder => builder.Tensor("huge", TensorType.Float32, 0, 1 << 30, 1 << 30), "too large");

    [Theory]
    [InlineData(new[] { 0, 1 }, new[] { 1 }, "reads tensor 1")]
    [InlineData(new[] { 0, 2 }, new[] { 1 }, "reads tensor 2")]
    [InlineData(new[] { 0 }, new[] { 0 }, "an input of the graph")]
    [InlineData(new[] { 0 }, new[] { 2 }, "both write to tensor 2")]
    [InlineData(new[] { 9 }, new[] { 1 }, "no tensor 9")]
    public void A_graph_whose_order_contradicts_itself_is_refused(int[] inputs, int[] outputs, string expected)
    {
        var model = Graphs.Chain();
        var graph = model.Subgraphs[0];
        var op = graph.Operators[0] with { Inputs = [.. inputs], Outputs = [.. outputs] };
        CheckRefusal(model with { Subgraphs = [graph with { Operators = graph.Operators.SetItem(0, op) }] }, expected);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2 }, new[] { 0, 1 }, true)]
    [InlineData(new[] { 0, 1, 3 }, new[] { 0, 1 }, false)]
    [InlineData(new[] { 0, 2, 1 }, new[] { 0, 1 }, false)]
    [InlineData(new[] { 0, 1, 2 }, new[] { 0, 9 }, false)]
    [InlineData(new[] { 0, 1, 2 }, new[] { 0, -1 }, false)]
    public void A_sparse_constant_reads_as_its_dense_form_in_any_operator(int[] segments, int[] indices, bool isValid)
    {
        var sparsity = new Sparsity([0, 1], [], [new(DimensionType.Dense, 2, null, null), new(DimensionType.SparseCsr, 3, new(1, [.. segments]), new(1, [.. indices]))]);
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 2, 3);
        var sparse = builder.Constant<float>("sparse", TensorType.Float32, [2], [5f, 7f]);
        builder.Change(sparse, tensor => tensor with { Shape = [2, 3], Sparsity = sparsity });
        var model = builder.Output(builder.Add(BuiltinOperator.Add, "y", TensorType.Float32, [2, 3], [x, sparse])).Build();
        if (!isValid)
        {
            CheckRefusal(model, "sparsity");
            return;
        }
        using var interpreter = new Interpreter(model);
        interpreter.AllocateTensors();
        interpreter.SetTensor<float>(0, new float[6]);
        interpreter.Invoke();
        Assert.Equal([5f, 0f, 0f, 0f, 7f, 0f], interpreter.GetTensor<float>(2));
    }

    [Theory]
    [InlineData(new[] { 0, 1024, 0, 1024 }, 2048)]
    [InlineData(new[] { 4096, 0, -1, 0 }, 5120)]
    // Overlapping neighbours, and a place behind the limit: the plan counts for nothing.
    [InlineData(new[] { 0, 512, 0, 1024 }, 2048)]
    [InlineData(new[] { 0, int.MaxValue - 5, 0, 1024 }, 2048)]
    public void A_plan_in_the_file_is_followed_where_it_is_consistent(int[] offsets, long expectedArena)
    {
        var model = Graphs.Chain();
        int[] plan = [1, 0, 4, .. offsets];
        model = model with
        {
            Buffers = model.Buffers.Add(new() { Data = ByteRange.Of(MemoryMarshal.AsBytes(plan.AsSpan()).ToArray()) }),
            Metadata = [new("OfflineMemoryAllocation", (uint)model.Buffers.Length)],
        };
        using var interpreter = new Interpreter(model, new() { MemoryLimitBytes = 1 << 20 });
        interpreter.AllocateTensors();
        Assert.Equal(expectedArena, interpreter.Memory.Arena);
        interpreter.SetTensor(0, [.. Enumerable.Range(0, 256).Select(index => (float)index)]);
        interpreter.Invoke();
        Assert.Equal(Enumerable.Range(0, 256).Select(index => (float)index * index), interpreter.GetTensor<float>(3));
    }

    [Fact]
    public void A_loop_that_fills_ever_more_variables_ends_at_the_memory_limit()
    {
        var builder = new ModelBuilder();
        var number = builder.Input("number", TensorType.Int32, 1);
        var value = builder.Input("value", TensorType.Float32, 1000);
        builder.Add(BuiltinOperator.AssignVariable, [number, value], []);
        using var interpreter = new Interpreter(builder.Output(value).Build(), new() { MemoryLimitBytes = 100_000 });
        interpreter.AllocateTensors();
        var error = Assert.Throws<InterpreterException>(() =>
        {
            for (var turn = 0; turn < 100; turn++)
            {
                interpreter.SetTensor(0, [turn]);
                interpreter.Invoke();
            }
        });
        Assert.Contains("the limit is 100,000", error.Message, StringComparison.Ordinal);
        Assert.InRange(interpreter.Memory.Persistent, 80_000, 100_000);
    }

    /// <summary>Each graph's IF calls the next graph in both cases; the last one gives back what it got.</summary>
    private static Model Nested(int count)
    {
        var builder = new ModelBuilder();
        var condition = builder.Input("condition", TensorType.Bool, 1);
        var x = builder.Input("x", TensorType.Float32, 1);
        var inner = builder.Add(BuiltinOperator.If, "y", TensorType.Float32, [1], [condition, condition, x]);
        var model = builder.Output(inner).Build();
        var graph = model.Subgraphs[0];
        var graphs = Enumerable.Range(0, count).Select(index => index == count - 1 ? graph with { Operators = [], Outputs = [x] }
            : graph with
            {
                Operators = [graph.Operators[0] with { Options = OperatorOptions.Of("IfOptions").With("then_subgraph_index", index + 1).With("else_subgraph_index", index + 1) }],
            });
        return model with { Subgraphs = [.. graphs] };
    }

    private static void CheckRefusal(Func<ModelBuilder, int> operand, string expected)
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1);
        CheckRefusal(builder.Output(builder.Add(BuiltinOperator.Add, "y", TensorType.Float32, [1], [x, operand(builder)])).Build(), expected);
    }

    private static void CheckRefusal(Model model, string expected)
    {
        var error = Assert.Throws<InterpreterException>(() =>
        {
            using var interpreter = new Interpreter(model);
            interpreter.AllocateTensors();
        });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
