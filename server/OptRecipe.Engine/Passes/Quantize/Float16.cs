using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize;

/// <summary>Float16 weights as the converter writes them: every float32 constant operand, one DEQUANTIZE for each constant, activations untouched.</summary>
/// <remarks>facts: quantization.md §13. Variable tensors are no constants: the converter gives LSTM states a DEQUANTIZE too, which this does not imitate.</remarks>
internal sealed class Float16(QuantizeOptions options)
{
    private static readonly byte[] ReducedPrecision = "fp16accfp32"u8.ToArray();

    public OperatorDecision Decide(Model model, Subgraph subgraph, Operator @operator, OperatorAddress address)
    {
        var operands = Operands(model, subgraph, @operator);
        if (operands.Count == 0) return new(address, PassOutcome.Untouched, "");
        return options.KeepFloat.Contains(address) ? new(address, PassOutcome.Kept, "is kept in float32 by a rule") : new(address, PassOutcome.Changed, "");
    }

    public static void Apply(ModelEdit edit, Model model, IReadOnlyCollection<OperatorAddress> changed, PassMode mode, IProgress<double>? progress, CancellationToken cancellation)
    {
        var form = new ConstantForm(TensorType.Float16, -1, Dequantized: true);
        var requests = changed.SelectMany(address =>
        {
            var subgraph = model.Subgraphs[address.Subgraph];
            return Operands(model, subgraph, subgraph.Operators[address.Index]).Select(operand => new ConstantRequest(address, operand, form));
        });
        new ConstantConversion(edit, mode, progress, cancellation).Convert([.. requests]);
        edit.SetMetadata("reduced_precision_support", ReducedPrecision);
    }

    private static List<int> Operands(Model model, Subgraph subgraph, Operator @operator) =>
        [.. Enumerable.Range(0, @operator.Inputs.Length).Where(operand =>
            subgraph.Input(@operator, operand) is { Type: TensorType.Float32, Sparsity: null } tensor && model.HasFittingData(tensor))];
}
