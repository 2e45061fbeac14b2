using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>CONV_3D_TRANSPOSE, float32: output shape [5] (int32), filter [depth, height, width, output channels, channels], input [batch, depth, height, width, channels],
/// bias [output channels] → the output shape. Each input element adds input × filter to the window of the convolution from the output to the input.</summary>
internal sealed class Conv3DTranspose : Kernel
{
    private const string Options = "Conv3DOptions";
    private ProductForm? _form;
    private TransposedConvolutionLoop _loop;

    public override void Prepare(KernelContext context)
    {
        var (shape, filter, input, output) = (context.Input(0), context.Input(1), context.Input(2), context.Output(0));
        if (shape.Type != TensorType.Int32 || shape.Rank != 1 || shape.Count != 5)
            throw context.Refusal($"the output shape is given by {shape}; INT32[5] is expected");
        if (input.Rank != 5 || filter.Rank != 5) throw context.Refusal($"the input is {input} and the filter {filter}; five dimensions are expected");
        if (input.Dim(4) <= 0 || filter.Dim(4) != input.Dim(4) || filter.Dim(3) <= 0)
            throw context.Refusal($"the filter {filter} does not fit the {input.Dim(4)} channels of the input");
        var operands = new ProductOperands(input, filter, context.OptionalInput(3), output);
        if (ProductForm.KindOf(context, operands) != ProductKind.Single) throw context.UnsupportedType(input.Type != TensorType.Float32 ? input : filter);
        _form = new(context, ProductKind.Single, operands, filter.Dim(3), 3, FusedActivation.Of(context, Options), default, 0, false);
        if (shape.IsKnown) Resize(context);
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        if (context.Output(0).Memory == TensorMemory.Dynamic) Resize(context);
        _form?.Run(context, _loop, context.Input(2).Bytes, context.Input(1).Bytes, context.Output(0).Write<byte>());
    }

    private void Resize(KernelContext context)
    {
        var shape = context.Input(0).Read<int>();
        var (filter, input) = (context.Input(1), context.Input(2));
        if (shape[0] != input.Dim(0) || shape[4] != filter.Dim(3))
            throw context.Refusal($"the output shape {TensorShape.Text(shape)} does not fit the input {input} and {filter.Dim(3)} output channels");
        var padding = (Padding)context.Int32(Options, "padding");
        var depth = WindowAxis.Transposed(context, "depth", padding, input.Dim(1), shape[1], filter.Dim(0), context.Int32(Options, "stride_d"), context.Int32(Options, "dilation_d_factor"));
        var height = WindowAxis.Transposed(context, "height", padding, input.Dim(2), shape[2], filter.Dim(1), context.Int32(Options, "stride_h"), context.Int32(Options, "dilation_h_factor"));
        var width = WindowAxis.Transposed(context, "width", padding, input.Dim(3), shape[3], filter.Dim(2), context.Int32(Options, "stride_w"), context.Int32(Options, "dilation_w_factor"));
        var (channels, outputChannels) = (input.Dim(4), filter.Dim(3));
        _loop = new(depth, height, width, channels, outputChannels, channels, checked(channels * outputChannels));
        context.Resize(context.Output(0), shape);
    }
}
