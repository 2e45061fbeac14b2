using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Reporting;

/// <summary>How many operators of a model compute with integers, how many with floats, and how many only translate between the two (user problem 3).</summary>
/// <param name="Integer">Their operands and results hold no float32.</param>
/// <param name="Float">Some operand or result is float32.</param>
/// <param name="Borders">QUANTIZE and DEQUANTIZE.</param>
public sealed record TypeCensus(int Integer, int Float, int Borders)
{
    public static TypeCensus Of(Model model)
    {
        var (integer, floats, borders) = (0, 0, 0);
        for (var subgraph = 0; subgraph < model.Subgraphs.Length; subgraph++)
            for (var index = 0; index < model.Subgraphs[subgraph].Operators.Length; index++)
            {
                if (OperatorText.Name(model, new(subgraph, index)) is "QUANTIZE" or "DEQUANTIZE") borders++;
                else if (HasFloats(model.Subgraphs[subgraph], model.Subgraphs[subgraph].Operators[index])) floats++;
                else integer++;
            }
        return new(integer, floats, borders);
    }

    /// <summary><c>61 operators without floats, 4 with float32, 3 QUANTIZE or DEQUANTIZE between them</c>.</summary>
    public override string ToString() => $"{SizeText.Count(Integer, "operator")} without floats, {Float} with float32, {Borders} QUANTIZE or DEQUANTIZE between them";

    private static bool HasFloats(Subgraph subgraph, Operator op) =>
        op.Inputs.Concat(op.Outputs).Any(tensor => tensor >= 0 && tensor < subgraph.Tensors.Length && subgraph.Tensors[tensor].Type == TensorType.Float32);
}
