using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>CONV_2D: input [batch, height, width, channels], filter [output channels, height, width, channels / groups], bias [output channels] → [batch, y, x, output channels].
/// output = activation(bias + Σ input × filter); taps outside the input count nothing. Groups are input channels / filter channels. Float input with integer weights is quantized
/// for each item of the batch: asymmetrically where the scales of the channels differ or there are groups, symmetrically otherwise.</summary>
internal sealed class Conv2D : Kernel
{
    private const string Options = "Conv2DOptions";
    private ProductForm? _form;
    private WeightBytes? _weights;
    private ConvolutionLoop _loop;
    private FastProduct? _fast;

    public override void Prepare(KernelContext context)
    {
        var (input, filter, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (input.Rank != 4 || filter.Rank != 4) throw context.Refusal($"the input is {input} and the filter {filter}; four dimensions are expected");
        var (inputChannels, filterChannels, channels) = (input.Dim(3), filter.Dim(3), filter.Dim(0));
        if (inputChannels <= 0 || filterChannels <= 0 || channels <= 0 || inputChannels % filterChannels != 0 || channels % (inputChannels / filterChannels) != 0)
            throw context.Refusal($"the filter {filter} does not divide the {inputChannels} channels of the input into groups");
        var groups = inputChannels / filterChannels;
        var padding = (Padding)context.Int32(Options, "padding");
        var height = WindowAxis.Of(context, "height", padding, input.Dim(1), filter.Dim(1), context.Int32(Options, "stride_h"), context.Int32(Options, "dilation_h_factor"));
        var width = WindowAxis.Of(context, "width", padding, input.Dim(2), filter.Dim(2), context.Int32(Options, "stride_w"), context.Int32(Options, "dilation_w_factor"));

        var operands = new ProductOperands(input, filter, context.OptionalInput(2), output);
        var kind = ProductForm.ConvolutionKindOf(context, operands, (TensorType)context.Int32(Options, "quantized_bias_type"));
        var isAsymmetric = groups > 1 || !filter.Quantization.IsUniform;
        _form = new(context, kind, operands, channels, 0, FusedActivation.Of(context, Options),
            ProductRoundingTable.Conv2D(context.Runtime, kind == ProductKind.UInt8, input.Type == TensorType.Int16, groups > 1), checked(input.Dim(1) * input.Dim(2) * inputChannels), isAsymmetric);
        _weights = WeightBytes.Prepare(context, filter);
        _loop = new(WindowAxis.One, height, width, inputChannels, channels, groups);
        context.Resize(output, input.Dim(0), height.Output, width.Output, channels);
        _fast = FastProduct.Prepare(context, _form, operands, _weights, new(
            input.Dim(0), height.Input, width.Input, inputChannels, height.Output, width.Output, channels, height.Filter, width.Filter,
            height.Stride, width.Stride, height.Dilation, width.Dilation, height.Before, width.Before, groups));
    }

    public override void Run(KernelContext context)
    {
        if (_fast is not null) _fast.Run(context, context.Input(0).Bytes, context.Output(0).Write<byte>());
        else if (_form is not null && _weights is not null) _form.Run(context, _loop, _weights);
    }
}
