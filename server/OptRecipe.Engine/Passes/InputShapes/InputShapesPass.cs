using System.Collections.Immutable;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.InputShapes;

/// <summary>A shape for an input of the first subgraph.</summary>
/// <param name="Tensor">The input's tensor.</param>
public sealed record InputShape(int Tensor, ImmutableArray<int> Shape)
{
    public bool Equals(InputShape? other) => other is not null && other.Tensor == Tensor && other.Shape.SequenceEqual(Shape);
    public override int GetHashCode() => HashCode.Combine(Tensor, Shape.Length);
}

/// <summary>Gives inputs the shapes that they will have, and every tensor the shape that follows: what runtimes cannot resize is fixed then. Weights and operators stay as they are.</summary>
public sealed class InputShapesPass(ImmutableArray<InputShape> shapes) : IPass
{
    public string Kind => "input_shapes";

    public PassPlan Plan(Model model) => new(Kind, [.. model.Subgraphs.SelectMany((subgraph, index) => subgraph.Operators.Select((op, number) => new OperatorDecision(
        new(index, number), index == 0 && op.Inputs.Any(tensor => shapes.Any(shape => shape.Tensor == tensor)) ? PassOutcome.Changed : PassOutcome.Untouched, "")))]);

    /// <exception cref="PassException">The model does not take such an input, or computes shapes while it runs.</exception>
    public Model Apply(Model model, PassPlan plan, PassMode mode, IProgress<double>? progress, CancellationToken cancellation)
    {
        try
        {
            using var interpreter = new Interpreter(model, InterpreterOptions.Default with { PackWeights = false });
            foreach (var shape in shapes) interpreter.ResizeInputTensor(shape.Tensor, shape.Shape.AsSpan());
            interpreter.AllocateTensors();
            return model with { Subgraphs = model.Subgraphs.SetItem(0, Fixed(model.Subgraphs[0], interpreter)) };
        }
        catch (InterpreterException refused)
        {
            throw new PassException($"the model does not take inputs of these shapes: {refused.Message}");
        }
    }

    private static Subgraph Fixed(Subgraph subgraph, Interpreter interpreter)
    {
        var tensors = subgraph.Tensors.ToBuilder();
        foreach (var tensor in subgraph.Inputs.Concat(subgraph.Operators.SelectMany(op => op.Outputs)).Where(tensor => tensor >= 0).Distinct())
        {
            var known = interpreter.Tensor(tensor);
            if (known.Memory == TensorMemory.Dynamic) throw new PassException($"tensor {tensor} `{known.Name}` has a shape that the model computes while it runs; fix it where the model is converted");
            tensors[tensor] = tensors[tensor] with { Shape = [.. known.Shape], ShapeSignature = default };
        }
        return subgraph with { Tensors = tensors.ToImmutable() };
    }
}
