using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>TRANSPOSE_CONV: output shape [4] (int32), weights [output channels, height, width, channels], input [batch, height, width, channels], bias [output channels] → the
/// output shape. Each input element adds input × weights to the window at position × stride − padding, which is that of the convolution from the output to the input. Float input
/// with integer weights is quantized asymmetrically for each item of the batch.</summary>
internal sealed class TransposeConv : Kernel
{
    private const string Options = "TransposeConvOptions";
    private ProductForm? _form;
    private WeightBytes? _weights;
    private FastTransposed? _fast;
    private TransposedConvolutionLoop _loop;

    public override void Prepare(KernelContext context)
    {
        var (shape, weights, input, output) = (context.Input(0), context.Input(1), context.Input(2), context.Output(0));
        if (shape.Type != TensorType.Int32 || shape.Rank != 1 || shape.Count != 4)
            throw context.Refusal($"the output shape is given by {shape}; INT32[4] is expected");
        if (input.Rank != 4 || weights.Rank != 4) throw context.Refusal($"the input is {input} and the weights are {weights}; four dimensions are expected");
        var channels = input.Dim(3);
        if (channels <= 0 || weights.Dim(3) != channels || weights.Dim(0) <= 0)
            throw context.Refusal($"the weights {weights} do not fit the {channels} channels of the input");
        var operands = new ProductOperands(input, weights, context.OptionalInput(3), output);
        var kind = ProductForm.ConvolutionKindOf(context, operands, (TensorType)context.Int32(Options, "quantized_bias_type"));
        // TensorFlow Lite 2.9 does not know the field of the activation.
        var activation = context.Runtime == PlayedRuntime.TFLite29 ? ActivationFunctionType.None : FusedActivation.Of(context, Options);
        _form = new(context, kind, operands, weights.Dim(0), 0, activation,
            ProductRoundingTable.TransposeConv(context.Runtime, kind == ProductKind.UInt8), checked(input.Dim(1) * input.Dim(2) * channels), isAsymmetric: true);
        _weights = WeightBytes.Prepare(context, weights);
        _fast = null;
        if (!shape.IsKnown)
        {
            context.MakeDynamic(output);
            return;
        }
        var (height, width) = Resize(context);
        _fast = FastTransposed.Prepare(context, _form, operands, _weights, height, width);
    }

    public override void Run(KernelContext context)
    {
        if (context.Output(0).Memory == TensorMemory.Dynamic) Resize(context);
        if (_fast is not null) _fast.Run(context, context.Input(2).Bytes, context.Output(0).Write<byte>());
        else if (_form is not null && _weights is not null) _form.Run(context, _loop, _weights);
    }

    private (WindowAxis Height, WindowAxis Width) Resize(KernelContext context)
    {
        var shape = context.Input(0).Read<int>();
        var (weights, input) = (context.Input(1), context.Input(2));
        if (shape[0] != input.Dim(0) || shape[3] != weights.Dim(0))
            throw context.Refusal($"the output shape {TensorShape.Text(shape)} does not fit the input {input} and {weights.Dim(0)} output channels");
        var padding = (Padding)context.Int32(Options, "padding");
        var height = WindowAxis.Transposed(context, "height", padding, input.Dim(1), shape[1], weights.Dim(1), context.Int32(Options, "stride_h"), 1);
        var width = WindowAxis.Transposed(context, "width", padding, input.Dim(2), shape[2], weights.Dim(2), context.Int32(Options, "stride_w"), 1);
        var (channels, taps) = (input.Dim(3), checked(weights.Dim(1) * weights.Dim(2)));
        _loop = new(WindowAxis.One, height, width, channels, weights.Dim(0), checked(taps * channels), channels);
        context.Resize(context.Output(0), shape);
        return (height, width);
    }
}
