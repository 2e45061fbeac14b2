using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>FULLY_CONNECTED: input of any shape seen as [rows, depth], weights [units, depth], bias [units] → [rows, units], with keep_num_dims the input's shape with units last.
/// output = activation(bias + input × weightsᵀ). Float input with integer weights is quantized for each row, symmetrically unless asymmetric_quantize_inputs asks otherwise.
/// Weights may be sparse.</summary>
internal sealed class FullyConnected : Kernel
{
    private const string Options = "FullyConnectedOptions";
    private ProductForm? _form;
    private WeightBytes? _weights;
    private BlockwiseWeights? _blocks;
    private MatrixLoop _loop;

    public override void Prepare(KernelContext context)
    {
        var (input, weights, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (weights.Rank != 2) throw context.Refusal($"the weights are {weights}; two dimensions are expected");
        var (units, depth) = (weights.Dim(0), weights.Dim(1));
        var operands = new ProductOperands(input, weights, context.OptionalInput(2), output);
        var kind = ProductForm.KindOf(context, operands, (TensorType)context.Int32(Options, "quantized_bias_type"));
        if (kind == ProductKind.Int8ToInt32) throw context.UnsupportedType(output);
        (_form, _weights, _blocks) = (null, null, null);
        Resize(context, input, output, units, depth);
        if (depth == 0) return;
        var (activation, isAsymmetric) = (FusedActivation.Of(context, Options), context.Bool(Options, "asymmetric_quantize_inputs"));
        if (weights.Quantization.Blockwise is { } blockwise)
        {
            if (kind != ProductKind.Hybrid) throw context.Refusal($"weights with a scale for each block run with float input and output, these are {input.Type.Name()} and {output.Type.Name()}");
            _blocks = new(context, blockwise, operands, activation);
            return;
        }
        var isSparse = WeightBytes.SparsityOf(context, weights) is not null;
        var isPerChannel = weights.Quantization.IsPerChannel;
        var isPlain = !isSparse && (input.Type != TensorType.Int16 || isPerChannel || weights.ZeroPoint == 0);
        _form = new(context, kind, operands, units, 0, activation, ProductRoundingTable.FullyConnected(context.Runtime, isPerChannel, isPlain, isSparse), depth, isAsymmetric);
        _weights = WeightBytes.Prepare(context, weights);
        _loop = new(depth, units);
    }

    public override void Run(KernelContext context)
    {
        if (_form is not null && _weights is not null) _form.Run(context, _loop, _weights);
        else if (_blocks is not null) _blocks.Run(context);
        else context.Output(0).Write<byte>().Clear();
    }

    private static void Resize(KernelContext context, RuntimeTensor input, RuntimeTensor output, int units, int depth)
    {
        if (context.Bool(Options, "keep_num_dims"))
        {
            if (input.Rank == 0 || depth > 0 && input.Shape[^1] != depth) throw context.Refusal($"the last dimension of the input {input} has to be {depth} to keep the others");
            context.Resize(output, [.. input.Shape[..^1], units]);
        }
        else
        {
            if (depth > 0 && input.Count % depth != 0) throw context.Refusal($"the input {input} does not divide into rows of {depth} elements");
            context.Resize(output, depth > 0 ? input.Count / depth : TensorShape.Count(input.Shape, 0, Math.Max(input.Rank - 1, 0)), units);
        }
    }
}
