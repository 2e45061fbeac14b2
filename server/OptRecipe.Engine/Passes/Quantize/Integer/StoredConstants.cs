using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>An operand that shall read its constant in another form.</summary>
/// <param name="Key">Operands of one tensor with equal keys share the result.</param>
/// <param name="Stored">The tensor's type, buffer and quantization; called once for a key.</param>
internal sealed record StoredRequest(OperandUse Use, object Key, Func<(TensorType Type, uint Buffer, Quantization Quantization)> Stored);

/// <summary>Puts constants in their new forms: in place where every reader asks for the same, else in a new tensor for each form, so that other readers keep the float32 one.</summary>
internal static class StoredConstants
{
    public static void Place(SubgraphEdit subgraph, IReadOnlyCollection<StoredRequest> requests)
    {
        var readers = subgraph.Readers();
        foreach (var tensorRequests in requests.GroupBy(request => subgraph.OperatorAt(request.Use.Operator).Inputs[request.Use.Operand]).OrderBy(group => group.Key).ToArray())
        {
            var tensor = tensorRequests.Key;
            var row = subgraph.TensorAt(tensor);
            var forms = tensorRequests.GroupBy(request => request.Key).ToArray();
            var isFree = forms.Length == 1 && tensorRequests.Count() == readers[tensor].Count() && !subgraph.Outputs.Contains(tensor) && !subgraph.Inputs.Contains(tensor);
            foreach (var form in forms)
            {
                var (type, buffer, quantization) = form.First().Stored();
                var stored = row with { Type = type, Buffer = buffer, Quantization = quantization };
                if (isFree)
                {
                    subgraph.ReplaceTensor(tensor, stored);
                    continue;
                }
                var copy = subgraph.AddTensor(stored with { Name = $"{row.Name}_{type.Name().ToLowerInvariant()}" });
                foreach (var request in form) subgraph.SetInput(request.Use.Operator, request.Use.Operand, copy);
            }
        }
    }
}
