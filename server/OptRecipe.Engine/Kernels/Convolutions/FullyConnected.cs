using OptRecipe.Engine.Kernels.Micro;
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
    private FastProduct? _fast;

    public override void Prepare(KernelContext context)
    {
        var (input, weights, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (weights.Rank != 2) throw context.Refusal($"the weights are {weights}; two dimensions are expected");
        var (units, depth) = (weights.Dim(0), weights.Dim(1));
        var operands = new ProductOperands(input, weights, context.OptionalInput(2), output);
        var kind = ProductForm.KindOf(context, operands, (TensorType)context.Int32(Options, "quantized_bias_type"));
        if (kind == ProductKind.Int8ToInt32) throw context.UnsupportedType(output);
        (_form, _weights, _blocks, _fast) = (null, null, null, null);
        Resize(context, input, output, units, depth);
        if (depth == 0) return;
        var (activation, isAsymmetric) = (FusedActivation.Of(context, Options), context.Bool(Options, "asymmetric_quantize_inputs"));
        if (weights.Quantization.Blockwise is { } blockwise)
        {
            if (kind != ProductKind.Hybrid)
                throw context.Refusal($"weights with a scale for each block run with float input and output, these are {input.Type.Name()} and {output.Type.Name()}");
            _blocks = new(context, blockwise, operands, activation);
            return;
        }
        var isShuffled = IsShuffled(context, kind, input, weights);
        var isDense = !isShuffled && WeightBytes.SparsityOf(context, weights) is null;
        var isPerChannel = weights.Quantization.IsPerChannel;
        var isPlain = isDense && (input.Type != TensorType.Int16 || isPerChannel || weights.ZeroPoint == 0);
        _form = new(context, kind, operands, units, 0, activation, ProductRoundingTable.FullyConnected(context.Runtime, input.Type == TensorType.Int16, isPerChannel, isPlain, isDense), depth, isAsymmetric);
        _weights = isShuffled ? WeightBytes.PrepareShuffled(context, weights) : WeightBytes.Prepare(context, weights);
        _loop = new(depth, units);
        _fast = isShuffled ? null : FastProduct.Prepare(context, _form, operands, _weights, ConvolutionGeometry.Plain(input.Count / depth, depth, units));
    }

    public override void Run(KernelContext context)
    {
        // The second output is the room in which the runtime shuffles its input; nobody reads it.
        if (context.OutputCount > 1) context.Output(1).Write<byte>().Clear();
        if (_fast is not null) _fast.Run(context, context.Input(0).Bytes, context.Output(0).Write<byte>());
        else if (_form is not null && _weights is not null) _form.Run(context, _loop, _weights);
        else if (_blocks is not null) _blocks.Run(context);
        else context.Output(0).Write<byte>().Clear();
    }

    /// <summary>Whether the weights stand in blocks of 4 rows by 16 columns. Such weights exist for one combination of types and few shapes.</summary>
    private static bool IsShuffled(KernelContext context, ProductKind kind, RuntimeTensor input, RuntimeTensor weights)
    {
        var format = context.Int32(Options, "weights_format");
        if (format == 0) return false;
        if (format != 1) throw context.Refusal($"the weights have the format {format}; 0 or 1 (SHUFFLED4x16INT8) is expected");
        if (kind != ProductKind.UInt8ToInt16 || input.ZeroPoint != 128 || weights.ZeroPoint != 128)
            throw context.Refusal("shuffled weights run with UINT8 input and weights, both with the zero point 128, and INT16 output");
        var rows = input.Count / weights.Dim(1);
        if (weights.Dim(0) % 4 != 0 || weights.Dim(1) % 16 != 0 || rows is not (1 or 4))
            throw context.Refusal($"shuffled weights run with 1 or 4 rows and whole blocks of 4 × 16; the input is {input}, the weights are {weights}");
        return true;
    }

    private static void Resize(KernelContext context, RuntimeTensor input, RuntimeTensor output, int units, int depth)
    {
        if (context.Bool(Options, "keep_num_dims"))
        {
            if (input.Rank == 0 || depth > 0 && input.Shape[^1] != depth)
                throw context.Refusal($"the last dimension of the input {input} has to be {depth} to keep the others");
            context.Resize(output, [.. input.Shape[..^1], units]);
        }
        else
        {
            if (depth > 0 && input.Count % depth != 0) throw context.Refusal($"the input {input} does not divide into rows of {depth} elements");
            context.Resize(output, depth > 0 ? input.Count / depth : TensorShape.Count(input.Shape, 0, Math.Max(input.Rank - 1, 0)), units);
        }
    }
}
