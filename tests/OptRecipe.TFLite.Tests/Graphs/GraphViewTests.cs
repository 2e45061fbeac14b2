using OptRecipe.TFLite.Graphs;

namespace OptRecipe.TFLite.Tests.Graphs;

public sealed class GraphViewTests
{
    [Fact]
    public void Producers_and_consumers_follow_the_operators()
    {
        var graph = Graph([], ([0], [1]), ([1, 1], [2]), ([1, 2, -1], [3]));
        Assert.Equal([-1, 0, 1, 2], Enumerable.Range(0, 4).Select(graph.Producer));
        Assert.Equal([1, 2], graph.Consumers(1).ToArray());
        Assert.Empty(graph.Consumers(3).ToArray());
    }

    [Fact]
    public void Order_puts_producers_first_and_otherwise_keeps_the_files_order() =>
        Assert.Equal([1, 0, 2], Graph([], ([2], [3]), ([0], [2]), ([0], [1])).TopologicalOrder.ToArray());

    [Fact]
    public void Operators_on_a_cycle_have_no_order() => Assert.Equal([1], Graph([], ([3], [2]), ([0], [1]), ([2], [3])).TopologicalOrder.ToArray());

    [Fact]
    public void Indices_that_lead_nowhere_are_left_out()
    {
        var graph = Graph([], ([0, 99, -7], [1, 50]));
        Assert.Equal([0], graph.TopologicalOrder.ToArray());
        Assert.Equal([0], graph.Consumers(0).ToArray());
    }

    [Fact]
    public void A_planned_buffer_makes_a_constant()
    {
        var graph = Graph([new(), new() { Data = new(new PlannedByteSource(4), 0, 4) }], ([0, 1], [2]));
        Assert.True(graph.IsConstant(1));
        Assert.False(graph.IsConstant(0));
        Assert.Equal(4, graph.Data(1).Length);
    }

    private static GraphView Graph(Buffer[] buffers, params (int[] Inputs, int[] Outputs)[] operators) => new(new Model
    {
        Buffers = [.. buffers],
        OperatorCodes = [new(BuiltinOperator.Add)],
        Subgraphs = [new() { Tensors = [.. Enumerable.Range(0, 4).Select(index => new Tensor { Buffer = buffers.Length > index ? (uint)index : 0 })], Operators = [.. operators.Select(op => new Operator { Inputs = [.. op.Inputs], Outputs = [.. op.Outputs] })] }],
    }, 0);
}
