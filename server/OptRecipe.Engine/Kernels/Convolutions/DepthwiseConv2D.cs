using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>DEPTHWISE_CONV_2D: input [batch, height, width, channels], filter [1, height, width, output channels], bias [output channels] → [batch, y, x, output channels].
/// Output channel c sums over the window of input channel c / (output channels / channels). The depth multiplier follows from the shapes, not from the options. Float input with
/// integer weights is quantized asymmetrically for each item of the batch.</summary>
internal sealed class DepthwiseConv2D : Kernel
{
    private const string Options = "DepthwiseConv2DOptions";
    private ProductForm? _form;
    private WeightBytes? _weights;
    private FastProduct? _fast;
    private WindowAxis _height, _width;
    private int _channels, _multiplier, _sums;

    public override void Prepare(KernelContext context)
    {
        var (input, filter, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (input.Rank != 4 || filter.Rank != 4 || filter.Dim(0) != 1)
            throw context.Refusal($"the input is {input} and the filter {filter}; four dimensions are expected, of the filter the first 1");
        var (inputChannels, channels) = (input.Dim(3), filter.Dim(3));
        if (inputChannels <= 0 || channels <= 0 || channels % inputChannels != 0)
            throw context.Refusal($"the filter has {channels} channels, no multiple of the {inputChannels} of the input");
        var padding = (Padding)context.Int32(Options, "padding");
        _height = WindowAxis.Of(context, "height", padding, input.Dim(1), filter.Dim(1), context.Int32(Options, "stride_h"), context.Int32(Options, "dilation_h_factor"));
        _width = WindowAxis.Of(context, "width", padding, input.Dim(2), filter.Dim(2), context.Int32(Options, "stride_w"), context.Int32(Options, "dilation_w_factor"));
        (_channels, _multiplier) = (inputChannels, channels / inputChannels);

        var operands = new ProductOperands(input, filter, context.OptionalInput(2), output);
        var kind = ProductForm.ConvolutionKindOf(context, operands);
        _form = new(context, kind, operands, channels, 3, FusedActivation.Of(context, Options),
            ProductRoundingTable.DepthwiseConv2D(context.Runtime, kind == ProductKind.UInt8, filter.Type == TensorType.Int4), checked(input.Dim(1) * input.Dim(2) * inputChannels), isAsymmetric: true);
        _weights = WeightBytes.Prepare(context, filter);
        _sums = context.RequestScratch(8L * channels);
        context.Resize(output, input.Dim(0), _height.Output, _width.Output, channels);
        _fast = FastProduct.PrepareDepthwise(context, _form, operands, _weights, _height, _width, input.Dim(0), inputChannels, _multiplier);
    }

    public override void Run(KernelContext context)
    {
        if (_fast is not null) _fast.Run(context, context.Input(0).Bytes, context.Output(0).Write<byte>());
        else if (_form is not null && _weights is not null) _form.Run(context, new DepthwiseLoop(_height, _width, _channels, _multiplier, context.Scratch<byte>(_sums)), _weights);
    }
}
