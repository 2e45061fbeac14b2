using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Attributes of an LSTM operator.</summary>
/// <param name="CellClip">Bound of the cell's absolute values, 0 for none; likewise <paramref name="ProjectionClip"/> for the outputs of the projection.</param>
internal readonly record struct LstmAttributes(ActivationFunctionType Activation, float CellClip, float ProjectionClip, bool IsAsymmetric)
{
    public static LstmAttributes Of(KernelContext context, string schema)
    {
        LstmAttributes attributes = new(RecurrentActivation.Of(context, schema), context.Single(schema, "cell_clip"), context.Single(schema, "proj_clip"),
            context.Bool(schema, "asymmetric_quantize_inputs"));
        return attributes is { CellClip: >= 0, ProjectionClip: >= 0 } ? attributes
            : throw context.Refusal($"clips cannot be negative: cell_clip is {attributes.CellClip}, proj_clip {attributes.ProjectionClip}");
    }
}

/// <summary>A cell that is run over sequences, with its state in variable tensors.</summary>
internal abstract class LstmCell
{
    /// <summary>The cell for the type of the input.</summary>
    public static LstmCell Of(KernelContext context, LstmOperands operands, in LstmAttributes attributes, RuntimeTensor input, RuntimeTensor output, RecurrentSequence sequence) =>
        input.Type == TensorType.Int8 ? new IntegerLstmCell(context, operands, attributes, input, output, sequence) : new FloatLstmCell(context, operands, attributes, sequence);

    /// <summary>Runs all sequences, forwards or from their ends; vectors of the output start <paramref name="offset"/> elements into its rows.</summary>
    public abstract void Run(KernelContext context, RuntimeTensor input, RuntimeTensor? auxiliary, RuntimeTensor output, bool isForward, int offset);
}
