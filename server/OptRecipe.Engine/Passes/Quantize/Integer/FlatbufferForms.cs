using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Assigns forms as the flatbuffer quantizer does: in the file's order, every tensor from its own range unless its operator copies its input's form or has a fixed one; operators that
/// match their inputs to the output requantize each input that differs.</summary>
/// <remarks>facts: quantization.md §7.2. That quantizer gives SELECT, PADV2 and the like their first operand's form and leaves the others, which kernels refuse or misread, and SUM its input's,
/// which cuts the sums off; here their outputs keep their own ranges and the operands are matched.</remarks>
internal static class FlatbufferForms
{
    public static ActivationForms Assign(IntegerGraph graph, FormSource source)
    {
        var result = new ActivationForms();
        foreach (var index in graph.Operators)
        {
            var scale = FlatbufferTable.ScaleOf(graph.BuiltinOf(index), graph.SpecOf(index), graph.Type);
            var isSymmetric = graph.SchemeOf(index).AreActivationsSymmetric || scale == OutputScale.SymmetricAsOutput;
            var operands = graph.Activations(index).ToArray();
            foreach (var (use, tensor) in operands) result.Read[use] = OwnForm(tensor, isSymmetric);
            foreach (var tensor in graph.Outputs(index))
                result.Made[tensor] = scale switch
                {
                    OutputScale.Fixed => FixedOutputs.Of(graph.BuiltinOf(index), graph.Type),
                    OutputScale.SameAsInput when operands is [var only] => result.Read[only.Use],
                    _ => OwnForm(tensor, isSymmetric),
                };
            if (scale is OutputScale.Free or OutputScale.Fixed || graph.Outputs(index).FirstOrDefault(-1) is not (>= 0 and var output)) continue;
            foreach (var (use, _) in operands) result.Read[use] = result.Made[output];
        }
        return result;

        IntegerForm OwnForm(int tensor, bool isSymmetric) => graph.IsConstant(tensor) ? source.OfConstant(tensor, graph.Type)
            : result.Made.TryGetValue(tensor, out var made) ? made
            : graph.SharedRangePartner(tensor) is >= 0 and var partner ? source.OfUnion(Math.Min(tensor, partner), Math.Max(tensor, partner))
            : source.OfActivation(tensor, graph.Type, isSymmetric);
    }
}
