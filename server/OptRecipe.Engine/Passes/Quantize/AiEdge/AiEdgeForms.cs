using OptRecipe.Engine.Passes.Quantize.Integer;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.AiEdge;

/// <summary>Assigns forms as ai-edge-quantizer does, in the file's order: every tensor from its own range; operators that keep their input's form hand its range on; operators whose inputs have to
/// match the output requantize, unless what makes the input is free to take that form and nobody else reads it.</summary>
/// <remarks>facts: quantization.md §19; golden/aeq/README.md, Activations and Graph.</remarks>
internal static class AiEdgeForms
{
    public static ActivationForms Assign(IntegerGraph graph, FormSource source)
    {
        var result = new ActivationForms();
        foreach (var index in graph.Operators)
        {
            var scale = ScaleOf(graph, index);
            var isSymmetric = graph.SchemeOf(index).AreActivationsSymmetric;
            var operands = graph.Activations(index).ToArray();
            foreach (var (use, tensor) in operands) result.Read[use] = OwnForm(tensor, isSymmetric);
            foreach (var tensor in graph.Outputs(index))
                result.Made[tensor] = scale switch
                {
                    OutputScale.Fixed => FixedOutputs.Of(graph.BuiltinOf(index), graph.Type),
                    OutputScale.SameAsInput => result.Read[operands[0].Use],
                    _ => OwnForm(tensor, isSymmetric),
                };
            if (scale != OutputScale.SameAsOutput || graph.Outputs(index).FirstOrDefault(-1) is not (>= 0 and var output)) continue;
            foreach (var (use, tensor) in operands)
            {
                result.Read[use] = result.Made[output];
                if (graph.IsConstant(tensor) || graph.ReaderCountOf(tensor) > 1 || graph.ProducerOf(tensor) is not (>= 0 and var producer) || ScaleOf(graph, producer) != OutputScale.Free) continue;
                result.Made[tensor] = result.Made[output];
            }
        }
        return result;

        IntegerForm OwnForm(int tensor, bool isSymmetric) => graph.IsConstant(tensor) ? source.OfConstant(tensor, graph.Type, isSymmetric)
            : result.Made.TryGetValue(tensor, out var made) && made.Type == graph.Type ? made
            : source.OfActivation(tensor, graph.Type, isSymmetric);
    }

    /// <summary>For each tensor behind operators that keep their input's form the tensor before them, whatever integer type each has: its range is handed on.</summary>
    public static Dictionary<int, int> Origins(Model model, int subgraph, IEnumerable<OperatorAddress> operators)
    {
        var origins = new Dictionary<int, int>();
        var graph = model.Subgraphs[subgraph];
        foreach (var address in operators.Where(address => address.Subgraph == subgraph).OrderBy(address => address.Index))
        {
            var @operator = graph.Operators[address.Index];
            var builtin = model.CodeOf(@operator).Builtin;
            if (AiEdgeTable.Of(builtin) is not { Scale: OutputScale.SameAsInput } || QuantizationSpec.Of(builtin).Int8 is not { } spec) continue;
            var input = Enumerable.Range(0, @operator.Inputs.Length).Where(operand => spec.IsActivation(operand) && graph.Input(@operator, operand) is { Type: TensorType.Float32 }).Select(operand => @operator.Inputs[operand]).FirstOrDefault(-1);
            if (input < 0 || model.IsConstant(graph.Tensors[input])) continue;
            foreach (var output in @operator.Outputs.Where(output => output >= 0)) origins[output] = origins.GetValueOrDefault(input, input);
        }
        return origins;
    }

    private static OutputScale ScaleOf(IntegerGraph graph, int index) => AiEdgeTable.Of(graph.BuiltinOf(index))?.Scale ?? OutputScale.Free;
}
