using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;

namespace OptRecipe.Engine.Tests.Interpretation;

/// <summary>Small graphs for the interpreter's own behaviour; what operators compute is the corpus' business.</summary>
internal static class Graphs
{
    /// <summary>x → NEG → ABS → SQUARE → y, each in place of the other, over <paramref name="count"/> floats.</summary>
    public static Model Chain(int count = 256)
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, count);
        var negated = builder.Add(BuiltinOperator.Neg, "negated", TensorType.Float32, [count], [x]);
        var absolute = builder.Add(BuiltinOperator.Abs, "absolute", TensorType.Float32, [count], [negated]);
        return builder.Output(builder.Add(BuiltinOperator.Square, "y", TensorType.Float32, [count], [absolute])).Build();
    }

    /// <summary>y = x + 1 with x of any length.</summary>
    public static Model AddOne()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, -1);
        var one = builder.Constant<float>("one", TensorType.Float32, [1], [1f]);
        return builder.Output(builder.Add(BuiltinOperator.Add, "y", TensorType.Float32, [-1], [x, one])).Build();
    }

    /// <summary>WHERE x, whose number of rows is known only when it ran, and its transposed result, which is prepared then.</summary>
    public static Model Dynamic()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Bool, 6);
        var where = builder.Add(BuiltinOperator.Where, "where", TensorType.Int64, [1, 1], [x]);
        var order = builder.Constant<int>("order", TensorType.Int32, [2], [1, 0]);
        return builder.Output(builder.Add(BuiltinOperator.Transpose, "y", TensorType.Int64, [1, 1], [where, order])).Build();
    }

    /// <summary>WHILE x[0] &lt; limit: x = x + 1.</summary>
    public static Model Loop(float limit)
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1);
        var y = builder.Add(BuiltinOperator.While, "y", TensorType.Float32, [1], [x], OperatorOptions.Of("WhileOptions").With("cond_subgraph_index", 1).With("body_subgraph_index", 2));
        var main = builder.Output(y).Build();
        return Append(Append(main, Condition(limit)), AddOneFixed());
    }

    private static Model Condition(float limit)
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1);
        var bound = builder.Constant<float>("limit", TensorType.Float32, [1], [limit]);
        return builder.Output(builder.Add(BuiltinOperator.Less, "goes on", TensorType.Bool, [1], [x, bound])).Build();
    }

    private static Model AddOneFixed()
    {
        var builder = new ModelBuilder();
        var x = builder.Input("x", TensorType.Float32, 1);
        var one = builder.Constant<float>("one", TensorType.Float32, [1], [1f]);
        return builder.Output(builder.Add(BuiltinOperator.Add, "y", TensorType.Float32, [1], [x, one])).Build();
    }

    /// <summary>The first graph of <paramref name="part"/> as a further graph of <paramref name="model"/>.</summary>
    internal static Model Append(Model model, Model part)
    {
        var (buffers, codes) = ((uint)model.Buffers.Length, (uint)model.OperatorCodes.Length);
        var graph = part.Subgraphs[0];
        return model with
        {
            Buffers = model.Buffers.AddRange(part.Buffers),
            OperatorCodes = model.OperatorCodes.AddRange(part.OperatorCodes),
            Subgraphs = model.Subgraphs.Add(graph with
            {
                Tensors = [.. graph.Tensors.Select(tensor => tensor.Buffer == 0 ? tensor : tensor with { Buffer = tensor.Buffer + buffers })],
                Operators = [.. graph.Operators.Select(op => op with { OpcodeIndex = op.OpcodeIndex + codes })],
            }),
        };
    }
}
