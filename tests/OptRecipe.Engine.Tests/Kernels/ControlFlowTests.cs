using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tests.Interpretation;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Engine.Tests.Kernels;

/// <summary>What the corpus has no case for: graphs that are called with other shapes, values that change places, calls without end.</summary>
public sealed class ControlFlowTests
{
    private static readonly OperatorOptions Loop = OperatorOptions.Of("WhileOptions").With("cond_subgraph_index", 1).With("body_subgraph_index", 2);
    private static readonly OperatorOptions Choice = OperatorOptions.Of("IfOptions").With("then_subgraph_index", 1).With("else_subgraph_index", 2);

    [Theory]
    [InlineData(0, 10f, 20f)]
    [InlineData(1, 20f, 10f)]
    [InlineData(4, 10f, 20f)]
    [InlineData(5, 20f, 10f)]
    public void A_body_may_exchange_its_values(int turns, float first, float second)
    {
        var main = new ModelBuilder();
        int[] inputs = [main.Input("i", TensorType.Int32, 1), main.Input("a", TensorType.Float32, 1), main.Input("b", TensorType.Float32, 1)];
        int[] outputs = [main.Tensor("i2", TensorType.Int32, 1), main.Tensor("a2", TensorType.Float32, 1), main.Tensor("b2", TensorType.Float32, 1)];
        main.Add(BuiltinOperator.While, inputs, outputs, Loop);
        var condition = new ModelBuilder();
        var i = condition.Input("i", TensorType.Int32, 1);
        condition.Input("a", TensorType.Float32, 1);
        condition.Input("b", TensorType.Float32, 1);
        condition.Output(condition.Add(BuiltinOperator.Less, "goes on", TensorType.Bool, [1], [i, condition.Constant<int>("turns", TensorType.Int32, [1], [turns])]));
        var body = new ModelBuilder();
        i = body.Input("i", TensorType.Int32, 1);
        var (a, b) = (body.Input("a", TensorType.Float32, 1), body.Input("b", TensorType.Float32, 1));
        body.Output(body.Add(BuiltinOperator.Add, "next", TensorType.Int32, [1], [i, body.Constant<int>("one", TensorType.Int32, [1], [1])])).Output(b).Output(a);

        using var interpreter = Allocate(Graphs.Append(Graphs.Append(main.Output(outputs[1]).Output(outputs[2]).Build(), condition.Build()), body.Build()));
        interpreter.SetTensor(inputs[0], [0]);
        interpreter.SetTensor(inputs[1], [10f]);
        interpreter.SetTensor(inputs[2], [20f]);
        interpreter.Invoke();
        Assert.Equal([first], interpreter.GetTensor<float>(outputs[1]));
        Assert.Equal([second], interpreter.GetTensor<float>(outputs[2]));
    }

    [Fact]
    public void One_graph_may_be_called_with_two_shapes()
    {
        var main = new ModelBuilder();
        var (x, y) = (main.Input("x", TensorType.Float32, 3), main.Input("y", TensorType.Float32, 5));
        var first = main.Add(BuiltinOperator.StableHloComposite, "first", TensorType.Float32, [3], [x], Composite(1));
        var second = main.Add(BuiltinOperator.StableHloComposite, "second", TensorType.Float32, [5], [y], Composite(1));
        using var interpreter = Allocate(Graphs.Append(main.Output(first).Output(second).Build(), Graphs.AddOne()));
        for (var round = 0; round < 2; round++)
        {
            interpreter.SetTensor(x, [1f, 2f, 3f]);
            interpreter.SetTensor(y, [5f, 6f, 7f, 8f, 9f]);
            interpreter.Invoke();
            Assert.Equal([2f, 3f, 4f], interpreter.GetTensor<float>(first));
            Assert.Equal([6f, 7f, 8f, 9f, 10f], interpreter.GetTensor<float>(second));
        }
    }

    [Fact]
    public void Branches_with_different_shapes_give_an_output_of_the_one_that_ran()
    {
        var main = new ModelBuilder();
        var (choice, x) = (main.Input("choice", TensorType.Bool), main.Input("x", TensorType.Float32, 2));
        var y = main.Add(BuiltinOperator.If, "y", TensorType.Float32, [2], [choice, x], Choice);
        var doubled = new ModelBuilder();
        var input = doubled.Input("x", TensorType.Float32, 2);
        doubled.Output(doubled.Add(BuiltinOperator.Concatenation, "twice", TensorType.Float32, [4], [input, input], OperatorOptions.Of("ConcatenationOptions")));
        using var interpreter = Allocate(Graphs.Append(Graphs.Append(main.Output(main.Add(BuiltinOperator.Neg, "z", TensorType.Float32, [2], [y])).Build(), doubled.Build()), Graphs.AddOne()));
        interpreter.SetTensor(x, [1f, 2f]);
        foreach (var isThen in (bool[])[true, false, true])
        {
            interpreter.SetTensor(choice, [isThen]);
            interpreter.Invoke();
            Assert.Equal(isThen ? [-1f, -2f, -1f, -2f] : [-2f, -3f], interpreter.GetTensor<float>(interpreter.GetOutputDetails()[0].Index));
        }
    }

    [Fact]
    public void Strings_go_through_a_branch()
    {
        var main = new ModelBuilder();
        var (choice, x) = (main.Input("choice", TensorType.Bool), main.Input("x", TensorType.String, 2));
        var y = main.Add(BuiltinOperator.If, "y", TensorType.String, [2], [choice, x], Choice);
        var same = new ModelBuilder();
        var model = main.Output(y).Build();
        var branch = same.Output(same.Input("x", TensorType.String, 2)).Build();
        using var interpreter = Allocate(Graphs.Append(Graphs.Append(model, branch), branch));
        byte[] strings = [2, 0, 0, 0, 16, 0, 0, 0, 18, 0, 0, 0, 21, 0, 0, 0, .. "hithere"u8[..5]];
        interpreter.SetTensor(x, strings);
        interpreter.SetTensor(choice, [true]);
        interpreter.Invoke();
        Assert.Equal(strings, interpreter.GetTensor<byte>(y));
    }

    [Fact]
    public void A_graph_that_calls_itself_is_refused()
    {
        var calling = new ModelBuilder();
        var x = calling.Input("x", TensorType.Float32, 1);
        var model = calling.Output(calling.Add(BuiltinOperator.StableHloComposite, "y", TensorType.Float32, [1], [x], Composite(1))).Build();
        using var interpreter = new Interpreter(Graphs.Append(model, model));
        Assert.Contains("subgraph 1 calls itself", Assert.Throws<InterpreterException>(interpreter.AllocateTensors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(2000, true)]
    public void Calls_may_be_nested_but_not_without_end(int depth, bool isRefused)
    {
        Model? model = null;
        for (var level = 1; level <= depth; level++)
        {
            var builder = new ModelBuilder();
            var x = builder.Input("x", TensorType.Float32, 1);
            var part = builder.Output(builder.Add(BuiltinOperator.StableHloComposite, "y", TensorType.Float32, [1], [x], Composite(level))).Build();
            model = model is null ? part : Graphs.Append(model, part);
        }
        using var interpreter = new Interpreter(Graphs.Append(model!, Graphs.AddOne()));
        if (isRefused)
        {
            Assert.Contains("deep", Assert.Throws<InterpreterException>(interpreter.AllocateTensors).Message, StringComparison.Ordinal);
            return;
        }
        interpreter.AllocateTensors();
        interpreter.SetTensor(0, [41f]);
        interpreter.Invoke();
        Assert.Equal([42f], interpreter.GetTensor<float>(1));
    }

    private static OperatorOptions Composite(int subgraph) => OperatorOptions.Of("StableHLOCompositeOptions").With("decomposition_subgraph_index", subgraph);

    private static Interpreter Allocate(Model model)
    {
        var interpreter = new Interpreter(model);
        interpreter.AllocateTensors();
        return interpreter;
    }
}
